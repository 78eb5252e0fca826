"""Ratings in the record: sealed, once each, gone with their time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.config import Settings
from kiosk.store import ConversationEntry, RatingEntry, Store
from support.databases import TestDatabase

pytestmark = pytest.mark.sqlite_suffices

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
AT_MS = round(NOW.timestamp() * 1000)
POOR = RatingEntry("r1", AT_MS, "社保卡挂失", "2026-11-22", 2, "SB20260001", "等得太久", "13800138000")
GOOD = RatingEntry("r2", AT_MS + 1, "居住证办理", "2026-11-22", 5)


@pytest.fixture
async def store(hall: Settings) -> AsyncIterator[Store]:
    opened = await Store.open(hall, now=lambda: NOW)
    yield opened
    await opened.close()


def of(*ratings: RatingEntry) -> ConversationEntry:
    return ConversationEntry("c1", "kiosk-1", "phone", AT_MS, ratings=ratings)


async def test_they_are_kept_in_order_and_once(store: Store) -> None:
    await store.keep(of(POOR))
    await store.keep(of(replace(POOR, score=5), GOOD))
    poor, good = await store.ratings()
    assert (poor.score, poor.number, poor.reason, poor.phone) == (2, "SB20260001", "等得太久", "13800138000")
    assert (poor.device, poor.channel, poor.conversation, poor.at) == ("kiosk-1", "phone", "c1", NOW)
    assert (good.id, good.score) == ("r2", 5)


async def test_what_was_said_is_sealed(database: TestDatabase, hall: Settings, store: Store) -> None:
    await store.keep(of(POOR))
    await store.close()
    everything = database.written(hall)
    assert "社保卡挂失".encode() in everything
    assert "等得太久".encode() not in everything
    assert b"13800138000" not in everything
    assert b"SB20260001" not in everything


async def test_a_value_that_does_not_open_hides_no_other(database: TestDatabase, hall: Settings, store: Store) -> None:
    await store.keep(of(POOR, GOOD))
    database.sql(hall, f"UPDATE ratings SET reason_sealed = {database.blob(bytes(1))} WHERE id = 'r1'")
    assert [(one.reason, one.number) for one in await store.ratings()] == [("", "SB20260001"), ("", "")]


async def test_they_go_with_their_time(store: Store) -> None:
    await store.keep(of(POOR))
    await store.purge(NOW - timedelta(days=1))
    assert len(await store.ratings()) == 1
    await store.purge(NOW + timedelta(days=1))
    assert await store.ratings() == ()


def test_an_entry_survives_the_journal() -> None:
    entry = of(POOR, GOOD)
    assert ConversationEntry.from_json(entry.to_json()) == entry
    assert of(POOR).followed_by(of(replace(POOR, score=5), GOOD)).ratings == (POOR, GOOD)
