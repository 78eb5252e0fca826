"""Notices that the history of the scripts' versions has grown: from this process by `tell`, and from any other by
PostgreSQL's LISTEN and NOTIFY.

SQLite has no notices between processes, and one is lost while the connection that listens is down: whoever waits for
one looks at the record now and then all the same.
"""

from __future__ import annotations

import asyncio
import contextlib

from sqlalchemy import Connection, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.store.listening import Listener

_CHANNEL = "hall_published"


def notify(connection: Connection) -> None:
    """Sent when the transaction is committed, and not if it is rolled back."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_notify(_CHANNEL, "")))


class PublicationNotices:
    """On PostgreSQL it listens from the first `wait` on."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._told = asyncio.Event()
        self._listener = Listener(engine, _CHANNEL, lambda _: self._told.set(), self._told.set)

    async def wait(self, at_most_s: float) -> None:
        """Returns when something was published since the last call, or after `at_most_s`. Raises nothing."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                if await self._listener.begin():
                    self._told.set()  # something may have been published before
                await self._told.wait()
        self._told.clear()

    def tell(self) -> None:
        """This process has changed the history, and the change is committed."""
        self._told.set()

    async def close(self) -> None:
        await self._listener.close()
