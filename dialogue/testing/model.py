"""A conversation test as it is written: who comes, what the back end would answer, what is done, what must follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dialogue.acts import CardRead, Keyed, NoInput, NoMatch, Said, Touched
from dialogue.script.model import Channel

#: The day of a test that names none.
TODAY = date(2026, 11, 22)

Deed = Said | Touched | Keyed | CardRead | NoInput | NoMatch


@dataclass(frozen=True, slots=True)
class Reply:
    """What the back end answers once: data, or (`reason` refused or timeout) no answer to go on with."""

    data: tuple[tuple[str, str], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StandIn:
    """For one interface: its answers, one after another; the last repeats."""

    api: str
    replies: tuple[Reply, ...]
    line: int

    def reply(self, nth: int) -> Reply:
        return self.replies[min(nth, len(self.replies) - 1)]


@dataclass(frozen=True, slots=True)
class WantedCall:
    api: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must hold after one step. Empty: not looked at.

    `says`, `unsaid`, `cards`, `citations`, `calls`, `uncalled` are about this step alone; `unlogged` about the whole
    conversation so far; the others about where it now stands. In `slots` the empty value means: must be empty.
    """

    line: int
    service: str = ""
    slots: tuple[tuple[str, str], ...] = ()
    says: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    calls: tuple[WantedCall, ...] = ()
    uncalled: tuple[WantedCall, ...] = ()
    asks: str = ""
    ending: str = ""
    unlogged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing the citizen does, and what must follow."""

    line: int
    deed: Deed
    wanted: Wanted | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """One conversation."""

    name: str
    service: str
    channel: Channel
    elderly: bool
    today: date
    stand_ins: tuple[StandIn, ...]
    beats: tuple[Beat, ...]
    file: str
    line: int

    def stand_in(self, api: str) -> StandIn | None:
        return next((stand_in for stand_in in self.stand_ins if stand_in.api == api), None)


@dataclass(frozen=True, slots=True)
class Trials:
    trials: tuple[Trial, ...]

    def of(self, service: str) -> tuple[Trial, ...]:
        return tuple(trial for trial in self.trials if trial.service == service)
