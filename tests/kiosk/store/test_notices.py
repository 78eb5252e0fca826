"""What one process publishes wakes itself and others on its PostgreSQL server; polling is left where that fails."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kiosk.config import Settings
from kiosk.store import Store
from support.databases import PostgresDatabase, SqliteDatabase
from support.postgres import PostgresServer, run_sql
from support.versions import published

#: Longer than any test: who comes back from a wait was told.
LONG_S = 500.0


@pytest.fixture
def hall(postgres_database: PostgresDatabase, tmp_path: Path) -> Settings:
    return postgres_database.settings(tmp_path / "data")


@pytest.fixture
async def stores(hall: Settings) -> AsyncIterator[tuple[Store, Store]]:
    one, two = await Store.open(hall), await Store.open(hall)
    await two.wait_for_publication(LONG_S)  # the first call returns at once: something may have been published before
    yield one, two
    await one.close()
    await two.close()


async def until_listening(hall: Settings) -> None:
    query = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
    while await asyncio.to_thread(run_sql, hall.store.url, query) != [(1,)]:
        await asyncio.sleep(0.05)


async def test_another_store_is_woken_by_each_change(stores: tuple[Store, Store]) -> None:
    one, two = stores
    waiting = asyncio.create_task(two.wait_for_publication(LONG_S))
    await published(one, "甲")
    await waiting
    waiting = asyncio.create_task(two.wait_for_publication(LONG_S))
    await published(one, "乙")
    await waiting
    assert (await two.versions.standing()).live is not None


async def test_what_comes_between_two_waits_is_not_lost(stores: tuple[Store, Store]) -> None:
    one, two = stores
    await published(one, "甲")
    await two.wait_for_publication(LONG_S)


async def test_who_listens_listens_again_after_a_restart(
    stores: tuple[Store, Store], postgres: PostgresServer, hall: Settings
) -> None:
    one, two = stores
    waiting = asyncio.create_task(two.wait_for_publication(LONG_S))
    await asyncio.to_thread(postgres.stop, signal.SIGINT)
    await waiting  # a connection that is cut is a reason to look
    await two.wait_for_publication(0.0)
    await asyncio.to_thread(postgres.start)
    await two.wait_for_publication(LONG_S)  # it may have missed something
    waiting = asyncio.create_task(two.wait_for_publication(LONG_S))
    await until_listening(hall)
    await published(one, "甲")
    await waiting


async def test_without_news_a_wait_ends_with_its_time(stores: tuple[Store, Store]) -> None:
    one, two = stores
    await one.event("something else")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(two.wait_for_publication(LONG_S), 0.2)
    await two.wait_for_publication(0.01)


async def test_on_sqlite_only_the_changes_of_this_process_end_a_wait(tmp_path: Path) -> None:
    settings = SqliteDatabase().settings(tmp_path)
    store, other = await Store.open(settings), await Store.open(settings)
    await published(store, "甲")
    await store.wait_for_publication(LONG_S)
    await published(other, "乙")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(store.wait_for_publication(LONG_S), 0.05)
    await store.close()
    await other.close()
