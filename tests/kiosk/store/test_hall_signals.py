"""What two halls on one PostgreSQL server tell each other: sealed, by another process alone, and again after a cut."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from kiosk.config import Settings
from kiosk.store import Store
from support.databases import PostgresDatabase, SqliteDatabase
from support.postgres import PostgresServer, run_sql


class Ear:
    """What was heard of one kind."""

    def __init__(self, store: Store) -> None:
        self.heard: asyncio.Queue[Mapping[str, str]] = asyncio.Queue()
        store.signals.on("draft", self.heard.put_nowait)

    async def next(self) -> Mapping[str, str]:
        async with asyncio.timeout(30):
            return await self.heard.get()


@pytest.fixture
def hall(postgres_database: PostgresDatabase, tmp_path: Path) -> Settings:
    return postgres_database.settings(tmp_path / "data")


@pytest.fixture
async def stores(hall: Settings) -> AsyncIterator[tuple[Store, Store]]:
    one, two = await Store.open(hall), await Store.open(hall)
    await two.signals.listen()
    yield one, two
    await one.close()
    await two.close()


async def test_another_process_hears_it_and_the_sender_does_not(stores: tuple[Store, Store]) -> None:
    one, two = stores
    own, other = Ear(one), Ear(two)
    await one.signals.listen()
    await one.signals.send("no-one-asks", {"a": "b"})
    await one.signals.send("draft", {"name": "李老师"})
    assert await other.next() == {"name": "李老师"}
    await two.signals.send("draft", {"name": "王老师"})
    assert await own.next() == {"name": "王老师"}, "and not its own"


async def test_what_goes_over_the_server_is_sealed_and_nonsense_is_left(
    stores: tuple[Store, Store], hall: Settings
) -> None:
    one, two = stores
    other, payloads = Ear(two), list[str]()
    listener = two.signals._listener  # noqa: SLF001
    heard = listener._on_notice  # noqa: SLF001
    listener._on_notice = lambda payload: (payloads.append(payload), heard(payload))[1]  # type: ignore[method-assign]  # noqa: SLF001
    for nonsense in ("", "not base64!", "AAAA", "bm90IHNlYWxlZA=="):
        await asyncio.to_thread(run_sql, hall.store.url, f"SELECT pg_notify('hall_signals', '{nonsense}')")
    await one.signals.send("draft", {"name": "x" * 9000})
    await one.signals.send("draft", {"name": "李老师"})
    assert await other.next() == {"name": "李老师"}, "one that is too long is not sent"
    assert "李老师" not in "".join(payloads)


async def test_it_is_heard_again_after_a_restart_and_nothing_fails_meanwhile(
    stores: tuple[Store, Store], postgres: PostgresServer
) -> None:
    one, two = stores
    other = Ear(two)
    await asyncio.to_thread(postgres.stop, signal.SIGINT)
    await one.signals.send("draft", {"name": "lost"})
    await two.signals.listen()
    await asyncio.to_thread(postgres.start)
    await two.signals.listen()
    await one.signals.send("draft", {"name": "李老师"})
    assert await other.next() == {"name": "李老师"}


async def test_on_sqlite_there_is_nobody_to_tell(tmp_path: Path) -> None:
    store = await Store.open(SqliteDatabase().settings(tmp_path))
    ear = Ear(store)
    await store.signals.listen()
    await store.signals.send("draft", {"name": "李老师"})
    assert ear.heard.empty()
    await store.close()
