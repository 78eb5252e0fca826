"""Calls for staff in the record: sealed, once, changed, of this hall, gone in time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.config import Settings
from kiosk.store import ConversationEntry, StaffCallEntry, Store
from support.databases import TestDatabase

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
AT = round(NOON.timestamp() * 1000)


def entry(name: str, at_ms: int = AT) -> ConversationEntry:
    call = StaffCallEntry(name, at_ms, "asked", "", "社保卡挂失", '[["姓名", "王小明"]]')
    return ConversationEntry("c1", "kiosk-1", "screen", AT, staff_calls=(call,))


@pytest.fixture
async def store(hall: Settings) -> AsyncIterator[Store]:
    opened = await Store.open(hall, now=lambda: NOON)
    yield opened
    await opened.close()


async def test_one_is_kept_once_with_its_conversations_kiosk(store: Store) -> None:
    for _ in range(2):
        await store.keep(entry("a"))
    (call,) = await store.open_staff_calls()
    assert (call.id, call.device, call.channel, call.conversation) == ("a", "kiosk-1", "screen", "c1")
    assert (call.called_ms, call.taken_ms, call.who, call.values) == (AT, None, "", '[["姓名", "王小明"]]')


async def test_what_becomes_of_it(store: Store) -> None:
    await store.keep(entry("a"))
    await store.change_staff_call("a", {"stage": 1, "taken_ms": AT + 5}, who="张老师")
    await store.change_staff_call("a", {"arrived_ms": AT + 9})
    (call,) = await store.open_staff_calls()
    assert (call.stage, call.taken_ms, call.arrived_ms, call.who) == (1, AT + 5, AT + 9, "张老师")
    await store.change_staff_call("a", {"closed_ms": AT + 20, "ending": "done"})
    assert await store.open_staff_calls() == ()
    assert [one.ending for one in await store.staff_calls()] == ["done"]


async def test_names_and_values_are_sealed_and_leave_with_the_purge(
    database: TestDatabase, hall: Settings, store: Store
) -> None:
    await store.keep(entry("a"))
    await store.change_staff_call("a", {"taken_ms": AT}, who="张老师")
    written = database.written(hall)
    assert not any(word.encode() in written for word in ("王小明", "张老师"))
    await store.purge(NOON - timedelta(days=1))
    assert len(await store.staff_calls()) == 1
    await store.purge(NOON + timedelta(days=1))
    assert await store.staff_calls() == ()


async def test_another_hall_on_the_same_database_keeps_its_own(hall: Settings, tmp_path: Path) -> None:
    url = hall.store.url or f"sqlite+aiosqlite:///{tmp_path / 'both.db'}"
    settings = [replace(Settings(), data_dir=tmp_path / name) for name in ("one", "two")]
    shared = replace(settings[0].store, url=url, key_file=tmp_path / "key")
    one, two = [await Store.open(replace(each, store=shared)) for each in settings]
    await one.keep(entry("a"))
    assert [call.id for call in await one.open_staff_calls()] == ["a"]
    assert await two.open_staff_calls() == ()
    await one.close()
    await two.close()


async def test_the_journal_carries_it(store: Store, hall: Settings) -> None:
    await store.journalled()
    await store.journal(entry("a"))
    await store.close()
    after = await Store.open(hall, now=lambda: NOON)
    (left,), damaged = await after.journalled()
    assert (left, damaged) == (entry("a"), 0)
    await after.close()


def test_of_one_call_in_two_entries_there_is_one() -> None:
    both = entry("a").followed_by(replace(entry("a"), staff_calls=(*entry("b", AT - 1).staff_calls,)))
    assert [one.id for one in both.staff_calls] == ["b", "a"]
