"""The waiting room: runs the admission queue (`queue.py`) on a clock, with the machine's measured capacity."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import Literal, Protocol

from kiosk.admission import queue as admission
from kiosk.admission.queue import Admission
from kiosk.telemetry.metrics import Metrics

#: Seconds between two looks at the gauges while the queue is not empty.
_LOOK_S = 1.0


def kept_for_citizens(places: int) -> int:
    """Of so many places, those reserved for pages: a quarter, and one of two or three."""
    return max(1, places // 4) if places > 1 else 0


class Waiter(Protocol):
    """Told of its admission. Each method may be called from within any call to the room."""

    def moved(self, position: int) -> None: ...

    def admitted(self) -> None: ...

    def turned_away(self, reason: Literal["busy", "drain"]) -> None: ...


class Gauges(Protocol):
    """How many conversations the machine can run, and the recogniser's backlog; read at every look."""

    def occupied(self, conversations: int) -> None: ...

    def capacity(self) -> int: ...

    def backlog_s(self) -> float: ...


class Unbounded:
    """Gauges of a machine without limits."""

    def occupied(self, conversations: int) -> None:
        pass

    def capacity(self) -> int:
        return 10_000

    def backlog_s(self) -> float:
        return 0.0


class WaitingRoom:
    """`live`: the ids of all running conversations, however they began; `address_of`: a conversation's client address;
    `crowded`: called each second with the number of waiters. Used from the event loop only.

    A timer runs exactly while the queue is not empty.
    """

    def __init__(self, gauges: Gauges, metrics: Metrics, *, wait_s: float) -> None:
        self._gauges, self._metrics = gauges, metrics
        self._admission = Admission(capacity=gauges.capacity(), wait_s=wait_s)
        self._waiters: dict[str, Waiter] = {}
        self._todo: deque[admission.Action] = deque()
        self._acting = False
        self._timer: asyncio.TimerHandle | None = None
        self.live: Callable[[], Iterable[str]] = tuple
        self.address_of: Callable[[str], str] = lambda _: ""
        self.crowded: Callable[[int], None] = lambda _: None

    def ask(self, who: str, waiter: Waiter) -> None:
        """Tells the waiter `admitted` (at once, if there is a place) or its position."""
        self._look()
        self._waiters[who] = waiter
        self._feed(admission.Asked(who, self.address_of(who)))

    def left(self, who: str) -> None:
        """A conversation is over, or a waiter has left. An unknown `who` is ignored."""
        self._waiters.pop(who, None)
        self._feed(admission.Left(who))
        self._look()

    def began(self, who: str) -> None:
        """A conversation was reattached: it takes a place again, even beyond the capacity."""
        self._feed(admission.Began(who, self.address_of(who)))

    @property
    def queue(self) -> tuple[int, float]:
        """How many citizens wait, and since when the first of them (s)."""
        now = asyncio.get_running_loop().time()
        return self._admission.waiting, self._admission.longest_wait_s(now)

    def admits_other_clients(self) -> bool:
        """Whether a client other than a page may begin now. They do not queue, and leave some places free."""
        self._look()
        inside, capacity = self._admission.inside, self._gauges.capacity()
        return not self._admission.waiting and self._admission.room and inside < capacity - kept_for_citizens(capacity)

    def close(self) -> None:
        """Admit no more; turn all waiters away."""
        self._feed(admission.Closed())

    def _look(self) -> None:
        """Read the gauges, and note conversations that began without asking."""
        for who in self.live():
            self._feed(admission.Began(who, self.address_of(who)))
            if waiter := self._waiters.pop(who, None):
                waiter.admitted()
        capacity = self._gauges.capacity()
        self._metrics.capacity(capacity)
        self._feed(admission.Measured(capacity, self._gauges.backlog_s()))

    def _feed(self, event: admission.Event) -> None:
        self._todo.extend(self._admission.feed(event, asyncio.get_running_loop().time()))
        if not self._acting:  # a waiter's reaction must not overtake actions still queued for others
            self._acting = True
            try:
                while self._todo:
                    self._act(self._todo.popleft())
            finally:
                self._acting = False
        self._gauges.occupied(self._admission.inside)
        self._metrics.waiting(self._admission.waiting)
        self._arm()

    def _act(self, action: admission.Action) -> None:
        who = str(action.who)
        match action:
            case admission.Move(_, position):
                if waiter := self._waiters.get(who):
                    waiter.moved(position)
            case admission.Admit():
                if waiter := self._waiters.pop(who, None):
                    waiter.admitted()
            case admission.TurnAway(_, reason):
                self._metrics.turned_away(reason)
                if waiter := self._waiters.pop(who, None):
                    waiter.turned_away(reason)

    def _arm(self) -> None:
        if self._timer is not None and not self._admission.waiting:
            self._timer.cancel()
            self._timer = None
        elif self._timer is None and self._admission.waiting:
            self._timer = asyncio.get_running_loop().call_later(_LOOK_S, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self._look()  # also turns away those who have waited too long
        if self._admission.waiting and not self._admission.room:
            self.crowded(self._admission.waiting)
        self._arm()
