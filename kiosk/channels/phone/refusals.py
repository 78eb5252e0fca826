"""Calls that are refused: counted by address, and told in the log at most once a minute for each kind.

The first of a kind is told at once; those that follow are counted, and told together when the minute is over. So a
flood leaves a bounded log, from which its source can still be seen.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from kiosk.hall import Hall
from kiosk.net.budget import network

#: Seconds between two lines of one kind; addresses that are counted one by one in that time, and those that are named.
EVERY_S, _COUNTED, _NAMED = 60.0, 256, 5


@dataclass(frozen=True, slots=True)
class RefusedCalls:
    """`hosts`: the addresses with the most, each with its count; `count`: of all, in the last `seconds`."""

    surface: str
    code: str
    count: int
    hosts: str
    seconds: float


@dataclass(slots=True)
class _Kind:
    since: float  # the last report
    hosts: Counter[str] = field(default_factory=Counter)
    others: int = 0  # of addresses beyond `_COUNTED`


class RefusalCounts:
    """Sans-I/O. `now`: seconds on a monotonic clock. Memory: a few kinds, `_COUNTED` addresses each."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[str, str], _Kind] = {}

    @property
    def due(self) -> float:
        """When `take` must be called next; infinity: never."""
        return min((kind.since + EVERY_S for kind in self._kinds.values()), default=float("inf"))

    def note(self, surface: str, code: str, address: str, now: float) -> RefusedCalls | None:
        """One more. The report of it, where it is the first of its kind; else it is told later, by `take`."""
        kind, host = self._kinds.get((surface, code)), network(address) or "unknown"
        if kind is None:
            self._kinds[surface, code] = _Kind(now)
            return RefusedCalls(surface, code, 1, host, 0.0)
        if host in kind.hosts or len(kind.hosts) < _COUNTED:
            kind.hosts[host] += 1
        else:
            kind.others += 1
        return None

    def take(self, now: float) -> list[RefusedCalls]:
        """What is due. A kind of which none came meanwhile is forgotten: its next is told at once."""
        found: list[RefusedCalls] = []
        for key, kind in list(self._kinds.items()):
            if now < kind.since + EVERY_S:
                continue
            if (report := _report(key, kind, now)) is None:
                del self._kinds[key]
            else:
                found.append(report)
                self._kinds[key] = _Kind(now)
        return found

    def rest(self, now: float) -> list[RefusedCalls]:
        """All that is not told yet, due or not."""
        found = [report for key, kind in self._kinds.items() if (report := _report(key, kind, now)) is not None]
        self._kinds.clear()
        return found


def _report(key: tuple[str, str], kind: _Kind, now: float) -> RefusedCalls | None:
    named = kind.hosts.most_common(_NAMED)
    count = kind.hosts.total() + kind.others
    if not count:
        return None
    told = [f"{host} x{times}" for host, times in named]
    if left := count - sum(times for _, times in named):
        told.append(f"others x{left}")
    return RefusedCalls(*key, count, ", ".join(told), now - kind.since)


class RefusalLog:
    """Counts refusals in the metrics, and tells them in the log."""

    def __init__(self, hall: Hall) -> None:
        self._hall, self._counts = hall, RefusalCounts()
        self._timer: asyncio.TimerHandle | None = None

    def refused(self, surface: str, code: str, address: str, *, counted: bool = False) -> None:
        """`address`: of the peer. `counted`: the metrics have it already."""
        if not counted:
            self._hall.metrics.client_error(code)
        loop = asyncio.get_running_loop()
        if (first := self._counts.note(surface, code, address, loop.time())) is not None:
            self._tell(first)
        if self._timer is None:
            self._timer = loop.call_at(self._counts.due, self._fire)

    def close(self) -> None:
        """Tell what is left."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            for report in self._counts.rest(asyncio.get_running_loop().time()):
                self._tell(report)

    def _fire(self) -> None:
        loop = asyncio.get_running_loop()
        for report in self._counts.take(loop.time()):
            self._tell(report)
        due = self._counts.due
        self._timer = loop.call_at(due, self._fire) if due < float("inf") else None

    def _tell(self, report: RefusedCalls) -> None:
        self._hall.log.warning(
            "telephone calls refused",
            channel=report.surface,
            code=report.code,
            count=report.count,
            host=report.hosts,
            seconds=round(report.seconds),
        )
