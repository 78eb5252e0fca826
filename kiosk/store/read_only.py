"""Reads of the record for people's questions, which may be long: beside the hall's own connections, in a worker thread.

One at a time, read-only by the database itself, and stopped at a deadline: neither the event loop nor the record's
writer waits for it. Each read opens a connection of its own and closes it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, event, text

from kiosk.store.database import FAILURES
from kiosk.store.engine import READS, make_engine
from kiosk.store.errors import StoreError, translate

T = TypeVar("T")

#: Seconds of one read.
LIMIT_S = 5.0
#: Reads that wait for their turn; more are refused.
WAITING = 8
_BUSY_MS = 1000
#: SQLite looks at the clock after so many of its steps: about a millisecond.
_STEPS = 10_000


class SlowReadError(Exception):
    """The read was stopped at its deadline, or too many wait."""


class ReadOnlyRecord:
    """`url`: the database's. One per hall."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._turn, self._waiting = asyncio.Lock(), 0

    async def read(self, work: Callable[[Connection], T], limit_s: float = LIMIT_S) -> T:
        """`work` runs in a worker thread. Raises `SlowReadError`, `StoreError`."""
        if self._waiting >= WAITING:
            raise SlowReadError
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(lambda: asyncio.run(_read(self._url, work, limit_s)))
        finally:
            self._waiting -= 1


async def _read(url: str, work: Callable[[Connection], T], limit_s: float) -> T:
    engine, until = make_engine(url, _BUSY_MS, pooled=False), time.monotonic() + limit_s
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:
        event.listen(engine.sync_engine, "connect", _guard(until))
    try:
        async with asyncio.timeout(limit_s + 1), engine.connect() as plain:
            connection = await plain.execution_options(**{READS: True})
            if not sqlite:
                await connection.execute(text(f"SET LOCAL statement_timeout = {round(limit_s * 1000)}"))
            return await connection.run_sync(work)
    except TimeoutError:
        raise SlowReadError from None
    except FAILURES as error:
        if time.monotonic() >= until:
            raise SlowReadError from None
        raise translate(error) from None
    except (ValueError, TypeError) as error:  # the driver's, for a value that is not of its column's type
        raise StoreError("corrupt", f"The record holds a value that cannot be read: {type(error).__name__}.") from None
    finally:
        await engine.dispose()


def _guard(until: float) -> Any:
    def guard(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA query_only = ON")
        cursor.close()
        connection.run_async(lambda driver: driver.set_progress_handler(lambda: time.monotonic() >= until, _STEPS))

    return guard
