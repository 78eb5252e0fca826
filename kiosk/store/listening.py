"""One channel of PostgreSQL's NOTIFY, heard on a connection of its own that is made anew when it was cut."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kiosk.store.errors import StoreError


def _nothing() -> None:
    return


class Listener:
    """`on_notice` is called with each payload, `on_cut` when the connection is lost; both in the event loop. On SQLite
    nothing is heard.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        channel: str,
        on_notice: Callable[[str], None],
        on_cut: Callable[[], None] = _nothing,
    ) -> None:
        self._engine, self._channel, self._on_notice, self._on_cut = engine, channel, on_notice, on_cut
        self._turn = asyncio.Lock()
        self._connection: AsyncConnection | None = None
        self._driver: Any = None  # of asyncpg

    async def begin(self) -> bool:
        """Listen, where it does not yet. True: it began now, and what was told before was not heard. Raises nothing: a
        record that is away is told to who reads it.
        """
        if self._engine.dialect.driver != "asyncpg":
            return False
        async with self._turn:
            if self._driver is not None and not self._driver.is_closed():
                return False
            await self.close()
            asyncpg: Any = self._engine.dialect.loaded_dbapi
            asyncpg = asyncpg.asyncpg
            try:
                self._connection = await self._engine.connect()
                driver = (await self._connection.get_raw_connection()).driver_connection
                assert driver is not None
                await driver.add_listener(self._channel, lambda *told: self._on_notice(told[-1]))
                driver.add_termination_listener(lambda _: self._on_cut())
            except (StoreError, SQLAlchemyError, OSError, asyncpg.InterfaceError, asyncpg.PostgresError):
                return False
            self._driver = driver
            return True

    async def close(self) -> None:
        if self._connection is not None:
            connection, self._connection, self._driver = self._connection, None, None
            with contextlib.suppress(SQLAlchemyError, OSError):
                await connection.invalidate()  # the pool gets back nothing that listens
                await connection.close()
