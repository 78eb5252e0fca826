"""Notices that the history of the scripts' versions has grown: from this process by `tell`, and from any other by
PostgreSQL's LISTEN and NOTIFY.

SQLite has no notices between processes, and one is lost while the connection that listens is down: whoever waits for
one looks at the record now and then all the same.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kiosk.store.errors import StoreError

_CHANNEL = "hall_published"


def notify(connection: Connection) -> None:
    """Sent when the transaction is committed, and not if it is rolled back."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_notify(_CHANNEL, "")))


class PublicationNotices:
    """On PostgreSQL it listens from the first `wait` on, on a connection of its own; one that was cut is made anew."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._told = asyncio.Event()
        self._connection: AsyncConnection | None = None
        self._driver: Any = None  # of asyncpg

    async def wait(self, at_most_s: float) -> None:
        """Returns when something was published since the last call, or after `at_most_s`. Raises nothing."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                if self._engine.dialect.driver == "asyncpg":
                    await self._listen()
                await self._told.wait()
        self._told.clear()

    def tell(self) -> None:
        """This process has changed the history, and the change is committed."""
        self._told.set()

    async def close(self) -> None:
        if self._connection is not None:
            connection, self._connection, self._driver = self._connection, None, None
            with contextlib.suppress(SQLAlchemyError, OSError):
                await connection.invalidate()  # the pool gets back nothing that listens
                await connection.close()

    async def _listen(self) -> None:
        if self._driver is not None and not self._driver.is_closed():
            return
        await self.close()
        asyncpg: Any = self._engine.dialect.loaded_dbapi
        asyncpg = asyncpg.asyncpg
        try:
            self._connection = await self._engine.connect()
            driver = (await self._connection.get_raw_connection()).driver_connection
            assert driver is not None
            await driver.add_listener(_CHANNEL, self._on_notice)
            driver.add_termination_listener(self._on_notice)
        except (StoreError, SQLAlchemyError, OSError, asyncpg.InterfaceError, asyncpg.PostgresError):
            return  # the record is away, and whoever reads it is told so
        self._driver = driver
        self._told.set()  # something may have been published before

    def _on_notice(self, *_: object) -> None:
        self._told.set()
