"""A member of staff answers in the clerk's place: the clerk says what he types, and the machine is silent.

Sans-I/O. There is one mouth: what the machine has to say meanwhile is held, and said when it goes on. What the member
of staff types while the citizen speaks waits until the citizen has finished.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.hall import phrases
from kiosk.hall.live.seats import HandBack

#: Texts that wait to be said. Overflow: the member of staff is told to wait.
WAITING = 8
#: Of the machine, held. A machine that is not asked anything says less; overflow: the oldest is dropped.
_HELD = 64


@dataclass(frozen=True, slots=True)
class Words:
    """What is to be said, as `SpeechOutput.say` takes it. `staff`: a member of staff's own."""

    text: str
    fixed: bool = False
    caption: str = ""
    staff: bool = False


class StepInHost(Protocol):
    """The clerk, and the turn-taking around it."""

    @property
    def citizen_speaks(self) -> bool: ...

    def silence(self) -> list[Words]:
        """Stop at once. Gives what waits for a client that is away."""

    def speak(self, words: Sequence[Words]) -> None:
        """Say it after all that is being said."""

    def drop_turn(self) -> None:
        """Words of the citizen that have not been answered are for another now."""

    def cover(self, text: str) -> None:
        """Show `text` instead of the machine's question; "": show the question again, as a new one."""

    def last_words(self) -> list[Words]:
        """What the machine said last, to its question; nothing while it is working out an answer."""


class StepIn:
    """One per conversation. `active`: a member of staff answers."""

    def __init__(self, host: StepInHost) -> None:
        self._host = host
        self.active = False
        self._name = ""
        self._held: deque[Words] = deque(maxlen=_HELD)
        self._waiting: deque[Words] = deque()

    def begin(self, name: str) -> None:
        """`name`: as the citizen is told; "": none. While active: another member of staff goes on."""
        if not self.active:
            self.active = True
            self._held.extend(self._host.silence())
            self._host.drop_turn()
        self._name = name
        self._host.cover(phrases.staff_answers(name))
        self._host.speak([Words(phrases.staff_steps_in(name), fixed=not name)])

    def say(self, text: str) -> bool:
        """False: too much waits already."""
        if len(self._waiting) >= WAITING:
            return False
        self._waiting.append(Words(text, staff=True))
        self.turn_moved()
        return True

    def turn_moved(self) -> None:
        """The citizen may have finished speaking."""
        if self.active and self._waiting and not self._host.citizen_speaks:
            self._say_waiting()

    def hold(self, words: Words) -> bool:
        """Of the machine. False: it may speak."""
        if self.active:
            self._held.append(words)
        return self.active

    def end(self, why: HandBack) -> None:
        """The machine goes on: with what it could not say, else with its last words."""
        if not self.active:
            return
        self._say_waiting()
        self._host.drop_turn()
        self.active = False
        self._host.cover("")
        rest = list(self._held) or self._host.last_words()
        self._held.clear()
        self._host.speak([Words(phrases.MACHINE_AGAIN[why], fixed=True), *rest])

    def stop(self) -> None:
        """The conversation ends: nobody says anything more."""
        if self.active:
            self.active = False
            self._host.cover("")
        self._held.clear()
        self._waiting.clear()

    def show_again(self) -> None:
        """To another page."""
        if self.active:
            self._host.cover(phrases.staff_answers(self._name))

    def _say_waiting(self) -> None:
        if self._waiting:
            waiting = list(self._waiting)
            self._waiting.clear()
            self._host.speak(waiting)
