"""The deciding machine: one pure function from a state and a turn to a new state and the acts to carry out."""

from __future__ import annotations

from datetime import date

from dialogue import phrases
from dialogue.acts import (
    Act,
    Answered,
    Begin,
    CardRead,
    Keyed,
    NotHeard,
    Pace,
    Said,
    Silent,
    Touched,
    Turn,
)
from dialogue.errors import MachineError
from dialogue.library import Library
from dialogue.machine import answer, buttons, ladders, run, words
from dialogue.machine.ask import wait_for_service
from dialogue.machine.collect import card_read
from dialogue.machine.move import Move
from dialogue.machine.state import Question, State

_ELDERLY_SPEED = 0.85


class Machine:
    """Holds the library and nothing else: every conversation lives in its `State`."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def new(self, conversation: str, today: date) -> State:
        """The state before anything has happened.

        `conversation` is part of every idempotency key; `today` is the only clock.
        """
        return State(conversation, today)

    def step(self, state: State, turn: Turn) -> tuple[State, tuple[Act, ...]]:
        """The next state, and what to do. No acts: nothing changes, wait on. After `End` every turn is ignored.

        Raises `MachineError` when driven wrongly: no `Begin` first, or a state of another library.
        """
        if state.ended:
            return state, ()
        if not state.begun and not isinstance(turn, Begin):
            raise MachineError("a conversation starts with Begin")
        m = Move(self.library, state)
        self._dispatch(m, turn)
        return m.state, tuple(m.acts)

    def vocabulary(self, state: State) -> tuple[str, ...]:
        """Words the citizen is likely to use now."""
        return words.vocabulary(self.library, state)

    def _dispatch(self, m: Move, turn: Turn) -> None:
        if isinstance(turn, Begin):
            if not m.state.begun:
                _greet(m, turn)
        elif isinstance(turn, Answered):
            if m.state.question.kind == "call" and turn.call == m.state.call:
                run.answered(m, turn)
        elif m.state.question.kind == "call":
            if isinstance(turn, Said):
                m.say(phrases.WAIT)
        elif isinstance(turn, Said):
            m.others = turn.alternatives
            answer.said(m, turn.text, "text" if turn.confidence >= 1.0 else "voice")
        elif isinstance(turn, Touched):
            buttons.touched(m, turn.value)
        elif isinstance(turn, Keyed):
            buttons.keyed(m, turn.keys)
        elif isinstance(turn, CardRead):
            card_read(m, turn)
        elif isinstance(turn, Silent):
            ladders.silent(m)
        elif isinstance(turn, NotHeard):
            ladders.not_understood(m, heard=False)


def _greet(m: Move, turn: Begin) -> None:
    m.set(begun=True, channel=turn.channel, elderly=turn.elderly)
    m.gesture("wave")
    if turn.elderly:
        m.set(speed=_ELDERLY_SPEED)
        m.acts.append(Pace(_ELDERLY_SPEED, 1.0))
    m.say(phrases.GREETING)
    m.question(Question("service"))
    wait_for_service(m)
