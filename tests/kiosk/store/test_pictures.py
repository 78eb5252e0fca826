"""Pictures in the record: sealed, bound to their conversation, replaced, and purged with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.config import Settings
from kiosk.store import ConversationEntry, EndingEntry, Store, StoreError
from kiosk.store.pictures import StoredPicture
from support.databases import TestDatabase

pytestmark = pytest.mark.sqlite_suffices

BEGAN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ONE, TWO = (f"sha256:{digit * 64}" for digit in "12")
DATA = bytes(range(256)) * 40


@pytest.fixture
async def store(hall: Settings) -> AsyncIterator[Store]:
    opened = await Store.open(hall, now=lambda: BEGAN, busy_ms=10)
    for name in ("c1", "c2"):
        await opened.keep(ConversationEntry(name, "kiosk-1", "screen", opened.now_ms()))
    yield opened
    await opened.close()


async def test_it_reads_back_as_it_was_and_once(database: TestDatabase, store: Store, hall: Settings) -> None:
    for _ in range(2):  # the writer may repeat a write
        await store.add_picture("c1", ONE, "photo", DATA, at_ms=1)
    await store.add_picture("c1", TWO, "signature", b"png", at_ms=2)
    assert await store.pictures("c1") == (StoredPicture(ONE, "photo", DATA), StoredPicture(TWO, "signature", b"png"))
    assert await store.pictures("c2") == ()
    (sealed,) = (row[0] for row in database.sql(hall, f"SELECT data_sealed FROM pictures WHERE digest = '{ONE}'"))
    assert isinstance(sealed, bytes)
    assert DATA[:64] not in sealed


async def test_one_that_was_moved_or_damaged_does_not_open_and_hides_no_other(
    database: TestDatabase, store: Store, hall: Settings
) -> None:
    await store.add_picture("c1", ONE, "photo", DATA, at_ms=1)
    await store.add_picture("c1", TWO, "photo", DATA, at_ms=2)
    database.sql(hall, f"UPDATE pictures SET conversation = 'c2' WHERE digest = '{ONE}'")
    assert await store.pictures("c2") == ()
    database.sql(hall, f"UPDATE pictures SET data_sealed = {database.blob(b'text')} WHERE conversation = 'c2'")
    assert await store.pictures("c2") == ()
    assert [one.digest for one in await store.pictures("c1")] == [TWO]


async def test_what_is_no_longer_needed_is_deleted(store: Store) -> None:
    for digest in (ONE, TWO):
        await store.add_picture("c1", digest, "photo", DATA, at_ms=1)
    await store.add_picture("c2", ONE, "photo", DATA, at_ms=1)
    assert await store.drop_pictures("c1", {TWO}) == 1
    assert [one.digest for one in await store.pictures("c1")] == [TWO]
    assert await store.drop_pictures("c1") == 1
    assert [one.digest for one in await store.pictures("c2")] == [ONE]


async def test_it_is_purged_with_its_conversation(database: TestDatabase, store: Store, hall: Settings) -> None:
    for name in ("c1", "c2"):
        await store.add_picture(name, ONE, "photo", DATA, at_ms=1)
    ending = EndingEntry("completed", "会员登记", "1", store.now_ms(), {})
    await store.keep(ConversationEntry("c1", "kiosk-1", "screen", store.now_ms(), ending=ending))
    assert await store.purge(before=BEGAN + timedelta(days=1)) == 1
    assert database.sql(hall, "SELECT conversation FROM pictures") == [("c2",)]


async def test_a_conversation_that_is_not_there_takes_none(store: Store) -> None:
    with pytest.raises(StoreError):
        await store.add_picture("nobody", ONE, "photo", DATA, at_ms=1)
