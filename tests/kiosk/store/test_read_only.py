"""People's questions over the record: read-only, bounded in time, and beside everything else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, text

from kiosk.config import Settings
from kiosk.store import ConversationEntry, Store, StoreError
from kiosk.store.read_only import WAITING, ReadOnlyRecord, SlowReadError

ENDLESS = text("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n")


@pytest.fixture
async def store(hall: Settings) -> AsyncIterator[Store]:
    opened = await Store.open(hall)
    await opened.keep(ConversationEntry("c1", "kiosk-1", "screen", 1000))
    yield opened
    await opened.close()


def devices(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT device FROM conversations")).scalars())


async def test_it_reads_what_is_written(store: Store) -> None:
    assert await ReadOnlyRecord(store.url).read(devices) == ["kiosk-1"]


async def test_it_cannot_write(store: Store) -> None:
    record = ReadOnlyRecord(store.url)
    with pytest.raises(StoreError):
        await record.read(lambda connection: connection.execute(text("DELETE FROM conversations")))
    assert await record.read(devices) == ["kiosk-1"]


async def test_a_long_one_is_stopped_while_the_writer_writes_and_the_loop_runs(store: Store) -> None:
    record, ticks = ReadOnlyRecord(store.url), 0
    asking = asyncio.ensure_future(record.read(lambda connection: connection.execute(ENDLESS).scalar(), 0.5))
    while not asking.done():
        await store.event("tick")
        ticks += 1
        await asyncio.sleep(0.01)
    with pytest.raises(SlowReadError):
        await asking
    assert ticks > 1
    assert await record.read(devices) == ["kiosk-1"], "the next is answered"


async def test_too_many_at_once_are_refused(store: Store) -> None:
    record = ReadOnlyRecord(store.url)
    told = await asyncio.gather(*(record.read(devices) for _ in range(WAITING + 3)), return_exceptions=True)
    assert sum(isinstance(one, SlowReadError) for one in told) == 3
    assert told.count(["kiosk-1"]) == WAITING
