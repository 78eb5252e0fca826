"""The hall's record writer: writes what all conversations put into its queue, in order, one write at a time.

A write that fails is repeated. A `ConversationEntry` (snapshots, cases, endings) is never dropped, and can be made
`secure`: in the record, or else in the journal beside it, which survives a crash. Turns, notes and timings wait in the
same queue and may be dropped: when `WRITES` are waiting, or when the record refuses one for good.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from kiosk.store import ConversationEntry, StoreError
from kiosk.store.outage import Outage

#: Writes waiting for a slow or broken disk. Overflow: the newest droppable write is dropped and counted.
WRITES = 10_000
#: Seconds to wait for the record before the journal is used instead.
PROMPTLY_S = 1.0
#: Seconds between two attempts: doubled from the first to the second value.
_FIRST_S, _LAST_S = 0.25, 5.0
#: Errors of the database, not of the write, which is repeated until it succeeds.
_OUTAGES = frozenset({"locked", "full", "readonly", "away", "refused"})
#: Attempts at a write that fails with another error.
_TRIES = 5

Write = Callable[[], Awaitable[object]]


class EntryStore(Protocol):
    """The part of `kiosk.store.Store` that the writer uses."""

    async def keep(self, entry: ConversationEntry) -> None: ...
    async def journal(self, entry: ConversationEntry) -> None: ...
    async def clear_journal(self) -> None: ...


class RecordFaults(Protocol):
    """Counts faults. `store_fault`: a write was lost. `store_retry`: it will be repeated."""

    def store_fault(self, kind: str) -> None: ...
    def store_retry(self, kind: str) -> None: ...
    def unwritten(self, writes: int, cases: int) -> None: ...


@dataclass(slots=True, eq=False)
class _Item:
    """`write` None: the pending entry of `conversation`."""

    conversation: str
    write: Write | None = None
    tries: int = 0


class RecordWriter:
    """One per hall. Its task runs while writes are waiting."""

    def __init__(self, store: EntryStore, faults: RecordFaults, log: Any) -> None:
        self._store, self._faults, self._log = store, faults, log
        self._line: deque[_Item] = deque()
        self._pending: dict[str, ConversationEntry] = {}
        self._task: asyncio.Task[None] | None = None
        self._waiters: dict[str, list[asyncio.Future[None]]] = {}
        self._failing: dict[str, int] = {}  # kind -> attempts, of the current outage
        self._since = 0.0
        self._told_lost: set[str] = set()
        self._journal_used = self._journal_broken = False

    # ---- what conversations give it --------------------------------------------------------------------------------

    def keep(self, entry: ConversationEntry) -> None:
        """Queue an entry, merged with the pending one of the same conversation. Never dropped."""
        before = self._pending.get(entry.conversation)
        if before is None:
            self._line.append(_Item(entry.conversation))
        self._pending[entry.conversation] = entry if before is None else before.followed_by(entry)
        self._go()

    def put(self, conversation: str, write: Write) -> None:
        """Queue a write that may be dropped. Repeating it after success must be harmless, or fail."""
        if len(self._line) >= WRITES:
            self._lost("overflow")
            return
        self._line.append(_Item(conversation, write))
        self._go()

    def journal_holds(self) -> None:
        """The journal has entries of an earlier process: clear it once they are written."""
        self._journal_used = True

    async def secure(self, conversation: str, within_s: float = PROMPTLY_S) -> bool:
        """Wait until this conversation's pending entry is on the disk. False: it is in memory only."""
        if conversation not in self._pending:
            return True
        self._hurry(conversation)
        if not self._failing.keys() & _OUTAGES and await self._written(conversation, within_s):
            return True
        entry = self._pending.get(conversation)
        return entry is None or await self._journal(entry)

    async def settle(self, within_s: float) -> bool:
        """Wait until everything queued so far was written or dropped. False: it was not, in that time."""
        mark: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def reached() -> None:
            if not mark.done():
                mark.set_result(None)

        self._line.append(_Item("", reached))
        self._go()
        done, _ = await asyncio.wait([mark], timeout=within_s)
        return bool(done)

    async def close(self, within_s: float) -> None:
        """Write the queue; what is left after that time goes into the journal, for the next start."""
        await self.settle(within_s)
        if (task := self._task) is not None:
            task.cancel()
            await asyncio.wait([task])
        for entry in list(self._pending.values()):
            await self._journal(entry)

    # ---- what others ask --------------------------------------------------------------------------------------------

    def pending(self, conversation: str) -> ConversationEntry | None:
        """The pending entry of this conversation, not yet in the record."""
        return self._pending.get(conversation)

    @property
    def outage(self) -> Outage | None:
        if not self._failing:
            return None
        kind = max(self._failing, key=lambda kind: self._failing[kind])
        return Outage(kind, len(self._line), self._cases(), _now() - self._since)

    # ---- writing ----------------------------------------------------------------------------------------------------

    def _go(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="record writer")

    async def _run(self) -> None:
        try:
            while self._line:
                item = self._line[0]
                trouble = await self._attempt(item)
                if trouble is None:
                    self._line.remove(item)
                    self._recovered()
                else:
                    await self._put_off(item, trouble)
                self._count()
            if self._journal_used:
                await self._clear_journal()
        finally:
            self._task = None
        if self._line:  # queued while the journal was being cleared
            self._go()

    async def _attempt(self, item: _Item) -> str | None:
        """None, or the kind of what went wrong. Whatever an item raises, the writer goes on with the next."""
        entry = self._pending.get(item.conversation) if item.write is None else None
        try:
            if item.write is not None:
                await item.write()
            elif entry is not None:
                await self._store.keep(entry)
        except StoreError as error:
            return error.kind
        except Exception as error:  # noqa: BLE001 - one item must not stop all others
            return type(error).__name__
        if entry is not None:
            self._kept(item.conversation, entry)
        return None

    def _kept(self, conversation: str, entry: ConversationEntry) -> None:
        now = self._pending[conversation]
        if now is entry:
            del self._pending[conversation]
            for waiter in self._waiters.pop(conversation, []):
                if not waiter.done():
                    waiter.set_result(None)
        else:  # more came while it was written
            self._line.append(_Item(conversation))

    async def _put_off(self, item: _Item, kind: str) -> None:
        item.tries += 1
        outage = kind in _OUTAGES
        if item.write is not None and not outage and (not _of_store(kind) or item.tries >= _TRIES):
            self._line.remove(item)
            self._lost(kind)
            return
        self._begins_to_fail(kind)
        if item.write is None and not outage and item.tries >= _TRIES and len(self._line) > 1:
            self._line.rotate(-1)  # the record refuses this entry: the others need not wait for it
            return
        await asyncio.sleep(min(_LAST_S, _FIRST_S * 2 ** min(item.tries - 1, 8)))

    # ---- waiting ----------------------------------------------------------------------------------------------------

    async def _written(self, conversation: str, within_s: float) -> bool:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.setdefault(conversation, []).append(waiter)
        done, _ = await asyncio.wait([waiter], timeout=within_s)
        return bool(done)

    def _hurry(self, conversation: str) -> None:
        """Move it behind the current write. (An entry depends on nothing before it in the queue.)"""
        for item in self._line:
            if item.write is None and item.conversation == conversation and item is not self._line[0]:
                self._line.remove(item)
                self._line.insert(1, item)
                return

    # ---- the journal ------------------------------------------------------------------------------------------------

    async def _journal(self, entry: ConversationEntry) -> bool:
        self._journal_used = True
        try:
            await self._store.journal(entry)
        except StoreError as error:
            self._faults.store_retry(f"journal {error.kind}")
            if not self._journal_broken:
                self._log.error("neither the record nor its journal can be written", kind=error.kind)
            self._journal_broken = True
            return False
        self._journal_broken = False
        return True

    async def _clear_journal(self) -> None:
        self._journal_used = False
        try:
            await self._store.clear_journal()
        except StoreError as error:  # its entries are read again at the next start, and change nothing then
            self._faults.store_retry(f"journal {error.kind}")

    # ---- telling ----------------------------------------------------------------------------------------------------

    def _begins_to_fail(self, kind: str) -> None:
        self._faults.store_retry(kind)
        if not self._failing:
            self._since = _now()
        if kind not in self._failing:
            self._log.error("the record takes no writes; they are kept and repeated", kind=kind, count=len(self._line))
        self._failing[kind] = self._failing.get(kind, 0) + 1

    def _recovered(self) -> None:
        if not self._failing or any(item.tries for item in self._line):
            return
        attempts, seconds = sum(self._failing.values()), round(_now() - self._since, 1)
        self._log.warning("the record takes writes again", count=attempts, total=len(self._line), seconds=seconds)
        self._failing.clear()

    def _lost(self, kind: str) -> None:
        self._faults.store_fault(kind)
        if kind not in self._told_lost:
            self._log.error("a write to the record was dropped", kind=kind)
            self._told_lost.add(kind)

    def _count(self) -> None:
        self._faults.unwritten(len(self._line), self._cases())

    def _cases(self) -> int:
        """That wait for the record, each once."""
        return sum(len({case.identity for case in entry.cases}) for entry in self._pending.values())


def _of_store(kind: str) -> bool:
    """Whether the store told this kind, and the write itself may be sound. `unknown`: it can never be carried out."""
    return kind in ("corrupt", "other")


def _now() -> float:
    return asyncio.get_running_loop().time()
