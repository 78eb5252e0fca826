"""What the record returns, opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

#: Whose rows the table of turns has. The back end's (`ANSWERED`) are its answers; no reader of what was said gets them.
Who = Literal["citizen", "clerk", "backend"]
ANSWERED: Who = "backend"


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """One turn. `heard` is set when a clerk's turn was cut: what the citizen heard of it. `timings`: stage → ms."""

    number: int
    at: datetime
    who: Who
    via: str
    kind: str
    text: str
    heard: str | None = None
    timings: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BackEndAnswer:
    """Fields of an answer that the script wanted: texts, lists as JSON texts; None: the answer lacked it."""

    at: datetime
    api: str
    fields: Mapping[str, str | None] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Case:
    """What was filed with the back end. `slots` is empty in cases of releases that stored them elsewhere."""

    service: str
    filed: datetime
    receipt: str
    version: str = ""
    slots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    at: datetime
    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A question without a written answer, as it was asked last, and how often. `devices`: where. `ids`: its rows'."""

    question: str
    service: str
    times: int
    first: datetime
    last: datetime
    devices: tuple[str, ...] = ()
    ids: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class GapList:
    """`unreadable`: rows that do not open, and are not among `gaps`."""

    gaps: tuple[Gap, ...]
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """A conversation without an ending: running, or cut off by a breakdown. `ours`: begun by this hall."""

    conversation: str
    device: str
    channel: str
    began_ms: int
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Conversation:
    """A whole conversation. `ending` None: still running. `unreadable`: places of values that do not open; these are
    empty here. `scripts`: hash of the published version it had; "": the scripts were those of the folder.
    """

    id: str
    device: str
    channel: str
    began: datetime
    ended: datetime | None
    ending: str | None
    service: str
    version: str
    turns: tuple[TurnRecord, ...]
    slots: Mapping[str, str]
    cases: tuple[Case, ...]
    events: tuple[Event, ...]
    unreadable: tuple[str, ...] = ()
    place: str = ""
    window: str = ""
    scripts: str = ""
    answers: tuple[BackEndAnswer, ...] = ()
