"""Turn-taking: tables for the cases a hall meets, properties for the ones nobody thought of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.acts import Begin, NotHeard, Said, Silent, Touched
from kiosk.turn import (
    Acted,
    Attached,
    Began,
    Decide,
    Decided,
    Detached,
    Ended,
    Heard,
    Idle,
    Profile,
    Resume,
    Speaking,
    Spoken,
    State,
    Stop,
    Tick,
    TurnTaking,
    VoiceEnded,
    VoiceStarted,
)

BEGUN = [Began(Begin()), Speaking(), Decided(), Spoken()]


def run(*events: object, profile: Profile | None = None) -> tuple[TurnTaking, list[object]]:
    turns = TurnTaking(profile or Profile())
    return turns, [action for e in events for action in turns.feed(e, 1.0)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("events", "state", "actions"),
    [
        ([], State.ATTRACT, []),
        ([VoiceStarted(), VoiceEnded(), Heard("", speech=True)], State.ATTRACT, []),
        ([Began(Begin())], State.THINKING, [Decide(Begin())]),
        ([Began(Begin()), Speaking(), Decided()], State.SPEAKING, [Decide(Begin())]),
        (BEGUN, State.LISTENING, [Decide(Begin())]),
        ([*BEGUN, VoiceStarted()], State.HEARING, [Decide(Begin())]),
        ([*BEGUN, VoiceStarted(), VoiceEnded()], State.THINKING, [Decide(Begin())]),
        (
            [*BEGUN, VoiceStarted(), VoiceEnded(), Heard("你好", 0.9)],
            State.THINKING,
            [Decide(Begin()), Decide(Said("你好", 0.9))],
        ),
        ([*BEGUN, VoiceStarted(), VoiceEnded(), Heard("")], State.LISTENING, [Decide(Begin())]),
        (
            [*BEGUN, VoiceStarted(), VoiceEnded(), Heard("", speech=True)],
            State.THINKING,
            [Decide(Begin()), Decide(NotHeard())],
        ),
        # barge-in: quiet at once, and the words are the next turn
        (
            [Began(Begin()), Speaking(), Decided(), VoiceStarted(), VoiceEnded(), Heard("挂失")],
            State.THINKING,
            [Decide(Begin()), Stop(), Decide(Said("挂失"))],
        ),
        # a cough: she goes on
        (
            [Began(Begin()), Speaking(), Decided(), VoiceStarted(), VoiceEnded(), Heard("")],
            State.LISTENING,
            [Decide(Begin()), Stop(), Resume()],
        ),
        # a touch interrupts too
        (
            [Began(Begin()), Speaking(), Decided(), Acted(Touched("是"))],
            State.THINKING,
            [Decide(Begin()), Stop(), Decide(Touched("是"))],
        ),
        ([*BEGUN, Ended(), Acted(Touched("是"))], State.ENDED, [Decide(Begin())]),
    ],
)
def test_table(events: list[object], state: State, actions: list[object]) -> None:
    turns, got = run(*events)
    assert (turns.state, got) == (state, actions)


def test_silence_then_idle() -> None:
    turns = TurnTaking(Profile(silence_s=8, idle_s=20))
    for event in BEGUN:
        turns.feed(event, 0)
    assert turns.deadline == 8
    assert turns.feed(Tick(), 7.9) == []
    assert turns.feed(Tick(), 8) == [Decide(Silent())]
    assert turns.deadline is None  # thinking: nothing to wait for
    turns.feed(Decided(), 8)  # the ladder had nothing to say
    assert turns.deadline == 16
    turns.feed(Tick(), 16)
    turns.feed(Decided(), 16)
    assert turns.feed(Tick(), 20) == [Idle()]


def test_noise_does_not_keep_an_empty_hall_awake() -> None:
    turns = TurnTaking(Profile(silence_s=8, idle_s=60))
    for event in BEGUN:
        turns.feed(event, 0)
    actions = []
    for second in range(0, 70, 4):  # a door bangs every four seconds
        for event in (VoiceStarted(), VoiceEnded(), Heard(""), Tick()):
            actions += turns.feed(event, float(second))
    assert actions.count(Idle()) == 1


def test_no_timer_runs_while_the_page_is_away() -> None:
    turns, _ = run(*BEGUN, Detached())
    assert turns.deadline is None
    assert turns.feed(Tick(), 1e6) == []
    turns.feed(Attached(), 1e6)
    assert turns.deadline == pytest.approx(1e6 + 8)


EVENTS = st.sampled_from(
    [
        Acted(Touched("x")),
        VoiceStarted(),
        VoiceEnded(),
        Heard("好"),
        Heard(""),
        Heard("", speech=True),
        Speaking(),
        Spoken(),
        Decided(),
        Detached(),
        Attached(),
        Tick(),
    ]
)


@settings(max_examples=500)
@given(st.lists(st.tuples(EVENTS, st.floats(0, 30))))
def test_any_order_of_events_leaves_a_conversation_that_can_end(script: list[tuple[object, float]]) -> None:
    turns, now = TurnTaking(Profile()), 0.0
    turns.feed(Began(Begin()), now)
    speaking = False
    for event, wait in script:
        now += wait
        speaking = {Speaking: True, Spoken: False, Detached: False}.get(type(event), speaking)
        for action in turns.feed(event, now):  # type: ignore[arg-type]
            assert action != Stop() or speaking, "stopped a clerk who was silent"
            speaking = speaking and action != Stop()
        assert turns.deadline is None or turns.state is State.LISTENING
    # whatever happened: work the open things off, and silence leads to an end
    for event in (Attached(), Spoken(), VoiceEnded(), *[Heard("")] * 100, *[Decided()] * 200):
        turns.feed(event, now)
    ended = False
    for _ in range(50):
        assert turns.state is State.LISTENING
        assert turns.deadline is not None
        now = turns.deadline
        actions = turns.feed(Tick(), now)
        ended = ended or actions == [Idle()]
        turns.feed(Decided(), now)
    assert ended
