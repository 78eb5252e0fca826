"""What the citizen does with hands: types, touches, presses keys, lays a card."""

from __future__ import annotations

import asyncio
from typing import Protocol

from asr import Transcript
from dialogue import acts, stands_alone
from kiosk import turn
from kiosk.session.open_question import Aim
from kiosk.session.recorder import Recorder
from kiosk.session.screen import Screen
from kiosk.session.turns import TurnManager
from mandarin.printable import printable

#: In the record, of keys that were pressed while a member of staff answered: they answer nothing.
KEYS_PRESSED = "（按键）"


class InputHost(Protocol):
    """The session around them."""

    @property
    def begun(self) -> bool: ...

    @property
    def leaving(self) -> bool: ...

    @property
    def stepped_in(self) -> bool:
        """A member of staff answers in the clerk's place: what is done is told to them."""

    def start(self) -> None:
        """Begin the conversation; nothing if it has begun."""

    def aim(self, began: float) -> Aim:
        """The question that words which began then answer."""


class CitizenInputs:
    """An input that makes no sense now (a touch in attract mode) does nothing."""

    def __init__(self, host: InputHost, screen: Screen, recorder: Recorder, turns: TurnManager) -> None:
        self._host, self._screen, self._recorder, self._turns = host, screen, recorder, turns

    def text(self, text: str, ask: str | None = None) -> None:
        """Typed words; they begin the conversation if need be.

        `ask`: the id of the showing (`Cards.ask`) that they answer; None: the one that is open.
        """
        text = printable(text)
        if self._host.leaving or not text:
            return
        self._host.start()
        aim = Aim() if self._host.stepped_in else self._screen.typed(ask, _now())
        if not aim.late or stands_alone(text):
            self.act(acts.Said(text, ask=aim.ask, early=aim.early), text, "text")

    def touch(self, value: str, *, card: str | None = None, ask: str | None = None) -> None:
        """A button: its option's value, the id of its card, and the showing (`Cards.ask`) that it stood in."""
        if self._in_hand and not self._host.stepped_in and (aim := self._screen.touched(ask, card, _now())):
            self.act(acts.Touched(value, aim.ask), self._screen.label_of(value), "touch")

    def keys(self, keys: str, ask: str | None = None) -> bool:
        """A whole keypad entry (or DTMF digits); `ask` as in `text`. False: it answers nothing, and had no effect.

        None: with a screen only where nothing is committed to; without one, the open question, which, if it commits,
        must have been heard to its end.
        """
        if self._in_hand and self._host.stepped_in:
            self.act(acts.Keyed(keys), KEYS_PRESSED, "key")
        elif self._in_hand and (aim := self._screen.keyed(ask, keys, _now())):
            self.act(acts.Keyed(keys, aim.ask), keys, "key")
        else:
            return False
        return True

    def key_pressed(self) -> None:
        """One key of an entry that `keys` will give when it is complete."""
        self._turns.happened(turn.KeyPressed())

    def id_card(self, name: str, number: str) -> None:
        """An ID card was read; it begins the conversation if need be."""
        if self._host.leaving:
            return
        self._host.start()
        if not (aim := self._host.aim(_now())).late:
            self.act(acts.CardRead(name, number, aim.ask), number, "card")

    def act(self, what: acts.Turn, text: str, via: str) -> None:
        """The citizen's turn. `text`: as it is recorded and shown, but for its numbers."""
        self.take_down(text, via)
        self._turns.happened(turn.Acted(what))

    def take_down(self, text: str, via: str, transcript: Transcript | None = None) -> None:
        """Record the citizen's words, and show them. `transcript`: of speech."""
        kept = self._screen.kept(text)
        self._recorder.citizen(kept, via, transcript if kept == text else None)  # a secret's other hypotheses go too
        self._screen.transcript(self._recorder.citizen_turns, kept, via)

    @property
    def _in_hand(self) -> bool:
        return self._host.begun and not self._host.leaving


def _now() -> float:
    return asyncio.get_running_loop().time()
