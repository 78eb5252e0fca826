"""The deciding machine: one pure function from a state and a turn to a new state and the acts to carry out."""

from __future__ import annotations

from datetime import date

from dialogue import phrases
from dialogue.acts import (
    Act,
    Advised,
    Answered,
    Begin,
    CardRead,
    Keyed,
    NotHeard,
    Pace,
    Said,
    Say,
    Silent,
    TakenUp,
    Touched,
    Turn,
)
from dialogue.errors import MachineError
from dialogue.library import Library
from dialogue.machine import advise, answer, buttons, call, ladders, late, run, words
from dialogue.machine.ask import ask, wait
from dialogue.machine.collect import card_read
from dialogue.machine.commands import ELDERLY_SPEED
from dialogue.machine.danger import alarm, danger
from dialogue.machine.heard import worded
from dialogue.machine.move import Move, Watch
from dialogue.machine.state import Question, Sentence, State

#: A yes below this confidence is asked for again. `asr.Transcript` gives a short answer 0.6 and more in a quiet hall.
_FAINT = 0.3


class Machine:
    """Holds the library and nothing else: every conversation lives in its `State`."""

    def __init__(self, library: Library, *, advised: bool = False, area: str = "", watch: Watch | None = None) -> None:
        """`advised`: a language model answers `Consult`. `watch`: called with the service and the index of each
        program step before it is run. `area`: the hall's telephone area code, for landlines told without one.
        """
        self.library = library
        self.advised, self.area = advised, area
        self._watch = watch

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
        if late.is_late(state, turn) and not isinstance(turn, Said):
            return state, ()
        before, advice = state, None
        if isinstance(turn, Advised):
            if not advise.fits(state, turn):
                return state, ()  # it answers something that was taken back
            advice = turn
        if state.waiting:  # what waited is decided now; or, when the citizen goes on, never was
            state, waiting = advise.resume(state)
            turn = waiting if advice else turn
        m = Move(self.library, state, watch=self._watch, advised=self.advised, area=self.area)
        m.advice = advice
        if isinstance(turn, Said):
            m.words = worded(turn.text, typed=turn.typed)
            m.others = tuple(worded(other, typed=turn.typed).folded for other in turn.alternatives)
        try:
            _dispatch(m, turn)
        except advise.AdviceNeededError as needed:
            assert isinstance(turn, Said)
            return advise.wait(state, turn, needed.consult), (needed.consult,)
        if not m.acts:
            return before, ()
        if said := tuple(Sentence(act.text, act.fixed) for act in m.acts if isinstance(act, Say)):
            m.set(last=said)
        return m.state, tuple(m.acts)

    def in_hand(self, state: State) -> dict[str, str]:
        """The services that `state` is in the middle of, with the digests of their scripts ("": not here any more).

        A state stored with another digest was made by another program: its steps mean nothing to this machine.
        """
        names = [state.service, *(frame.service for frame in state.stack)]
        scripts = {name: self.library.script(name) for name in names if name}
        return {name: script.digest if script else "" for name, script in scripts.items()}

    def vocabulary(self, state: State) -> tuple[str, ...]:
        """Words the citizen is likely to use now."""
        return words.vocabulary(self.library, state)


def _dispatch(m: Move, turn: Turn) -> None:
    if isinstance(turn, Begin):
        if not m.state.begun:
            _greet(m, turn)
    elif isinstance(turn, Answered):
        if m.state.question.kind == "call" and turn.call == m.state.call:
            call.answered(m, turn)
            run.run(m)
    elif isinstance(turn, TakenUp):
        _go_on(m)
    elif isinstance(turn, Said) and (risk := danger(m, m.words.folded)) and alarm(m, risk):
        pass
    elif m.state.question.kind == "call":
        if isinstance(turn, Said):
            m.say(phrases.WAIT)
    elif isinstance(turn, Said) and late.is_late(m.state, turn):
        late.said(m, m.words.folded)
    elif isinstance(turn, Said):
        m.early, m.faint = turn.early, turn.confidence < _FAINT
        answer.said(m, m.words.folded, "text" if turn.typed else "voice")
    elif isinstance(turn, Touched):
        buttons.touched(m, turn.value)
    elif isinstance(turn, Keyed):
        m.words = worded(turn.keys, typed=True)
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
        m.set(speed=ELDERLY_SPEED)
        m.acts.append(Pace(ELDERLY_SPEED, 1.0))
    m.say(phrases.GREETING)
    m.question(Question("service"))
    wait(m)


def _go_on(m: Move) -> None:
    """After a breakdown. Whether a call that was under way arrived is not known: it is made again."""
    m.say(phrases.TAKEN_UP)
    if (m.state.speed, m.state.gain) != (1.0, 1.0):
        m.acts.append(Pace(m.state.speed, m.state.gain))
    if m.state.question.kind == "call":
        call.again(m)
    else:
        ask(m)
