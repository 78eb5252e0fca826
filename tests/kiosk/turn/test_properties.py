"""The turn machine under any order of events: conversations of a random citizen, and events that make no sense."""

from __future__ import annotations

import hashlib
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.acts import Begin, NoInput, Said, Touched
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
    PlaybackStarted,
    PromptKind,
    ResumeSpeaking,
    Rollback,
    Speaking,
    StartPreemptive,
    State,
    StopSpeaking,
    TimePassed,
    TurnAction,
    TurnEvent,
    TurnMachine,
    TurnResumed,
    UtteranceEnded,
    UtteranceStarted,
)
from support.profiles import TURN_PROFILE
from support.turn_events import NO_WORDS, YES


class Clerk:
    """A session reduced to what the turn machine can see of it: it does what it is told, at its own pace.

    Checks on the way that the machine never asks for the impossible.
    """

    def __init__(self, seed: int) -> None:
        self.turns = TurnMachine(TURN_PROFILE)
        self.random = random.Random(seed)
        self.now = 0.0
        self.pending: list[TurnEvent] = []  # what her own stages will report
        self.speaking = False
        self.voice = False
        self.prepared = False
        self.retractable = False
        self.silences = 0
        self.trace = hashlib.sha256()

    def feed(self, event: TurnEvent) -> list[TurnAction]:
        actions = self.turns.feed(event, self.now)
        if actions:
            self.trace.update(f"{self.now:.3f}{actions}".encode())
        for action in actions:
            self._do(action)
        assert self.turns.deadline is None or self.turns.state in (State.LISTENING, State.SPEAKING)
        return actions

    def _do(self, action: TurnAction) -> None:
        match action:
            case StopSpeaking():
                assert self.speaking, "stopped a clerk who was silent"
                self._silence()
            case ResumeSpeaking():
                assert not self.speaking, "went on while she spoke"
                self._speak()
            case StartPreemptive():
                assert not self.speaking, "prepared while she spoke"
                self.prepared = True
            case CancelPreemptive():
                assert self.prepared, "threw away what there was not"
                self.prepared = False
            case Rollback():
                assert self.retractable, "took back what could not be"
                self._silence()
                self.pending = [
                    e for e in self.pending if not isinstance(e, Speaking | PlaybackStarted | PlaybackFinished)
                ]
                self.retractable = False
            case Decide(turn):
                self.prepared = False
                self.retractable = isinstance(turn, Said)
                self.pending.append(Decided())
                self.silences += isinstance(turn, NoInput)
                if self.silences == 3:  # the last reprompt
                    self.pending.append(ConversationEnded())
                    return
                if self.random.random() < 0.2:
                    self.pending.insert(0, Committed())
                if self.random.random() < 0.9:
                    self._speak()
            case Idle():
                self.pending.append(ConversationEnded())

    def _speak(self) -> None:
        said = Speaking(self.random.choice(list(PromptKind)), self.random.random() < 0.4)
        self.pending += [said, PlaybackStarted(), PlaybackFinished()]

    def _silence(self) -> None:
        self.speaking = False
        self.pending = [e for e in self.pending if not isinstance(e, Speaking | PlaybackStarted | PlaybackFinished)]

    def work(self) -> None:
        """The next thing her own stages report."""
        if not self.pending:
            return
        event = self.pending.pop(0)
        self.speaking = {Speaking: True, PlaybackFinished: False, Detached: False}.get(type(event), self.speaking)
        if isinstance(event, Committed | PlaybackFinished):
            self.retractable = False
        self.feed(event)

    def citizen(self) -> None:
        """Something a citizen or their page may do now."""
        texts = ["挂失", "嗯", "", "我想办那个"]
        text = self.random.choice(texts)
        nod = text == "嗯"
        if self.voice:
            event: TurnEvent = self.random.choice(
                [
                    InterimTranscript(nod),
                    EagerTranscript(Said(text), nod),
                    TurnResumed(),
                    UtteranceEnded(),
                    UtteranceEnded(),
                ]
            )
            if isinstance(event, UtteranceEnded):
                self.voice = False
                speech = self.random.random() < 0.5
                self.pending.insert(0, FinalTranscript(Said(text, 0.9), speech=speech, backchannel=nod))
        else:
            event = self.random.choice(
                [UtteranceStarted(), UtteranceStarted(), Acted(Touched("x")), TimePassed(True), TimePassed()]
            )
            self.voice = isinstance(event, UtteranceStarted)
        if isinstance(event, Acted):
            self.retractable = False
        self.feed(event)

    def live(self, steps: int) -> None:
        self.feed(ConversationStarted(Begin()))
        for _ in range(steps):
            self.now += self.random.choice([0.0, 0.05, 0.3, 1.0, 3.0])
            deadline = self.turns.deadline
            if deadline is not None and deadline <= self.now:
                self.feed(TimePassed(self.random.random() < 0.3))
            self.work() if self.random.random() < 0.6 else self.citizen()

    def left_alone(self) -> bool:
        """Everybody falls silent: does it come to an end by itself?"""
        if self.voice:
            self.voice = False
            self.feed(UtteranceEnded())
            self.feed(NO_WORDS)
        for _ in range(400):
            while self.pending:
                self.work()
            if self.turns.state is State.ENDED:
                return True
            assert self.turns.state is State.LISTENING, f"stuck in {self.turns.state}"
            assert self.turns.deadline is not None, "nobody's turn, and nothing to wait for"
            self.now = max(self.now, self.turns.deadline)
            self.feed(TimePassed())
        return False


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 120))
def test_any_conversation_ends_by_itself_once_it_is_left_alone(seed: int, steps: int) -> None:
    clerk = Clerk(seed)
    clerk.live(steps)
    assert clerk.left_alone()


def test_ten_thousand_conversations_are_the_same_twice() -> None:
    def all_of_them() -> str:
        together = hashlib.sha256()
        for seed in range(10_000):
            clerk = Clerk(seed)
            clerk.live(25)
            assert clerk.left_alone()
            together.update(clerk.trace.digest())
        return together.hexdigest()

    assert all_of_them() == all_of_them()


EVENTS = st.sampled_from(
    [
        Acted(Touched("x")), UtteranceStarted(), InterimTranscript(), InterimTranscript(True), UtteranceEnded(),
        EagerTranscript(Said("好")), TurnResumed(), FinalTranscript(Said("好")), YES, NO_WORDS, Detached(), Attached(),
        FinalTranscript(Said(""), speech=True), Speaking(), Speaking(PromptKind.NOTICE, True), PlaybackStarted(),
        PlaybackFinished(), Committed(), Decided(), TimePassed(), TimePassed(True),
    ]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(st.tuples(EVENTS, st.floats(0, 30))))
def test_even_events_that_make_no_sense_leave_a_conversation_that_can_end(
    script: list[tuple[TurnEvent, float]],
) -> None:
    turns, now = TurnMachine(TURN_PROFILE), 0.0
    turns.feed(ConversationStarted(Begin()), now)
    for event, wait in script:
        now += wait
        turns.feed(event, now)
    for event in (Attached(), PlaybackFinished(), UtteranceEnded(), *[NO_WORDS] * 100, *[Decided()] * 200):
        turns.feed(event, now)
    ended = False
    for _ in range(50):
        assert turns.state is State.LISTENING
        assert turns.deadline is not None
        now = turns.deadline
        actions = turns.feed(TimePassed(), now)
        ended = ended or actions == [Idle()]
        turns.feed(Decided(), now)
    assert ended
