"""How many TCP connections there may be, in all and from one address, and which one gives way to a newcomer. Sans-I/O.

A connection is idle while no request of its is being served: before the first whole request, and between two. The
oldest idle one gives way, so connections that are only held open keep no page out. One that is being served is never
cut for another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

C = TypeVar("C")

#: The operators' listener has few clients.
OPERATORS = 64
#: Descriptors for everything but the public connections: the operators', the record, models, workers, the back end.
_OTHERS = 256 + OPERATORS


@dataclass(frozen=True, slots=True)
class ConnectionCap:
    total: int
    per_address: int


def cap_for(pages: int, descriptors: int) -> ConnectionCap:
    """`pages`: `limits.connections`; a browser opens six TCP connections while it loads. `descriptors`: the limit."""
    total = min(max(512, 8 * pages), max(descriptors // 4, descriptors - _OTHERS))
    return ConnectionCap(total, max(1, total // 2))


@dataclass(slots=True)
class ConnectionTable(Generic[C]):
    cap: ConnectionCap
    _addresses: dict[C, str] = field(default_factory=dict)
    _idle: dict[C, None] = field(default_factory=dict)  # the longest idle first
    _counts: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._addresses)

    def enter(self, connection: C, address: str) -> tuple[bool, C | None]:
        """Whether it may stay, and which other one has to go for it. Whoever has to go is forgotten at once."""
        victim: C | None = None
        mine = self._counts.get(address, 0) >= self.cap.per_address
        if mine or len(self) >= self.cap.total:
            victim = next((c for c in self._idle if not mine or self._addresses[c] == address), None)
            if victim is None:
                return False, None
            self.leave(victim)
        self._addresses[connection] = address
        self._counts[address] = self._counts.get(address, 0) + 1
        self._idle[connection] = None
        return True, victim

    def busy(self, connection: C) -> None:
        """A request of this connection is being served."""
        self._idle.pop(connection, None)

    def idle(self, connection: C) -> None:
        """The request has been answered."""
        if connection in self._addresses:
            self._idle.pop(connection, None)
            self._idle[connection] = None

    def leave(self, connection: C) -> None:
        address = self._addresses.pop(connection, None)
        self._idle.pop(connection, None)
        if address is not None:
            self._counts[address] -= 1
            if not self._counts[address]:
                del self._counts[address]
