"""The outbox: what other systems must get at least once (text messages, cases for staff), tried until they accept it.

A delivery is in the record before it is tried, so that it survives the process. Whoever made it has it tried at once
(`deliver`) and may tell the citizen what came of it; what was not accepted is tried again by `kiosk.jobs.delivery`,
with a growing delay, until it is too old. The carrier knows a repetition by its key. Deliveries of a kind that is
`ordered` go one after the other, in the order in which they were made (`kiosk.hall.ordered_line`).
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, Protocol

from kiosk.hall.ordered_line import Attempted, InLine, OrderedLine
from kiosk.store import DeliveryEntry, StoreError
from kiosk.store.outbox import DeliveryState, StoredDelivery
from kiosk.upstream.webhook import PostOutcome

#: Seconds from one attempt to the next: the first, doubled with each further one, and at most. Each is shortened at
#: random by up to half, so that a carrier that comes back is not met by everything at once.
FIRST_S, LONGEST_S = 5.0, 900.0
#: Attempts in a row that failed after which an ordered kind counts as failing.
_FAILING = 2
#: Attempts under way; what comes beyond them waits for the background job.
UNDER_WAY = 16


class Carrier(Protocol):
    """Takes the deliveries of one kind."""

    async def post(self, body: Mapping[str, Any], key: str) -> PostOutcome:
        """Never raises. It takes a bounded time."""
        ...

    async def close(self) -> None: ...


class OutboxStore(Protocol):
    """The part of `kiosk.store.Store` that the outbox uses. Every method may raise `StoreError`."""

    def now_ms(self) -> int: ...
    async def add_delivery(self, entry: DeliveryEntry, conversation: str = "") -> None: ...
    async def due_deliveries(self, besides: Collection[str] = ()) -> tuple[StoredDelivery, ...]: ...
    async def deliveries_in_line(self, kind: str) -> tuple[StoredDelivery, ...]: ...
    async def waiting_deliveries(self) -> int: ...
    async def delivery_tried(
        self, name: str, state: DeliveryState, detail: str = "", reference: str = "", *, next_ms: int = 0
    ) -> None: ...


class OutboxMetrics(Protocol):
    def delivery(self, kind: str, state: str) -> None: ...
    def deliveries_waiting(self, count: int) -> None: ...
    def store_fault(self, kind: str) -> None: ...


@dataclass(frozen=True, slots=True)
class _Tried:
    state: DeliveryState
    detail: str
    reference: str
    next_ms: int = 0
    delay_s: float = 0.0  # until then


@dataclass(slots=True)
class _Line:
    """A carrier; what it did not accept within `keep_s` is given up. `ordered`: None: in any order."""

    carrier: Carrier
    keep_s: float
    first_s: float
    longest_s: float
    ordered: OrderedLine | None = None


@dataclass(slots=True)
class Outbox:
    """One per hall. `chance`: a number from 0 to 1, for the delays."""

    store: OutboxStore
    metrics: OutboxMetrics
    log: Any
    chance: Callable[[], float] = random.random
    _lines: dict[str, _Line] = field(default_factory=dict)
    _under_way: dict[str, asyncio.Task[DeliveryState]] = field(default_factory=dict)
    _unwritten: dict[str, _Tried] = field(default_factory=dict)  # outcomes that the record did not take yet

    def carry(self, kind: str, carrier: Carrier, *, keep_s: float) -> None:
        """Give deliveries of this kind to `carrier` from now on."""
        self._lines[kind] = _Line(carrier, keep_s, FIRST_S, LONGEST_S)

    def carry_in_order(self, kind: str, carrier: Carrier, *, keep_s: float, first_s: float, longest_s: float) -> None:
        """As `carry`, one after the other. `first_s`, `longest_s`: seconds to the next attempt, first and at most."""
        line = self._lines[kind] = _Line(carrier, keep_s, first_s, longest_s)
        line.ordered = OrderedLine(partial(self._waiting_in_order, kind), partial(self._attempt_in_order, kind))

    def failing(self, kind: str) -> bool:
        """Whether the last attempts at this ordered kind brought nothing."""
        line = self._lines.get(kind)
        return line is not None and line.ordered is not None and line.ordered.failures >= _FAILING

    def carries(self, kind: str) -> bool:
        return kind in self._lines

    async def hold(self, entry: DeliveryEntry, conversation: str = "") -> bool:
        """Put one that does not come with a conversation's entry into the record. False: it could not be written.

        `conversation`: the one that it is about, with which it is deleted; empty: none.
        """
        try:
            await self.store.add_delivery(entry, conversation)
        except StoreError as error:
            self.metrics.store_fault(error.kind)
            return False
        return True

    async def deliver(self, entry: DeliveryEntry, within_s: float) -> DeliveryState:
        """Try one now; what came of it in that time. The attempt goes on after it; `waiting`: it is tried again.

        The record must have it already, or it is tried once only.
        """
        if len(self._under_way) >= UNDER_WAY:
            return "waiting"
        task = self._begin(entry.id, entry.kind, entry.body, entry.at_ms, attempts=0)
        done, _ = await asyncio.wait([task], timeout=within_s)
        return task.result() if done else "waiting"

    async def deliver_in_order(self, entry: DeliveryEntry) -> None:
        """Try one of an ordered kind as soon as those before it are settled. The record must have it already, or it is
        known to this process only.
        """
        line = self._lines[entry.kind].ordered
        assert line is not None, f"{entry.kind} is carried in any order"
        try:
            if not line.whole:
                await line.refill()
        except StoreError as error:
            self.metrics.store_fault(error.kind)
        else:
            if not line.whole:
                return  # it waits in the record behind more than the line holds
        line.add(InLine(entry.id, entry.at_ms, entry.body))

    async def settle(self, entry: DeliveryEntry, state: Literal["accepted", "refused"]) -> None:
        """Whoever holds it tried it without the outbox, and this came of it: it is not tried again."""
        self.metrics.delivery(entry.kind, state)
        await self._write(entry.id, _Tried(state, "", ""))

    async def round(self) -> None:
        """Try what is due. Raises `StoreError` where the record cannot be read."""
        tasks = []
        ordered = {kind: line.ordered for kind, line in self._lines.items() if line.ordered is not None}
        for line in ordered.values():
            await line.refill()
        for one in await self.store.due_deliveries(tuple(ordered)):
            if (tried := self._unwritten.get(one.id)) is not None:
                await self._write(one.id, tried)
            elif one.id not in self._under_way and len(self._under_way) < UNDER_WAY:
                tasks.append(self._begin(one.id, one.kind, one.body, one.at_ms, one.attempts))
        if tasks:
            await asyncio.wait(tasks)
        self.metrics.deliveries_waiting(await self.store.waiting_deliveries())

    async def close(self) -> None:
        """Attempts under way are cut off: they are made again at the next start."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for line in self._lines.values():
            if line.ordered is not None:
                await line.ordered.close()
            await line.carrier.close()

    # ---- one attempt ------------------------------------------------------------------------------------------------

    def _begin(self, name: str, kind: str, body: str | None, at_ms: int, attempts: int) -> asyncio.Task[DeliveryState]:
        if (running := self._under_way.get(name)) is not None:
            return running
        task = asyncio.create_task(self._attempt(name, kind, body, at_ms, attempts), name="outbox.attempt")
        self._under_way[name] = task
        task.add_done_callback(lambda _: self._under_way.pop(name, None))
        return task

    async def _attempt(self, name: str, kind: str, body: str | None, at_ms: int, attempts: int) -> DeliveryState:
        return (await self._try(name, kind, body, at_ms, attempts)).state

    async def _waiting_in_order(self, kind: str) -> tuple[StoredDelivery, ...]:
        """But for those whose outcome the record did not take yet: it is written now."""
        found = await self.store.deliveries_in_line(kind)
        for one in found:
            if (tried := self._unwritten.get(one.id)) is not None:
                await self._write(one.id, tried)
        return tuple(one for one in found if one.id not in self._unwritten)

    async def _attempt_in_order(self, kind: str, one: InLine) -> Attempted:
        tried = await self._try(one.id, kind, one.body, one.at_ms, one.attempts)
        return Attempted(tried.state == "accepted", tried.delay_s if tried.state == "waiting" else None)

    async def _try(self, name: str, kind: str, body: str | None, at_ms: int, attempts: int) -> _Tried:
        line = self._lines.get(kind)
        if body is None or line is None:
            outcome = PostOutcome("refused", "it does not open" if body is None else "nothing carries this kind")
        else:
            outcome = await line.carrier.post(json.loads(body), name)
        tried = self._judge(outcome, at_ms, attempts + 1, line)
        self.metrics.delivery(kind, tried.state)
        if tried.state in ("refused", "expired"):
            self.log.error("a delivery was given up", kind=kind, state=tried.state, reason=tried.detail)
        await self._write(name, tried)
        return tried

    def _judge(self, outcome: PostOutcome, at_ms: int, attempts: int, line: _Line | None) -> _Tried:
        reference = str(outcome.answer.get("id", ""))[:100]
        if outcome.result != "trouble" or line is None:
            return _Tried("accepted" if outcome.result == "accepted" else "refused", outcome.detail, reference)
        delay_s = min(line.longest_s, line.first_s * 2 ** min(attempts - 1, 16)) * (1 - self.chance() / 2)
        next_ms = self.store.now_ms() + round(delay_s * 1000)
        state: DeliveryState = "expired" if next_ms > at_ms + line.keep_s * 1000 else "waiting"
        return _Tried(state, outcome.detail, "", next_ms, delay_s)

    async def _write(self, name: str, tried: _Tried) -> None:
        try:
            await self.store.delivery_tried(name, tried.state, tried.detail, tried.reference, next_ms=tried.next_ms)
        except StoreError as error:
            self.metrics.store_fault(error.kind)
            self._unwritten[name] = tried  # written when it is due again, instead of another attempt
        else:
            self._unwritten.pop(name, None)
