"""The turn machine: tables of cases that a hall meets, and properties that hold for any order of events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dialogue.acts import Begin, NoInput, NoMatch, Said, Touched
from kiosk.turn import (
    Acted,
    Attached,
    CancelPreemptive,
    Committed,
    ConversationEnded,
    ConversationStarted,
    Decide,
    Decided,
    Detached,
    EagerTranscript,
    FinalTranscript,
    Idle,
    InterimTranscript,
    PlaybackFinished,
    PromptKind,
    ResumeSpeaking,
    Rollback,
    Speaking,
    StartPreemptive,
    State,
    StopSpeaking,
    TimePassed,
    TurnAction,
    TurnMachine,
    TurnResumed,
    UtteranceEnded,
    UtteranceStarted,
)
from support.profiles import TURN_PROFILE
from support.turn_events import BEGIN, GREETED, HEARD_LOST, LOST, NO_WORDS, YES, answered, run, utterance


@pytest.mark.parametrize(
    ("events", "state", "actions"),
    [
        ([], State.ATTRACT, []),
        (utterance(FinalTranscript(Said(""), speech=True)), State.ATTRACT, []),
        ([ConversationStarted(Begin())], State.THINKING, [BEGIN]),
        ([ConversationStarted(Begin()), Speaking(), Decided()], State.SPEAKING, [BEGIN]),
        (GREETED, State.LISTENING, [BEGIN]),
        ([*GREETED, UtteranceStarted()], State.HEARING, [BEGIN]),
        ([*GREETED, UtteranceStarted(), UtteranceEnded()], State.THINKING, [BEGIN]),
        ([*GREETED, *utterance(HEARD_LOST)], State.THINKING, [BEGIN, Decide(LOST)]),
        ([*GREETED, *utterance(NO_WORDS)], State.LISTENING, [BEGIN]),
        ([*GREETED, *utterance(FinalTranscript(Said(""), speech=True))], State.THINKING, [BEGIN, Decide(NoMatch())]),
        ([*GREETED, ConversationEnded(), Acted(Touched("是"))], State.ENDED, [BEGIN]),
        # a touch interrupts at once
        (
            [ConversationStarted(Begin()), Speaking(), Decided(), Acted(Touched("是"))],
            State.THINKING,
            [BEGIN, StopSpeaking(), Decide(Touched("是"))],
        ),
    ],
)
def test_one_after_the_other(events: list[Any], state: State, actions: list[TurnAction]) -> None:
    turns, got = run(*events)
    assert (turns.state, got) == (state, actions)


SPEAKING = [*GREETED, *utterance(HEARD_LOST), *answered(), 2.0]
ASKING_YES = [*GREETED, *utterance(HEARD_LOST), *answered(yes_no=True), 2.0]


@pytest.mark.parametrize(
    ("events", "state", "actions"),
    [
        # a voice alone does not stop her
        ([*SPEAKING, UtteranceStarted()], State.SPEAKING, []),
        # a cough never does
        ([*SPEAKING, *utterance(NO_WORDS)], State.SPEAKING, []),
        ([*SPEAKING, *utterance(FinalTranscript(Said(""), speech=True))], State.SPEAKING, []),
        # 嗯 does not, and is no answer to what was no question
        (
            [*SPEAKING, UtteranceStarted(), InterimTranscript(backchannel=True), UtteranceEnded(), YES],
            State.SPEAKING,
            [],
        ),
        # words do, as soon as they are known
        ([*SPEAKING, UtteranceStarted(), InterimTranscript()], State.HEARING, [StopSpeaking()]),
        (
            [*SPEAKING, UtteranceStarted(), InterimTranscript(), UtteranceEnded(), FinalTranscript(Said("不对", 0.8))],
            State.THINKING,
            [StopSpeaking(), Decide(Said("不对", 0.8))],
        ),
        (
            [*SPEAKING, UtteranceStarted(), UtteranceEnded(), FinalTranscript(Said("不对", 0.8))],
            State.THINKING,
            [StopSpeaking(), Decide(Said("不对", 0.8))],
        ),
        ([*SPEAKING, UtteranceStarted(), EagerTranscript(Said("不对"))], State.HEARING, [StopSpeaking()]),
        # a voice that goes on does, words or not; if there were none, she goes on
        ([*SPEAKING, UtteranceStarted(), 1.5, TimePassed()], State.SPEAKING, []),
        ([*SPEAKING, UtteranceStarted(), 1.6, TimePassed()], State.HEARING, [StopSpeaking()]),
        (
            [*SPEAKING, UtteranceStarted(), 1.6, TimePassed(), UtteranceEnded(), NO_WORDS],
            State.LISTENING,
            [StopSpeaking(), ResumeSpeaking()],
        ),
        (
            [*SPEAKING, UtteranceStarted(), 1.6, TimePassed(), UtteranceEnded(), YES],
            State.LISTENING,
            [StopSpeaking(), ResumeSpeaking()],
        ),
        # a yes to the question she is still asking waits until she has asked it
        ([*ASKING_YES, *utterance(YES)], State.SPEAKING, []),
        ([*ASKING_YES, *utterance(YES), PlaybackFinished()], State.THINKING, [Decide(Said("嗯", 0.9))]),
        # unless words come behind it
        (
            [*ASKING_YES, *utterance(YES), *utterance(FinalTranscript(Said("等一下", 0.8))), PlaybackFinished()],
            State.THINKING,
            [StopSpeaking(), Decide(Said("等一下", 0.8))],
        ),
        # and once she has asked, it is the answer at once
        ([*ASKING_YES, PlaybackFinished(), *utterance(YES)], State.THINKING, [Decide(Said("嗯", 0.9))]),
        # where nothing was asked, 嗯 is nothing
        ([*SPEAKING, PlaybackFinished(), *utterance(YES)], State.LISTENING, []),
    ],
)
def test_speech_over_a_prompt(events: list[Any], state: State, actions: list[TurnAction]) -> None:
    turns, got = run(*events)
    assert (turns.state, got[2:]) == (state, actions)


@pytest.mark.parametrize(
    ("prompt", "min_speech_s"),
    [(PromptKind.GREETING, 1.2), (PromptKind.NUMBER, 1.2), (PromptKind.READBACK, 2.0), (PromptKind.NOTICE, None)],
)
def test_how_long_speech_must_last_to_stop_the_clerk_depends_on_the_kind_of_prompt(
    prompt: PromptKind, min_speech_s: float | None
) -> None:
    turns, _ = run(*GREETED, *utterance(HEARD_LOST), *answered(prompt), UtteranceStarted())
    assert turns.deadline == (None if min_speech_s is None else pytest.approx(1.0 + min_speech_s))


@pytest.mark.parametrize(
    ("events", "actions"),
    [
        # they go on before a sound of the answer was heard: one thing was said, not two
        (
            [*utterance(HEARD_LOST), UtteranceStarted(), UtteranceEnded(), FinalTranscript(Said("要挂失", 0.8))],
            [Decide(LOST), Rollback(), Decide(Said("卡丢了要挂失", 0.8))],
        ),
        (
            [
                *utterance(HEARD_LOST),
                Speaking(),
                UtteranceStarted(),
                UtteranceEnded(),
                FinalTranscript(Said("要挂失", 0.8)),
            ],
            [Decide(LOST), Rollback(), Decide(Said("卡丢了要挂失", 0.8))],
        ),
        # it was a noise: the same answer again
        ([*utterance(HEARD_LOST), *utterance(NO_WORDS)], [Decide(LOST), Rollback(), Decide(LOST)]),
        # they go on just as she begins
        (
            [
                *utterance(HEARD_LOST),
                *answered(),
                0.7,
                UtteranceStarted(),
                InterimTranscript(),
                UtteranceEnded(),
                FinalTranscript(Said("要挂失", 0.8)),
            ],
            [Decide(LOST), StopSpeaking(), Rollback(), Decide(Said("卡丢了要挂失", 0.8))],
        ),
        # later it is an interruption, and a turn of its own
        (
            [
                *utterance(HEARD_LOST),
                *answered(),
                0.9,
                UtteranceStarted(),
                InterimTranscript(),
                UtteranceEnded(),
                FinalTranscript(Said("要挂失", 0.8)),
            ],
            [Decide(LOST), StopSpeaking(), Decide(Said("要挂失", 0.8))],
        ),
        # what the back end was asked is not taken back
        (
            [*utterance(HEARD_LOST), Committed(), *utterance(FinalTranscript(Said("要挂失", 0.8)))],
            [Decide(LOST), Decide(Said("要挂失", 0.8))],
        ),
        # they go on before the words were even known
        (
            [
                UtteranceStarted(),
                UtteranceEnded(),
                UtteranceStarted(),
                HEARD_LOST,
                UtteranceEnded(),
                FinalTranscript(Said("要挂失", 0.8)),
            ],
            [Decide(Said("卡丢了要挂失", 0.8))],
        ),
        (
            [UtteranceStarted(), UtteranceEnded(), UtteranceStarted(), UtteranceEnded(), HEARD_LOST, NO_WORDS],
            [Decide(LOST)],
        ),
    ],
)
def test_a_continuation_joins_the_words_before_it(events: list[Any], actions: list[TurnAction]) -> None:
    _, got = run(*GREETED, *events)
    assert got[1:] == actions


@pytest.mark.parametrize(
    ("events", "actions"),
    [
        (
            [UtteranceStarted(), EagerTranscript(LOST), UtteranceEnded(), HEARD_LOST],
            [StartPreemptive(LOST), Decide(LOST)],
        ),
        ([UtteranceStarted(), EagerTranscript(LOST), TurnResumed()], [StartPreemptive(LOST), CancelPreemptive()]),
        (
            [UtteranceStarted(), EagerTranscript(LOST), UtteranceEnded(), NO_WORDS],
            [StartPreemptive(LOST), CancelPreemptive()],
        ),
        (
            [UtteranceStarted(), EagerTranscript(LOST), Acted(Touched("是"))],
            [StartPreemptive(LOST), CancelPreemptive(), Decide(Touched("是"))],
        ),
        ([UtteranceStarted(), EagerTranscript(Said("嗯"), backchannel=True)], []),
        ([UtteranceStarted(), EagerTranscript(Said(""))], []),
    ],
)
def test_the_answer_is_decided_preemptively_in_the_pause(events: list[Any], actions: list[TurnAction]) -> None:
    _, got = run(*GREETED, *events)
    assert got[1:] == actions


def test_silence_then_idle() -> None:
    turns = TurnMachine(replace(TURN_PROFILE, no_input_timeout_s=8, idle_s=20))
    for event in GREETED:
        turns.feed(event, 0)
    assert turns.deadline == 8
    assert turns.feed(TimePassed(), 7.9) == []
    assert turns.feed(TimePassed(), 8) == [Decide(NoInput())]
    assert turns.deadline is None  # thinking: nothing to wait for
    turns.feed(Decided(), 8)  # the reprompt had nothing to say
    assert turns.deadline == 16
    turns.feed(TimePassed(), 16)
    turns.feed(Decided(), 16)
    assert turns.feed(TimePassed(), 20) == [Idle()]


def test_sound_defers_the_no_input_prompt_up_to_a_limit() -> None:
    turns = TurnMachine(replace(TURN_PROFILE, no_input_timeout_s=8, idle_s=60, no_input_max_factor=2.5))
    for event in GREETED:
        turns.feed(event, 0)
    asked = None
    for second in range(1, 40):
        if turns.feed(TimePassed(sound_nearby=True), float(second)) == [Decide(NoInput(sound=True))]:
            asked = second
            break
    assert asked == 20


@pytest.mark.parametrize(("idle_amid_sound", "action"), [(True, Idle()), (False, Decide(NoInput(sound=True)))])
def test_who_is_heard_without_words_is_idle_on_a_screen_and_asked_on_the_phone(
    idle_amid_sound: bool, action: TurnAction
) -> None:
    turns = TurnMachine(replace(TURN_PROFILE, no_input_timeout_s=8, idle_s=20, idle_amid_sound=idle_amid_sound))
    for event in GREETED:
        turns.feed(event, 0)
    for second in range(5, 20, 5):  # the no-input timer begins anew with each
        for event in utterance(NO_WORDS):
            turns.feed(event, second)
    assert turns.feed(TimePassed(), 20) == [action]


def test_words_make_the_sound_before_them_forgotten() -> None:
    turns = TurnMachine(replace(TURN_PROFILE, no_input_timeout_s=8))
    for event in [*GREETED, *utterance(NO_WORDS), *utterance(HEARD_LOST), *answered(), PlaybackFinished()]:
        turns.feed(event, 0)
    assert turns.feed(TimePassed(), 8) == [Decide(NoInput())]


def test_noise_does_not_keep_an_empty_hall_awake() -> None:
    turns = TurnMachine(replace(TURN_PROFILE, no_input_timeout_s=8, idle_s=60))
    for event in GREETED:
        turns.feed(event, 0)
    actions = []
    for second in range(0, 70, 4):  # a door bangs every four seconds
        for event in (*utterance(NO_WORDS), TimePassed(sound_nearby=True)):
            actions += turns.feed(event, float(second))
    assert actions.count(Idle()) == 1


def test_no_timer_runs_while_the_page_is_away() -> None:
    turns, _ = run(*GREETED, Detached())
    assert turns.deadline is None
    assert turns.feed(TimePassed(), 1e6) == []
    turns.feed(Attached(), 1e6)
    assert turns.deadline == pytest.approx(1e6 + 8)


# ---- any order of events ------------------------------------------------------------------------------------------


def test_an_answer_held_over_a_question_that_is_rolled_back_answers_nothing() -> None:
    """The same question is put again; the 嗯 belonged to the one that was never heard to its end."""
    turns, _ = run(*GREETED, *utterance(HEARD_LOST), Speaking(yes_no=True), Decided())
    assert turns.feed(FinalTranscript(Said("嗯", 0.9), backchannel=True), 1.0) == []
    assert turns.feed(UtteranceStarted(), 1.1) == [Rollback()]
    turns.feed(UtteranceEnded(), 1.3)
    assert turns.feed(NO_WORDS, 1.5) == [Decide(LOST)]
    for event in (*answered(yes_no=True), PlaybackFinished()):
        assert turns.feed(event, 2.0) == []
