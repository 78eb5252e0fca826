"""What happened in telephone calls, in the record: once each, found by two names, purged by age."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.config import Settings
from kiosk.store import Store

pytestmark = pytest.mark.sqlite_suffices

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NOW_MS = round(NOW.timestamp() * 1000)


@pytest.fixture
async def store(hall: Settings) -> AsyncIterator[Store]:
    opened = await Store.open(hall, now=lambda: NOW, busy_ms=10)
    yield opened
    await opened.close()


async def test_a_repeated_write_changes_nothing(store: Store) -> None:
    for facts in ("first", "again"):
        await store.keep_call("l1", "call", "c1", NOW_MS, facts)
    (found,) = await store.calls(10)
    assert (found.call, found.conversation, found.at, found.facts) == ("call", "c1", NOW, "first")


async def test_the_newest_first_and_by_either_name(store: Store) -> None:
    for n in range(5):
        await store.keep_call(f"l{n}", f"call{n % 2}", f"c{n}", NOW_MS + n, str(n))
    assert [call.facts for call in await store.calls(3)] == ["4", "3", "2"]
    by_call, by_conversation = await store.call("call1"), await store.call("c2")
    assert by_call is not None
    assert by_conversation is not None
    assert (by_call.facts, by_conversation.facts) == ("3", "2")
    assert await store.call("nothing") is None


async def test_an_announcement_has_no_conversation_and_is_not_found_by_an_empty_name(store: Store) -> None:
    await store.keep_call("l1", "call", "", NOW_MS, "{}")
    assert await store.call("") is None
    assert await store.call("call") is not None


async def test_they_grow_as_old_as_conversations(store: Store) -> None:
    for days in (1, 29, 31):
        await store.keep_call(f"l{days}", f"{days}", "", NOW_MS - days * 86_400_000, "{}")
    await store.purge(before=NOW - timedelta(days=30))
    assert [call.call for call in await store.calls(10)] == ["1", "29"]
