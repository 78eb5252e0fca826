"""The two ways to the database: a write in its own transaction, one after the other, and a read that waits for none."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Delete, Update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kiosk.store.audit import APPENDED, AuditHead, AuditNote
from kiosk.store.crypto import Keyring
from kiosk.store.engine import READS
from kiosk.store.errors import StoreError, translate

T = TypeVar("T")

#: What a database's driver raises; told as `StoreError`.
FAILURES = (SQLAlchemyError, sqlite3.Error, OSError)


class RecordDatabase:
    """What `Store` stands on. Writes finish even if their caller is cancelled. Every failure is a `StoreError`.

    `hall`: the hall's id.
    """

    def __init__(self, engine: AsyncEngine, keys: Keyring, now: Callable[[], datetime], hall: str) -> None:
        self._engine, self._keys, self._now, self._hall = engine, keys, now, hall
        self.audit_log: Any = None  # told the number and hash of each row of the audit trail, once it is committed
        self._floor_ms = 0  # recorded times are never earlier: a clock may be set back
        self._turn_to_write = asyncio.Lock()
        self._writing: set[asyncio.Task[Any]] = set()

    async def close(self) -> None:
        """Wait for pending writes, then close."""
        if self._writing:
            await asyncio.wait(self._writing)
        await self._engine.dispose()

    async def _write(self, work: Callable[[AsyncConnection], Awaitable[Any]]) -> Any:
        task = asyncio.create_task(self._write_now(work))
        self._writing.add(task)
        task.add_done_callback(self._written)
        return await asyncio.shield(task)

    def _written(self, task: asyncio.Task[Any]) -> None:
        self._writing.discard(task)
        if not task.cancelled():
            task.exception()  # the caller may be cancelled; asyncio would report the exception as never retrieved

    async def _count(self, change: Update | Delete) -> int:
        """Carry out `change`; the number of rows it changed."""
        count: int = (await self._write(lambda connection: connection.execute(change))).rowcount
        return count

    async def _write_now(self, work: Callable[[AsyncConnection], Awaitable[Any]]) -> Any:
        appended: list[tuple[AuditNote, AuditHead]] = []
        try:
            async with self._turn_to_write, self._engine.begin() as connection:
                assert connection.sync_connection is not None
                connection.sync_connection.info[APPENDED] = appended
                done = await work(connection)
        except FAILURES as error:
            raise translate(error) from None
        for note, head in appended if self.audit_log is not None else ():
            row = {"count": head.number, "hash": head.hash}
            self.audit_log.info("audit", what=note.what, conversation=note.conversation, **row)
        return done

    async def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            async with self._engine.connect() as plain:
                connection = await plain.execution_options(**{READS: True})
                return await connection.run_sync(work)
        except FAILURES as error:
            raise translate(error) from None
        except (ValueError, TypeError) as error:  # the driver's, for a value that is not of its column's type
            raise StoreError(
                "corrupt", f"The record holds a value that cannot be read: {type(error).__name__}."
            ) from None

    @property
    def url(self) -> str:
        """The database's, with its password."""
        return self._engine.url.render_as_string(hide_password=False)

    def now_ms(self) -> int:
        """Milliseconds since 1970, UTC; never earlier than the latest trusted time."""
        return max(to_ms(self._now()), self._floor_ms)


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return round(moment.timestamp() * 1000)
