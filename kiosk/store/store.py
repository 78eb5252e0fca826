"""The record of every conversation.

Writes are transactions, one after the other, and finish even if the caller is cancelled meanwhile. Every failure is a
`StoreError`; it must not stop a conversation, so callers catch and count it.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.config import Settings
from kiosk.store import (
    calls,
    forgetting,
    keeping,
    outbox,
    pictures,
    reading,
    reconciling,
    schema,
    staff_calls,
    ticket_acts,
    tickets,
    timekeeping,
)
from kiosk.store.access import RecordAccess
from kiosk.store.accounts import AccountRegister
from kiosk.store.backup.switching import refuse_unfinished
from kiosk.store.calls import StoredCall
from kiosk.store.clock import Verdict
from kiosk.store.crypto import Keyring
from kiosk.store.database import FAILURES, to_ms
from kiosk.store.draft_trials import DraftTrials
from kiosk.store.drafts import ScriptDrafts
from kiosk.store.engine import make_engine
from kiosk.store.entries import ConversationEntry, DeliveryEntry
from kiosk.store.errors import StoreError, translate
from kiosk.store.feedback import FeedbackRecords
from kiosk.store.hall_id import hall_id
from kiosk.store.hall_signals import HallSignals
from kiosk.store.journal import Journal
from kiosk.store.kiosks import KioskRegister
from kiosk.store.notices import PublicationNotices
from kiosk.store.opening import prepare
from kiosk.store.outbox import DeliveryState, StoredDelivery
from kiosk.store.overdue import overdue
from kiosk.store.pictures import StoredPicture
from kiosk.store.reconciling import UnresolvedSubmission
from kiosk.store.records import Conversation, LeftOpen, Who
from kiosk.store.review import ReviewRecord
from kiosk.store.staff_calls import StoredStaffCall
from kiosk.store.ticket_register import TicketRegister
from kiosk.store.tickets import CallbackTicket, TicketEntry
from kiosk.store.versions import ServiceVersions


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Store(FeedbackRecords, RecordAccess):
    """Open with `await Store.open(settings)`; safe to use from many sessions of one event loop."""

    def __init__(
        self, engine: AsyncEngine, keys: Keyring, now: Callable[[], datetime], journal: Journal, hall: str
    ) -> None:
        super().__init__(engine, keys, now, hall)
        self._journal = journal
        self.damaged_journals: tuple[Path, ...] = ()  # copied aside by this start or an earlier one
        self._turn_to_journal = asyncio.Lock()
        self.kiosks = KioskRegister(self._write, self._read, keys, self.now_ms)
        self.accounts = AccountRegister(self._write, self._read, keys, self.now_ms)
        self.review = ReviewRecord(self._write, keys, self.now_ms, lambda: self.url)
        self.work_tickets = TicketRegister(self._write, self._read, keys, self.now_ms, hall)
        self._notices = PublicationNotices(engine)
        self.signals = HallSignals(engine, keys)
        self.versions = ServiceVersions(self._read, self._write, keys, self.now_ms, hall, self._notices.tell)
        self.drafts = ScriptDrafts(self._read, self._write, keys, self.now_ms)
        self.trials = DraftTrials(self._read, self._write, keys)

    @classmethod
    async def open(
        cls,
        settings: Settings,
        *,
        now: Callable[[], datetime] = _utc_now,
        busy_ms: int = 5000,
        patience_s: float = 0.0,
    ) -> Store:
        """Create the data folder, key and tables where missing, and migrate old tables.

        `patience_s`: how long to wait for another program that holds the database. Raises `KeyFileError` for a key
        file that is unusable or not this record's; `StoreError` for an unusable database.
        """
        await asyncio.to_thread(refuse_unfinished, settings)
        try:
            await asyncio.to_thread(settings.data_dir.mkdir, 0o700, True, True)
        except OSError as error:
            raise StoreError("readonly", f"data_dir {settings.data_dir} cannot be made: {error.strerror}.") from None
        engine = make_engine(settings.database_url, busy_ms)
        try:
            keys = await prepare(engine, settings, patience_s=patience_s)
            hall = await asyncio.to_thread(hall_id, settings.data_dir / "hall-id")
            store = cls(engine, keys, now, Journal(settings.journal_path, keys), hall)
            store._floor_ms = await store._read(timekeeping.floor)
        except FAILURES as error:
            await engine.dispose()
            raise translate(error) from error
        except StoreError:
            await engine.dispose()
            raise
        return store

    async def close(self) -> None:
        await self._notices.close()
        await self.signals.close()
        await super().close()

    async def wait_for_publication(self, at_most_s: float) -> None:
        """Returns after `at_most_s`; earlier, as soon as this process has changed a version's state, or on PostgreSQL
        any process.
        """
        await self._notices.wait(at_most_s)

    # ---- writing ----

    async def keep(self, entry: ConversationEntry) -> None:
        """Add what the record does not have of it yet; idempotent."""
        await self._write(lambda connection: connection.run_sync(keeping.keep, self._keys, entry, self._hall))

    async def turn(
        self,
        conversation: str,
        who: Who,
        via: str,
        kind: str,
        text: str,
        *,
        heard: str | None = None,
        timings: Mapping[str, float] | None = None,
        at_ms: int | None = None,
        turn: str = "",
        confidence: float | None = None,
        rivals: Sequence[str] = (),
    ) -> str:
        """Record a turn and return its id. `heard`: what the citizen heard of an interrupted turn of the clerk.

        `at_ms`: now, if not given. `turn`: the id, for a caller that may repeat the call. `confidence`, `rivals`: of
        recognition; the other hypotheses, likeliest first.
        """
        turn = turn or uuid.uuid4().hex
        last = select(func.coalesce(func.max(schema.turns.c.number), 0)).where(
            schema.turns.c.conversation == conversation
        )
        row: dict[str, Any] = {
            "id": turn,
            "conversation": conversation,
            "number": last.scalar_subquery() + 1,
            "at_ms": self.now_ms() if at_ms is None else at_ms,
            "who": who,
            "via": via,
            "kind": kind,
            "text_sealed": self._keys.seal(text, f"turns/{turn}/text"),
            "heard_sealed": None if heard is None else self._keys.seal(heard, f"turns/{turn}/heard"),
            "timings": dict(timings or {}),
            "confidence": confidence,
        }
        if rivals:
            row["rivals_sealed"] = self._keys.seal(json.dumps(list(rivals), ensure_ascii=False), f"turns/{turn}/rivals")
        await self._write(lambda connection: connection.execute(insert(schema.turns).values(row)))
        return turn

    async def time(self, turn: str, timings: Mapping[str, float]) -> None:
        """Replace a turn's timings (stage → ms), some of which are known only after it was recorded."""
        change = update(schema.turns).where(schema.turns.c.id == turn).values(timings=dict(timings))
        await self._write(lambda connection: connection.execute(change))

    async def event(self, kind: str, conversation: str = "", detail: str = "", *, at_ms: int | None = None) -> None:
        """What happened, for ever. `detail` must hold nothing personal: it is unencrypted and never purged."""
        at_ms = self.now_ms() if at_ms is None else at_ms
        change = insert(schema.events).values(at_ms=at_ms, conversation=conversation, kind=kind, detail=detail)
        await self._write(lambda connection: connection.execute(change))

    async def add_picture(self, conversation: str, digest: str, mode: str, data: bytes, *, at_ms: int) -> None:
        """Keep a picture of a conversation, sealed. Repeating it changes nothing."""
        row = {"conversation": conversation, "digest": digest, "mode": mode, "at_ms": at_ms}
        await self._write(lambda connection: connection.run_sync(pictures.add, self._keys, row, data))

    async def drop_pictures(self, conversation: str, keep: Collection[str] = ()) -> int:
        """Delete the pictures of a conversation, but for those of the digests `keep`. Returns how many."""
        return await self._count(pictures.dropping(conversation, keep))

    async def keep_call(self, name: str, call: str, conversation: str, at_ms: int, facts: str) -> None:
        """Keep what happened in a telephone call (`facts`: JSON, nothing personal). Repeating it changes nothing."""
        row = {"id": name, "call": call, "conversation": conversation, "at_ms": at_ms, "facts": facts}
        await self._write(lambda connection: connection.run_sync(calls.add, row))

    async def add_delivery(self, entry: DeliveryEntry, conversation: str = "") -> None:
        """Put it into the outbox by itself; others come with a conversation's entry. Idempotent."""
        await self._write(
            lambda connection: connection.run_sync(outbox.add, self._keys, entry, conversation, self._hall)
        )

    async def delivery_tried(
        self, name: str, state: DeliveryState, detail: str = "", reference: str = "", *, next_ms: int = 0
    ) -> None:
        """What an attempt brought; changes nothing once it is settled."""
        await self._count(outbox.tried(name, state, detail, reference, next_ms))

    async def add_ticket(self, entry: TicketEntry) -> bool:
        """A call-back ticket; False: its number has an open one of today already. A closed one is opened again."""
        at_ms = self.now_ms()
        added: bool = await self._write(lambda connection: connection.run_sync(tickets.add, self._keys, entry, at_ms))
        return added

    async def close_ticket(self, ticket: int) -> bool:
        """Somebody has called back; False: there is no such open ticket."""
        return await self._count(tickets.closing(ticket, self.now_ms())) > 0

    async def change_staff_call(self, name: str, changes: Mapping[str, Any], *, who: str | None = None) -> None:
        """What became of a call for staff: `changes` by column of `schema.staff_calls`; `who` comes, sealed."""
        await self._count(staff_calls.changing(self._keys, name, changes, who))

    async def settle(self, number: str, receipt: str) -> bool:
        """Staff know what became of an unresolved submission: it was filed as the case `receipt`, or, where that is
        empty, it was not. False: no open one has this number.
        """
        state: reconciling.ReconciliationState = "filed" if receipt else "not_filed"
        closed: int = await self._write(
            lambda connection: connection.run_sync(
                reconciling.settle, self._keys, number, receipt, state, self.now_ms()
            )
        )
        return closed > 0

    async def purge(self, before: datetime) -> int:
        """Delete ended conversations begun before `before`, with turns, slots, cases and pictures, and the gaps, calls,
        ratings, deliveries, call-back tickets, calls for staff, settled submissions and tickets of that time that are
        not open.

        Returns the number of conversations.
        """
        table = schema.conversations
        for other in (schema.gaps, schema.deliveries, schema.tickets, schema.ratings):
            await self._count(delete(other).where(other.c.at_ms < to_ms(before)))
        await self._count(delete(schema.staff_calls).where(schema.staff_calls.c.called_ms < to_ms(before)))
        await self._count(calls.purging(to_ms(before)))
        await self._count(forgetting.purging(to_ms(before)))
        await self._count(reconciling.purging(to_ms(before)))
        await self._count(ticket_acts.purging(to_ms(before)))
        old = delete(table).where(table.c.ended_ms.is_not(None), table.c.began_ms < to_ms(before))
        return await self._count(old)

    async def overdue(self, before: datetime) -> dict[str, int]:
        """Rows by table that began before `before` and are no longer needed; only tables that have some."""
        return await self._read(lambda connection: overdue(connection, to_ms(before)))

    async def look_at_clock(self, ran_s: float) -> Verdict:
        """Whether the wall clock can be trusted. `ran_s`: how long the hall has run since the last look.

        If so, rows dated in the future by a wrong clock are dated now, so that they age.
        """
        ran_ms, wall_ms = round(ran_s * 1000), to_ms(self._now())
        looked: tuple[int, Verdict] = await self._write(
            lambda connection: connection.run_sync(timekeeping.look, wall_ms, ran_ms)
        )
        self._floor_ms, verdict = looked
        return verdict

    # ---- what waits for the database ----

    async def journal(self, entry: ConversationEntry) -> None:
        """Append it to the journal, while the database takes no writes. Raises `StoreError`."""
        async with self._turn_to_journal:
            await asyncio.to_thread(self._journal.append, entry)

    async def journalled(self) -> tuple[tuple[ConversationEntry, ...], int]:
        """The entries that an earlier process left in the journal, and the number of damaged places in it;
        `damaged_journals` then has its copy. Call once, before the first `journal`.
        """
        async with self._turn_to_journal:
            entries = await asyncio.to_thread(self._journal.open)
            self.damaged_journals = tuple(await asyncio.to_thread(self._journal.copies))
            return entries, self._journal.damaged

    async def clear_journal(self) -> None:
        """Clear the journal: all its entries have been written."""
        async with self._turn_to_journal:
            if not self._journal.empty:
                await asyncio.to_thread(self._journal.clear)

    # ---- reading ----

    async def conversation(self, conversation: str) -> Conversation | None:
        """The whole conversation, opened; it names the values that do not open."""
        return await self._read(lambda connection: reading.conversation(connection, self._keys, conversation))

    async def pictures(self, conversation: str) -> tuple[StoredPicture, ...]:
        """The pictures of a conversation that open, the oldest first."""
        return await self._read(lambda connection: pictures.read(connection, self._keys, conversation))

    async def calls(self, most: int) -> tuple[StoredCall, ...]:
        """The last telephone calls, the newest first."""
        return await self._read(lambda connection: calls.last(connection, most))

    async def call(self, call: str) -> StoredCall | None:
        """The newest telephone call of this name, or of this conversation."""
        return await self._read(lambda connection: calls.of(connection, call))

    async def due_deliveries(self, besides: Collection[str] = ()) -> tuple[StoredDelivery, ...]:
        """This hall's that are to be tried now, the oldest first, a bounded number; no kind of `besides`."""
        now = self.now_ms()
        return await self._read(lambda connection: outbox.due(connection, self._keys, self._hall, now, besides))

    async def deliveries_in_line(self, kind: str) -> tuple[StoredDelivery, ...]:
        """Those of this hall that wait, of this kind, due or not, the oldest first; `outbox.IN_LINE` at most."""
        return await self._read(lambda connection: outbox.in_line(connection, self._keys, self._hall, kind))

    async def waiting_deliveries(self) -> int:
        return await self._read(lambda connection: outbox.waiting(connection, self._hall))

    async def deliveries(self, limit: int = 100) -> tuple[StoredDelivery, ...]:
        """The newest first."""
        return await self._read(lambda connection: outbox.newest(connection, self._keys, limit))

    async def delivery(self, name: str) -> StoredDelivery | None:
        return await self._read(lambda connection: outbox.one(connection, self._keys, name))

    async def tickets(self, *, done: bool = False) -> tuple[CallbackTicket, ...]:
        """The open call-back tickets, the oldest first. `done`: the closed ones too."""
        return await self._read(lambda connection: tickets.read(connection, self._keys, done=done))

    async def ticket(self, ticket: int) -> CallbackTicket | None:
        """One call-back ticket, open or closed."""
        return await self._read(lambda connection: tickets.one(connection, self._keys, ticket))

    async def open_staff_calls(self) -> tuple[StoredStaffCall, ...]:
        """This hall's calls for staff that are not closed, the oldest first."""
        return await self._read(lambda connection: staff_calls.still_open(connection, self._keys, self._hall))

    async def staff_calls(self, limit: int = 100) -> tuple[StoredStaffCall, ...]:
        """Of any hall, the newest first."""
        return await self._read(lambda connection: staff_calls.newest(connection, self._keys, limit))

    async def unresolved(self, *, settled: bool = False) -> tuple[UnresolvedSubmission, ...]:
        """Submissions of which nobody knows whether they were filed, the oldest first. `settled`: also those that staff
        settled.
        """
        return await self._read(lambda connection: reconciling.read(connection, self._keys, settled=settled))

    async def left_open(self) -> tuple[LeftOpen, ...]:
        """Every conversation without an ending, of any hall, the oldest first."""
        return await self._read(lambda connection: reading.left_open(connection, self._hall))

    async def load_state(self, conversation: str) -> str | None:
        """The last snapshot; None once the conversation has ended, or if there was none."""
        table = schema.conversations
        query = select(table.c.state_sealed).where(table.c.id == conversation)
        sealed: bytes | None = await self._read(lambda connection: connection.execute(query).scalar())
        return None if sealed is None else self._keys.open(sealed, f"conversations/{conversation}/state")

    @property
    def believed(self) -> datetime:
        """The latest trusted time, UTC, as of the last `look_at_clock`."""
        return datetime.fromtimestamp(self._floor_ms / 1000, UTC)
