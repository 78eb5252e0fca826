"""One connected page of a kiosk, and what it has told of its machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

#: What one page may tell: names of devices, and the characters of each state.
_MOST, _LONGEST = 16, 64


class KioskPage(Protocol):
    """A page's connection. `heard_at`: when its last frame came (s on the event loop's clock). `attract`: it serves no
    citizen.
    """

    heard_at: float

    @property
    def attract(self) -> bool: ...
    def refused(self, code: str, text: str) -> None:
        """Tell the page, and hang up, whatever goes on."""

    def warned(self, code: str, text: str) -> None:
        """Tell the page; it goes on."""

    def renew(self) -> None:
        """Hang up as soon as it serves no citizen: its settings are others now. The page connects again."""


@dataclass(slots=True, eq=False)
class KioskLine:
    """`kiosk`: its id; empty: the page of no enrolled kiosk (a guest). `address`: where it connects from. `states`: of
    its devices, by name (microphone, speaker, paper, …): the one place where all that a page reports of its machine
    comes together. `page`: the script that it was loaded with.
    """

    screen: KioskPage
    name: str
    address: str
    kiosk: str = ""
    page: str = ""
    states: dict[str, str] = field(default_factory=dict)

    def report(self, states: Mapping[str, str]) -> None:
        """New states of devices; those that are not named keep theirs."""
        for name, state in states.items():
            if name in self.states or len(self.states) < _MOST:
                self.states[name] = state[:_LONGEST]
