"""Admission: a first-come, first-served queue for a limited number of places. Sans-I/O.

A waiter is OUTSIDE (unknown here), QUEUED, or INSIDE:

    event      outside                  queued                         inside
    Asked      inside, or queued        -                              -
    Began      inside (took a place     inside, and out of the queue   -
               without asking)
    Left       -                        outside: the place is given up outside: the place is free
    too long   -                        outside, told the reason       -
    Closed     -                        outside, told the reason       -

The next to be admitted is the first of the queue whose address has the fewest places: within an address the order is
first come, first served, and an address that asks for all places takes none from the others. A waiter is admitted at
most once and waits at most `wait_s`.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum
from heapq import heapify, heappop, heappush
from typing import Literal

#: Admission stops at a recogniser backlog above the first figure (s), and resumes at or below the second.
_BEHIND_S, _CAUGHT_UP_S = 1.5, 0.5


# ---- events ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """A citizen asks to begin."""

    who: Hashable
    address: str = ""


@dataclass(frozen=True, slots=True)
class Began:
    """A conversation has begun without asking: a resumed one, or words spoken in attract mode."""

    who: Hashable
    address: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """The conversation is over, the connection is gone, or the citizen has stopped waiting."""

    who: Hashable


@dataclass(frozen=True, slots=True)
class Measured:
    """The machine can run `capacity` conversations; the recogniser is `backlog_s` seconds behind."""

    capacity: int
    backlog_s: float


@dataclass(frozen=True, slots=True)
class Closed:
    """No more admissions."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed: see `Admission.deadline`."""


Event = Asked | Began | Left | Measured | Closed | Tick

# ---- actions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Admit:
    who: Hashable


@dataclass(frozen=True, slots=True)
class Move:
    """Tell the waiter its position; 1 = the next."""

    who: Hashable
    position: int


@dataclass(frozen=True, slots=True)
class TurnAway:
    who: Hashable
    reason: Literal["busy", "drain"]


Action = Admit | Move | TurnAway


class Gate(Enum):
    OPEN = "open"
    BEHIND = "the recogniser has to catch up first"
    CLOSED = "closed for good"


@dataclass(slots=True)
class _Place:
    until: float
    address: str
    told: int = 0  # the position told last; 0: none


class Admission:
    """`feed` takes events and returns actions to carry out. `now`: seconds on any monotonic clock."""

    def __init__(self, *, capacity: int, wait_s: float) -> None:
        self._capacity, self._wait_s = capacity, wait_s
        self._queue: dict[Hashable, _Place] = {}  # in the order of asking
        self._inside: dict[Hashable, str] = {}  # and their addresses
        self.gate = Gate.OPEN

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def longest_wait_s(self, now: float) -> float:
        """Of the first in the queue; 0: it is empty."""
        first = next((place.until for place in self._queue.values()), None)
        return 0.0 if first is None else max(0.0, now - first + self._wait_s)

    @property
    def inside(self) -> int:
        return len(self._inside)

    @property
    def deadline(self) -> float | None:
        """When the first of the queue has waited too long."""
        return next((place.until for place in self._queue.values()), None)

    def feed(self, event: Event, now: float) -> list[Action]:
        match event:
            case Asked(who, address):
                if who not in self._inside and who not in self._queue:
                    self._queue[who] = _Place(now + self._wait_s, address)
            case Began(who, address):
                self._queue.pop(who, None)
                self._inside.setdefault(who, address)
            case Left(who):
                self._queue.pop(who, None)
                self._inside.pop(who, None)
            case Measured(capacity, backlog_s):
                self._capacity = capacity
                self._weigh(backlog_s)
            case Closed():
                self.gate = Gate.CLOSED
            case Tick():
                pass
        return [*self._admit(), *self._turn_away(now), *self._move()]

    def _weigh(self, backlog_s: float) -> None:
        if self.gate is Gate.OPEN and backlog_s > _BEHIND_S:
            self.gate = Gate.BEHIND
        elif self.gate is Gate.BEHIND and backlog_s <= _CAUGHT_UP_S:
            self.gate = Gate.OPEN

    @property
    def room(self) -> bool:
        """Whether the next one would be admitted at once."""
        if self.gate is Gate.CLOSED:
            return False
        # With no conversation running, the backlog is not of conversations: the first one is always admitted.
        return not self._inside or (self.gate is Gate.OPEN and len(self._inside) < self._capacity)

    def _admit(self) -> list[Action]:
        admitted: list[Action] = []
        for who in self._order() if self._queue and self.room else ():
            if not self.room:
                break
            self._inside[who] = self._queue.pop(who).address
            admitted.append(Admit(who))
        return admitted

    def _order(self) -> list[Hashable]:
        """The queue in the order of admission, if none leaves."""
        lines: dict[str, deque[tuple[int, Hashable]]] = {}
        for number, (who, place) in enumerate(self._queue.items()):
            lines.setdefault(place.address, deque()).append((number, who))
        held = Counter(self._inside.values())
        heads = [(held[address], line[0][0], address) for address, line in lines.items()]
        heapify(heads)
        order = []
        while heads:
            places, _, address = heappop(heads)
            line = lines[address]
            order.append(line.popleft()[1])
            if line:
                heappush(heads, (places + 1, line[0][0], address))
        return order

    def _turn_away(self, now: float) -> list[Action]:
        closed = self.gate is Gate.CLOSED
        gone = [who for who, place in self._queue.items() if closed or place.until <= now]
        for who in gone:
            del self._queue[who]
        return [TurnAway(who, "drain" if closed else "busy") for who in gone]

    def _move(self) -> list[Action]:
        moved: list[Action] = []
        for position, who in enumerate(self._order() if self._queue else (), 1):
            place = self._queue[who]
            if place.told != position:
                place.told = position
                moved.append(Move(who, position))
        return moved
