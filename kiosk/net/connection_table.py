"""Caps TCP connections, in all and per address, and picks the one that gives way to a newcomer. Sans-I/O.

    OPENING --opened--> IDLE --busy--> ANSWERING --lasting--> LASTING
                         ^---- idle -------+------- idle --------+

OPENING: a TLS handshake. IDLE: no request is being served. LASTING: a WebSocket after its hello. Opening and idle
connections give way, by `kiosk.net.eviction`; where there are none, the answer that has taken the longest, if at least
`STALLED_S`. A lasting one, and a younger answer, never gives way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, TypeVar

from kiosk.net.eviction import gives_way

C = TypeVar("C")

#: Seconds after which an answer counts as stalled. The page's largest file takes a fraction of one.
STALLED_S = 3.0
#: Connections of the operators' listener.
OPERATORS = 64
#: Descriptors reserved beside the public connections: operators, record, models, workers, back end.
_OTHERS = 256 + OPERATORS


class ConnectionStage(Enum):
    OPENING = "opening"
    IDLE = "idle"
    ANSWERING = "answering"
    LASTING = "lasting"


@dataclass(frozen=True, slots=True)
class ConnectionCap:
    """`opening`: TLS handshakes at once; each takes 300 to 400 kB."""

    total: int
    per_address: int
    opening: int = OPERATORS


def cap_for(pages: int, descriptors: int) -> ConnectionCap:
    """`pages`: `limits.connections`; a browser opens six TCP connections while it loads. `descriptors`: the limit."""
    total = min(max(512, 8 * pages), max(descriptors // 4, descriptors - _OTHERS))
    return ConnectionCap(total, max(1, total // 2), max(1, min(2 * pages, total // 4)))


@dataclass(slots=True)
class _Line:
    address: str
    stage: ConnectionStage
    since: float


@dataclass(slots=True)
class ConnectionTable(Generic[C]):
    """`now`: seconds on any monotonic clock."""

    cap: ConnectionCap
    _lines: dict[C, _Line] = field(default_factory=dict)  # the longest in its stage comes first

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[C]:
        """All connections; of those in one stage, the one that has been in it the longest comes first."""
        return iter(tuple(self._lines))

    def enter(self, connection: C, address: str, now: float, *, handshake: bool = False) -> tuple[bool, C | None]:
        """Whether the newcomer may stay, and which other connection to close for it; that one is removed at once."""
        victim: C | None = None
        mine = sum(line.address == address for line in self._lines.values()) >= self.cap.per_address
        if mine or len(self) >= self.cap.total:
            victim = self._gives_way(address, now, mine=mine)
            if victim is None:
                return False, None
        elif handshake and len(opening := self._in(ConnectionStage.OPENING)) >= self.cap.opening:
            victim = gives_way(opening)
        if victim is not None:
            self.leave(victim)
        self._lines[connection] = _Line(address, ConnectionStage.OPENING if handshake else ConnectionStage.IDLE, now)
        return True, victim

    def opened(self, connection: C, now: float) -> None:
        """The handshake is done."""
        self._to(connection, ConnectionStage.IDLE, now)

    def busy(self, connection: C, now: float) -> None:
        """A request of this connection is being served; pipelined requests count from the first."""
        line = self._lines.get(connection)
        if line is not None and line.stage is not ConnectionStage.ANSWERING:
            self._to(connection, ConnectionStage.ANSWERING, now)

    def lasting(self, connection: C, now: float) -> None:
        """It is a WebSocket whose hello was accepted."""
        self._to(connection, ConnectionStage.LASTING, now)

    def idle(self, connection: C, now: float) -> None:
        """All its requests have been answered."""
        self._to(connection, ConnectionStage.IDLE, now)

    def leave(self, connection: C) -> None:
        self._lines.pop(connection, None)

    def _to(self, connection: C, stage: ConnectionStage, now: float) -> None:
        if (line := self._lines.pop(connection, None)) is not None:
            self._lines[connection] = _Line(line.address, stage, now)

    def _gives_way(self, address: str, now: float, *, mine: bool) -> C | None:
        """`address`: the newcomer's; `mine`: only one of its own."""
        held = Counter(line.address for line in self._lines.values())
        only = address if mine else None
        waiting = {**self._in(ConnectionStage.OPENING, only), **self._in(ConnectionStage.IDLE, only)}
        answering = self._in(ConnectionStage.ANSWERING, only)
        stalled = {c: a for c, a in answering.items() if now - self._lines[c].since >= STALLED_S}
        victim = gives_way(waiting, held, held[address])
        return gives_way(stalled, held, held[address]) if victim is None else victim

    def _in(self, stage: ConnectionStage, address: str | None = None) -> dict[C, str]:
        lines = self._lines.items()
        return {c: line.address for c, line in lines if line.stage is stage and address in (None, line.address)}
