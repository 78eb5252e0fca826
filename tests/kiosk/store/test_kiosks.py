"""Kiosks in the record: invited, enrolled once, changed, revoked; and an older record is migrated."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.config import Settings
from kiosk.store import Store
from kiosk.store.kiosks import token_hash
from support.databases import TestDatabase

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
MINUTES_15 = 900_000


class Clock:
    at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(hall: Settings, clock: Clock) -> AsyncIterator[Store]:
    opened = await Store.open(hall, now=clock)
    yield opened
    await opened.close()


async def invite(store: Store, name: str = "kiosk-1", code: str = "12345678", **settings: object) -> bool:
    return await store.kiosks.invite(name, settings, code, name_id=f"id-{name}", lasts_ms=MINUTES_15)


async def test_a_code_is_good_once_and_for_its_time(store: Store, clock: Clock) -> None:
    assert await invite(store, place="一楼东侧", window="3")
    clock.at += timedelta(minutes=14)
    assert await store.kiosks.enrol("87654321", "t0") is None
    found = await store.kiosks.enrol("12345678", "t1")
    assert found is not None
    assert (found.name, found.place, found.window, found.token_hash) == ("kiosk-1", "一楼东侧", "3", token_hash("t1"))
    assert found.enrolled
    assert (await store.kiosks.all()) == (found,)
    assert await store.kiosks.enrol("12345678", "t2") is None, "replayed"
    assert not await invite(store, code="11112222"), "known already"
    clock.at += timedelta(minutes=15)
    assert await store.kiosks.enrol("11112222", "t3") is None, "too late"
    assert (await store.kiosks.all())[0].token_hash == token_hash("t1"), "and the old token goes on"


async def test_of_many_who_send_a_code_at_once_one_has_it(store: Store) -> None:
    await invite(store)
    found = await asyncio.gather(*(store.kiosks.enrol("12345678", f"t{n}") for n in range(20)))
    (winner,) = [one for one in found if one is not None]
    assert (await store.kiosks.all())[0].token_hash == winner.token_hash


async def test_neither_code_nor_token_is_in_the_file(store: Store, tmp_path: Path) -> None:
    await invite(store, code="31415926")
    await invite(store, "kiosk-2", "27182818")
    await store.kiosks.enrol("31415926", "the-token-of-this-kiosk")
    await store.close()
    data = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    for secret in (b"31415926", b"27182818", b"the-token-of-this-kiosk"):
        assert secret not in data


async def test_revoking_takes_token_and_code_and_an_invitation_brings_it_back(store: Store) -> None:
    await invite(store)
    await store.kiosks.enrol("12345678", "t1")
    await invite(store, code="11112222")
    assert [await store.kiosks.revoke("kiosk-1") for _ in range(2)] == [True, False]
    assert not await store.kiosks.revoke("kiosk-9")
    assert not (await store.kiosks.all())[0].enrolled
    assert await store.kiosks.enrol("11112222", "t2") is None
    await invite(store, code="33334444")
    assert not (await store.kiosks.all())[0].enrolled, "not before the code is used"
    again = await store.kiosks.enrol("33334444", "t3")
    assert again is not None
    assert again.enrolled


async def test_settings_change_and_names_stay_unique(store: Store) -> None:
    await invite(store)
    await invite(store, "kiosk-2", "11112222")
    assert await store.kiosks.change("kiosk-1", {"name": "东一", "volume": 40, "elderly": 1, "place": "二楼"})
    assert not await store.kiosks.change("kiosk-1", {"volume": 50}), "it has another name now"
    with pytest.raises(ValueError, match="kiosk-2"):
        await store.kiosks.change("东一", {"name": "kiosk-2"})
    first, second = sorted(await store.kiosks.all(), key=lambda one: one.id)
    assert (first.name, first.volume, first.elderly, first.place) == ("东一", 40, True, "二楼")
    assert second.name == "kiosk-2"


async def test_each_change_is_in_the_audit_trail(database: TestDatabase, hall: Settings, store: Store) -> None:
    await invite(store)
    await store.kiosks.enrol("12345678", "t1")
    await store.kiosks.change("kiosk-1", {"window": "5"})
    await store.kiosks.alarmed("kiosk-1", "10.9.9.9")
    await store.kiosks.revoke("kiosk-1")
    await store.kiosks.seen("id-kiosk-1", 77, "10.0.0.7")
    (kiosk,) = await store.kiosks.all()
    assert (kiosk.seen_ms, kiosk.address) == (77, "10.0.0.7")
    await store.close()
    found = database.sql(hall, "SELECT kind FROM events WHERE kind LIKE 'kiosk%' ORDER BY id")
    kinds = [kind for (kind,) in found]
    assert kinds == [
        "kiosk invited", "kiosk enrolled", "kiosk changed", "kiosk token used elsewhere", "kiosk revoked",
    ]  # fmt: skip
