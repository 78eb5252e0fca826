"""The record of every conversation.

Writes go through whole or not at all, one after the other, and finish even if the session that asked is cancelled
meanwhile. Every failure is a `StoreError`; none of them may stop a conversation, so callers catch it at their stage's
edge and count it.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Delete, Update, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kiosk.config import Settings
from kiosk.store import reading, schema
from kiosk.store.crypto import Keyring
from kiosk.store.engine import READS, make_engine
from kiosk.store.errors import StoreError, translate
from kiosk.store.keyfile import load_or_make
from kiosk.store.migrate import upgrade
from kiosk.store.records import Conversation, Gap, Who

T = TypeVar("T")

_FAILURES = (SQLAlchemyError, sqlite3.Error, OSError)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Store:
    """Open with `await Store.open(settings)`; safe to use from many sessions of one event loop."""

    def __init__(self, engine: AsyncEngine, keys: Keyring, now: Callable[[], datetime]) -> None:
        self._engine, self._keys, self._now = engine, keys, now
        self._turn_to_write = asyncio.Lock()
        self._writing: set[asyncio.Task[Any]] = set()

    @classmethod
    async def open(cls, settings: Settings, *, now: Callable[[], datetime] = _utc_now, busy_ms: int = 5000) -> Store:
        """Makes the data folder, key and tables where they are missing, and brings old tables up to date.

        Raises `KeyFileError` for a key file that must not be used, `StoreError` for a database that cannot be.
        """
        try:
            await asyncio.to_thread(settings.data_dir.mkdir, 0o700, True, True)
        except OSError as error:
            raise StoreError("readonly", f"data_dir {settings.data_dir} cannot be made: {error.strerror}.") from None
        keys = await asyncio.to_thread(load_or_make, settings.key_path)
        engine = make_engine(settings.database_url, busy_ms)
        if not settings.store.url:
            await asyncio.to_thread(_touch_private, settings.data_dir / "hall.db")
        try:
            async with engine.begin() as connection:
                await connection.run_sync(upgrade)
        except _FAILURES as error:
            await engine.dispose()
            raise translate(error) from error
        except StoreError:
            await engine.dispose()
            raise
        return cls(engine, keys, now)

    async def close(self) -> None:
        """Waits for writes under way."""
        if self._writing:
            await asyncio.wait(self._writing)
        await self._engine.dispose()

    # ---- writing ----

    async def begin(self, conversation: str, device: str, channel: str) -> None:
        """`conversation` is the caller's own unguessable id."""
        row = {"id": conversation, "device": device, "channel": channel, "began_ms": self._ms()}
        await self._write(lambda connection: connection.execute(insert(schema.conversations).values(row)))

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
    ) -> str:
        """Records a turn and returns its id. `heard`: what the citizen heard of a clerk's turn that was cut."""
        turn = uuid.uuid4().hex
        last = select(func.coalesce(func.max(schema.turns.c.number), 0)).where(
            schema.turns.c.conversation == conversation
        )
        row = {
            "id": turn,
            "conversation": conversation,
            "number": last.scalar_subquery() + 1,
            "at_ms": self._ms(),
            "who": who,
            "via": via,
            "kind": kind,
            "text_sealed": self._keys.seal(text, f"turns/{turn}/text"),
            "heard_sealed": None if heard is None else self._keys.seal(heard, f"turns/{turn}/heard"),
            "timings": dict(timings or {}),
        }
        await self._write(lambda connection: connection.execute(insert(schema.turns).values(row)))
        return turn

    async def cut(self, turn: str, heard: str) -> None:
        """The citizen broke in: of the clerk's `turn`, only `heard` was heard."""
        sealed = self._keys.seal(heard, f"turns/{turn}/heard")
        change = update(schema.turns).where(schema.turns.c.id == turn).values(heard_sealed=sealed)
        await self._write(lambda connection: connection.execute(change))

    async def time(self, turn: str, timings: Mapping[str, float]) -> None:
        """Replaces a turn's timings (stage → ms), some of which are known only after it was recorded."""
        change = update(schema.turns).where(schema.turns.c.id == turn).values(timings=dict(timings))
        await self._write(lambda connection: connection.execute(change))

    async def save_state(self, conversation: str, state: str) -> None:
        """The dialogue's state, for taking the conversation up again. Gone once the conversation is finished."""
        sealed = self._keys.seal(state, f"conversations/{conversation}/state")
        table = schema.conversations
        going = update(table).where(table.c.id == conversation, table.c.ended_ms.is_(None)).values(state_sealed=sealed)
        await self._write(lambda connection: connection.execute(going))

    async def finish(
        self,
        conversation: str,
        reason: str,
        service: str = "",
        slots: Mapping[str, str] | None = None,
        *,
        version: str = "",
        receipt: str = "",
    ) -> None:
        """Ends the conversation, keeps what was collected, and files the case if there is a receipt number."""
        now, table = self._ms(), schema.conversations
        ended = {"ended_ms": now, "ending": reason, "service": service, "version": version, "state_sealed": None}
        sealed = [
            {
                "conversation": conversation,
                "name": name,
                "value_sealed": self._keys.seal(value, f"slots/{conversation}/{name}"),
            }
            for name, value in (slots or {}).items()
        ]
        number = self._keys.seal(receipt, f"cases/{conversation}/receipt")
        case = {"conversation": conversation, "service": service, "filed_ms": now, "receipt_sealed": number}

        async def write(connection: AsyncConnection) -> None:
            found = await connection.execute(update(table).where(table.c.id == conversation).values(ended))
            if found.rowcount == 0:
                raise StoreError("unknown", "There is no such conversation to finish.")
            if sealed:
                await connection.execute(insert(schema.slots), sealed)
            if receipt:
                await connection.execute(insert(schema.cases).values(case))

        await self._write(write)

    async def event(self, kind: str, conversation: str = "", detail: str = "") -> None:
        """Appends to the audit trail. `detail` must hold nothing personal: it is kept in the open, and for good."""
        row = {"at_ms": self._ms(), "conversation": conversation, "kind": kind, "detail": detail}
        await self._write(lambda connection: connection.execute(insert(schema.events).values(row)))

    async def add_gap(self, question: str, service: str = "", at: datetime | None = None) -> None:
        """A question that nobody has written an answer for. `at`: now, if not given."""
        gap = uuid.uuid4().hex
        row = {
            "id": gap,
            "at_ms": self._ms() if at is None else _to_ms(at),
            "service": service,
            "question_sealed": self._keys.seal(question, f"gaps/{gap}/question"),
        }
        await self._write(lambda connection: connection.execute(insert(schema.gaps).values(row)))

    async def abandon(self, before: datetime, but: Collection[str] = ()) -> int:
        """Ends conversations begun before `before` that a crash left open, and wipes their state. Returns how many.

        `but`: not these, which have been taken up again.
        """
        table = schema.conversations
        left = update(table).where(table.c.ended_ms.is_(None), table.c.began_ms < _to_ms(before))
        left = left.where(table.c.id.not_in(but))
        values = {"ended_ms": self._ms(), "ending": "lost", "state_sealed": None}
        return await self._count(left.values(values))

    async def purge(self, before: datetime) -> int:
        """Deletes ended conversations begun before `before`, with turns, slots and cases, and the gaps of that time.

        Returns how many conversations.
        """
        table = schema.conversations
        await self._count(delete(schema.gaps).where(schema.gaps.c.at_ms < _to_ms(before)))
        old = delete(table).where(table.c.ended_ms.is_not(None), table.c.began_ms < _to_ms(before))
        return await self._count(old)

    # ---- reading ----

    async def conversation(self, conversation: str) -> Conversation | None:
        """The whole conversation, opened."""
        return await self._read(lambda connection: reading.conversation(connection, self._keys, conversation))

    async def gaps(self) -> tuple[Gap, ...]:
        """What people asked and nobody has answered, the most frequent first."""
        return await self._read(lambda connection: reading.gaps(connection, self._keys))

    async def load_state(self, conversation: str) -> str | None:
        """What `save_state` kept last; none once the conversation is finished, or if there never was one."""
        table = schema.conversations
        query = select(table.c.state_sealed).where(table.c.id == conversation)
        sealed: bytes | None = await self._read(lambda connection: connection.execute(query).scalar())
        return None if sealed is None else self._keys.open(sealed, f"conversations/{conversation}/state")

    # ---- the two ways to the database ----

    async def _write(self, work: Callable[[AsyncConnection], Awaitable[Any]]) -> Any:
        task = asyncio.create_task(self._write_now(work))
        self._writing.add(task)
        task.add_done_callback(self._written)
        return await asyncio.shield(task)

    def _written(self, task: asyncio.Task[Any]) -> None:
        self._writing.discard(task)
        if not task.cancelled():
            task.exception()  # the asker may be gone; asyncio would report it as never retrieved

    async def _count(self, change: Update | Delete) -> int:
        """Carries out `change`; how many rows it touched."""
        count: int = (await self._write(lambda connection: connection.execute(change))).rowcount
        return count

    async def _write_now(self, work: Callable[[AsyncConnection], Awaitable[Any]]) -> Any:
        try:
            async with self._turn_to_write, self._engine.begin() as connection:
                return await work(connection)
        except _FAILURES as error:
            raise translate(error) from None

    async def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            async with self._engine.connect() as plain:
                connection = await plain.execution_options(**{READS: True})
                return await connection.run_sync(work)
        except _FAILURES as error:
            raise translate(error) from None

    def _ms(self) -> int:
        return _to_ms(self._now())


def _touch_private(path: Path) -> None:
    """For the owner alone, and so are SQLite's files beside it: ids and times are in the open. Failing is not fatal."""
    with contextlib.suppress(OSError):
        path.touch(mode=0o600)


def _to_ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
