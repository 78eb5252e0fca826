"""kill -9 of a process that writes, again and again: what was acknowledged is there, once, and the chain is whole."""

from __future__ import annotations

import asyncio
import random

import pytest

from kiosk.config import Settings
from kiosk.store import Store
from support.databases import TestDatabase
from support.killed_writer import killed_again_and_again, wrong_rows

KILLS = 30


@pytest.mark.kills
async def test_a_writer_that_is_killed_loses_and_doubles_nothing(database: TestDatabase, hall: Settings) -> None:
    acknowledged = await asyncio.to_thread(killed_again_and_again, hall, range(KILLS), random.Random(4))
    store = await Store.open(hall)
    checked = await store.check_audit()
    await store.close()
    assert checked.problems == ()
    assert wrong_rows(database, hall, acknowledged, KILLS) == []
    assert len(acknowledged) >= KILLS


@pytest.mark.kills
async def test_rows_that_are_lost_doubled_or_torn_are_named(database: TestDatabase, hall: Settings) -> None:
    acknowledged = await asyncio.to_thread(killed_again_and_again, hall, range(1), random.Random(4))
    name = acknowledged[0]
    database.sql(
        hall, f"DELETE FROM cases WHERE conversation = '{name}'",
        f"UPDATE work_tickets SET version = 9 WHERE conversation = '{name}'",
        "INSERT INTO deliveries SELECT 'again', kind, hall, conversation, at_ms, next_ms, attempts, state, detail, "
        f"reference, body_sealed, done_ms FROM deliveries WHERE conversation = '{name}'",
    )  # fmt: skip
    found = wrong_rows(database, hall, [*acknowledged, "r9-0"], 1)
    assert f"cases: {name} is lost" in found
    assert f"deliveries: {name} is there 2 times" in found
    assert sum("is not whole" in line for line in found) == 1
    assert sum("r9-0 is lost" in line for line in found) == 6
