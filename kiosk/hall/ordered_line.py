"""Deliveries of one kind in the order in which they were made: the next is tried once the one before is settled.

The line reads what waits in the record, and takes new ones behind it. It holds at most as many as one reading brings;
what is beyond them stays in the record until the line has got there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.store.outbox import IN_LINE

#: Settled deliveries that are remembered: a reading that was under way meanwhile still brings them.
_REMEMBERED = 2 * IN_LINE


class WaitingDelivery(Protocol):
    """A delivery as the record has it. `body`: JSON; None where it does not open. `attempts` so far."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def at_ms(self) -> int: ...
    @property
    def attempts(self) -> int: ...
    @property
    def body(self) -> str | None: ...


@dataclass(slots=True)
class InLine:
    """`due`: loop time before which it is not tried again."""

    id: str
    at_ms: int
    body: str | None = field(repr=False)
    attempts: int = 0
    due: float = 0.0


@dataclass(frozen=True, slots=True)
class Attempted:
    """`again_s`: seconds until the next attempt; None: it is settled."""

    accepted: bool
    again_s: float | None = None


class OrderedLine:
    """`attempt`: tries one. `read`: what waits in the record, the oldest first; it raises `StoreError`.

    `failures`: attempts in a row that brought nothing. `whole`: nothing that waits in the record is missing here.
    """

    def __init__(
        self,
        read: Callable[[], Awaitable[Iterable[WaitingDelivery]]],
        attempt: Callable[[InLine], Awaitable[Attempted]],
    ) -> None:
        self._read, self._attempt = read, attempt
        self._line: dict[str, InLine] = {}  # by id, the oldest first
        self.whole = False
        self._settled: deque[str] = deque(maxlen=_REMEMBERED)
        self._task: asyncio.Task[None] | None = None
        self.failures = 0

    def __len__(self) -> int:
        return len(self._line)

    async def refill(self) -> None:
        """Take what waits in the record, such as what an earlier process left. Raises `StoreError`."""
        found = tuple(await self._read())
        self.whole = len(found) < IN_LINE
        self._take(InLine(one.id, one.at_ms, one.body, one.attempts) for one in found)

    def add(self, delivery: InLine) -> None:
        """Behind all that wait. Where the line is not `whole`, the record must be unreadable: others go first."""
        self._take((delivery,))

    async def close(self) -> None:
        """An attempt under way is cut off."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _take(self, found: Iterable[InLine]) -> None:
        new = [one for one in found if one.id not in self._line and one.id not in self._settled]
        if new:
            both = sorted([*self._line.values(), *new], key=lambda one: one.at_ms)
            self._line = {one.id: one for one in both}
        if self._line and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._run(), name="outbox.line")

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self._line:
            head = next(iter(self._line.values()))
            if (wait_s := head.due - loop.time()) > 0:
                await asyncio.sleep(wait_s)
                continue  # an older one may have come meanwhile
            tried = await self._attempt(head)
            self.failures = 0 if tried.accepted else self.failures + 1
            if tried.again_s is None:
                self._settled.append(head.id)
                del self._line[head.id]
            else:
                head.attempts, head.due = head.attempts + 1, loop.time() + tried.again_s
