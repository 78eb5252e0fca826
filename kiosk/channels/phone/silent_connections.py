"""Connections that have not said which call they are. They take no line, so that they keep no caller away. Sans-I/O.

There are `MOST` at the most. For one more, the oldest of the address that has most gives way. Where that is the
newcomer's own address, only one that has been silent for `PATIENCE_S` does: an exchange's burst takes nothing from it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Generic, TypeVar

from kiosk.net.budget import network

#: Silent connections at once; seconds within which an exchange says which call it is.
MOST, PATIENCE_S = 32, 1.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Silent(Generic[T]):
    host: str
    since: float
    connection: T


class SilentConnections(Generic[T]):
    """Times: seconds on a monotonic clock."""

    def __init__(self) -> None:
        self._silent: dict[str, _Silent[T]] = {}  # by line, the oldest first

    def __len__(self) -> int:
        return len(self._silent)

    def __contains__(self, line: str) -> bool:
        return line in self._silent

    def add(self, line: str, address: str, connection: T, now: float) -> None:
        self._silent[line] = _Silent(network(address), now, connection)

    def remove(self, line: str) -> None:
        """It has said which call it is, or is closed."""
        self._silent.pop(line, None)

    def gives_way(self, address: str, now: float) -> tuple[str, T] | None:
        """Which connection must be closed for a newcomer from `address`, with its line; None: there is none that must.

        Raises TooManySilentError where the newcomer is the one to be refused.
        """
        if len(self._silent) < MOST:
            return None
        counts = Counter(each.host for each in self._silent.values())
        counts[network(address)] += 1
        most = max(counts.values())
        line, oldest = next((line, each) for line, each in self._silent.items() if counts[each.host] == most)
        if oldest.host == network(address) and now - oldest.since < PATIENCE_S:
            raise TooManySilentError
        return line, oldest.connection


class TooManySilentError(Exception):
    """The newcomer's address has more silent connections than any other, all of them young."""
