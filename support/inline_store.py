"""The record over SQLite in memory, without threads: for whole days in virtual time, through the real tables."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, StaticPool, create_engine

from kiosk.store import ConversationEntry, Store, StoreError, schema
from kiosk.store.crypto import KEY_BYTES, Keyring

T = TypeVar("T")
BEGAN = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


class _Inline:
    """A connection as the store's writes use one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def run_sync(self, work: Callable[..., T], *arguments: Any) -> T:
        return work(self._connection, *arguments)

    async def execute(self, statement: Any) -> Any:
        return self._connection.execute(statement)


class InlineStore(Store):
    """One per test; a hall that is opened again uses the same. Its clock is the event loop's. `broken`: why reading and
    writing fail; None: they do not.
    """

    def __init__(self) -> None:
        keys = Keyring({1: bytes(KEY_BYTES)}, 1)
        super().__init__(cast(Any, None), keys, self._time, cast(Any, None), "hall")
        self._plain = create_engine("sqlite://", poolclass=StaticPool)
        schema.metadata.create_all(self._plain)
        self.broken: str | None = None

    @staticmethod
    def _time() -> datetime:
        return BEGAN + timedelta(seconds=asyncio.get_running_loop().time())

    async def journal(self, entry: ConversationEntry) -> None:
        """There is no file: an entry that the tables do not take is in the writer's memory only."""
        raise StoreError("full", "The journal is full.")

    async def clear_journal(self) -> None: ...

    async def close(self) -> None:
        self._plain.dispose()

    async def wait_for_publication(self, at_most_s: float) -> None:
        await asyncio.sleep(at_most_s)

    async def _write(self, work: Callable[[Any], Awaitable[Any]]) -> Any:
        self._check()
        with self._plain.begin() as connection:
            return await work(_Inline(connection))

    async def _read(self, work: Callable[[Connection], T]) -> T:
        self._check()
        with self._plain.connect() as connection:
            return work(connection)

    def _check(self) -> None:
        if self.broken is not None:
            raise StoreError(self.broken, f"The record failed: {self.broken}.")  # type: ignore[arg-type]
