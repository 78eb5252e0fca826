"""The record on a real PostgreSQL server: restarts, cut connections, refusals, and several processes on one record."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Connection, func, select

from kiosk.config import Settings, load_settings
from kiosk.hall.opening import open_record
from kiosk.store import CaseEntry, ConversationEntry, KeyFileError, Store, StoreError, schema
from kiosk.store.postgresql import WRITE_LOCK
from kiosk.store.writer import RecordWriter
from kiosk.telemetry.metrics import Metrics
from support.databases import PostgresDatabase
from support.postgres import PostgresServer, run_sql

TALK = ConversationEntry("c1", "kiosk-1", "screen", 1000)


@pytest.fixture
def hall(postgres_database: PostgresDatabase, tmp_path: Path) -> Settings:
    return postgres_database.settings(tmp_path / "data")


@pytest.fixture
async def store(hall: Settings) -> AsyncIterator[Store]:
    opened = await Store.open(hall, busy_ms=100)
    yield opened
    await opened.close()


@pytest.fixture
async def record(hall: Settings) -> AsyncIterator[tuple[Store, RecordWriter]]:
    async with AsyncExitStack() as stack:
        yield await open_record(hall, stack, Metrics(), structlog.get_logger(), busy_ms=100)


@contextmanager
def stopped(server: PostgresServer, how: signal.Signals) -> Iterator[None]:
    server.stop(how)
    try:
        yield
    finally:
        server.start()


def filed(receipt: str) -> ConversationEntry:
    return replace(TALK, cases=(CaseEntry("社保卡挂失", "2026-11-20", receipt, 2000, {"手机号": "13800138000"}),))


async def refusal(settings: Settings) -> StoreError:
    with pytest.raises(StoreError) as caught:
        await Store.open(settings)
    assert "hush" not in str(caught.value)
    assert "hush" not in repr(caught.value.__cause__)
    return caught.value


def at(url: str, tmp_path: Path) -> Settings:
    return load_settings(None, {"KIOSK__DATA_DIR": str(tmp_path / "other"), "KIOSK__STORE__URL": url})


# ---- the server goes and comes back ----


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])  # an orderly restart, a crash
async def test_a_restart_of_the_server_loses_nothing(
    postgres: PostgresServer, record: tuple[Store, RecordWriter], how: signal.Signals
) -> None:
    store, writer = record
    writer.keep(filed("SB1"))
    assert await writer.settle(20)
    with stopped(postgres, how):
        writer.keep(replace(filed("SB2"), cases=(*filed("SB1").cases, *filed("SB2").cases)))
        assert await writer.secure("c1"), "it is in the journal"
        outage = writer.outage
        assert outage is not None
        assert outage.kind == "away"
        assert "start it" in str(outage.told()["do"])
        with pytest.raises(StoreError, match=r"does not answer.*Fix: start it"):
            await store.conversation("c1")
    assert await writer.settle(30)
    assert writer.outage is None
    found = await store.conversation("c1")
    assert found is not None
    assert [case.receipt for case in found.cases] == ["SB1", "SB2"]


async def test_the_first_read_after_a_restart_is_answered(postgres: PostgresServer, store: Store) -> None:
    await store.keep(TALK)
    with stopped(postgres, signal.SIGINT):
        pass
    assert await store.conversation("c1") is not None


async def test_a_connection_that_is_cut_in_the_middle_of_a_write_changes_nothing(store: Store, hall: Settings) -> None:
    await store.keep(TALK)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hall'"

    def interrupted(connection: Connection) -> None:
        connection.execute(schema.deleted.insert().values(conversation="x", at_ms=1))
        run_sql(hall.store.url, cut)
        connection.execute(schema.deleted.insert().values(conversation="y", at_ms=1))

    with pytest.raises(StoreError) as caught:
        await store._write(lambda connection: connection.run_sync(interrupted))  # noqa: SLF001
    assert caught.value.kind == "away"
    assert run_sql(hall.store.url, "SELECT count(*) FROM deleted") == [(0,)]
    await store.event("goes on")


async def test_a_hall_that_starts_before_the_server_waits_for_it(postgres: PostgresServer, hall: Settings) -> None:
    with stopped(postgres, signal.SIGINT):
        opening = asyncio.create_task(Store.open(hall, patience_s=60))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(opening), 0.2)
    store = await opening
    await store.close()


# ---- what it refuses ----


async def test_a_wrong_password(postgres: PostgresServer, tmp_path: Path) -> None:
    refused = await refusal(at(postgres.url("postgres", password="hush"), tmp_path))
    assert refused.kind == "refused"
    assert "the user or the password of store.url" in str(refused)


async def test_a_missing_database(postgres: PostgresServer, tmp_path: Path) -> None:
    refused = await refusal(at(postgres.url("nowhere"), tmp_path))
    assert refused.kind == "refused"
    assert "createdb" in str(refused)


async def test_nobody_listens(tmp_path: Path) -> None:
    refused = await refusal(at(f"postgresql+asyncpg://hall:hush@/hall?host={tmp_path}", tmp_path))
    assert refused.kind == "away"
    assert "the host and port" in str(refused)


async def test_a_user_who_may_not_make_tables(postgres: PostgresServer, tmp_path: Path) -> None:
    name = postgres.new_database()
    run_sql(postgres.url(name), "CREATE ROLE guest LOGIN PASSWORD 'hush'", "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    refused = await refusal(at(postgres.url(name, user="guest", password="hush"), tmp_path))
    postgres.drop(name)
    assert refused.kind == "readonly"
    assert "owner of the database" in str(refused)


async def test_a_database_of_a_newer_version_is_left_as_it_is(hall: Settings, store: Store) -> None:
    await store.close()
    run_sql(hall.store.url, "UPDATE alembic_version SET version_num = '9999'")
    assert (await refusal(hall)).kind == "newer"
    assert run_sql(hall.store.url, "SELECT version_num FROM alembic_version") == [("9999",)]


@pytest.mark.parametrize("odd", ["\0", "\ud800"])
async def test_a_character_that_it_does_not_take_loses_nothing(store: Store, hall: Settings, odd: str) -> None:
    await store.keep(replace(TALK, device=f"kiosk{odd}"))
    await store.event("note", "c1", f"a{odd}b")
    assert run_sql(hall.store.url, "SELECT detail FROM events") == [("a\ufffdb",)]
    found = await store.conversation("c1")
    assert found is not None
    assert found.device == "kiosk\ufffd"
    assert await store.conversation(f"c1{odd}") is None


# ---- several on one record ----


async def test_a_write_waits_for_another_programs_and_no_longer_than_it_may(store: Store, hall: Settings) -> None:
    other = await Store.open(hall, busy_ms=60_000)
    held, done = asyncio.Event(), asyncio.Event()

    async def slow(_: object) -> None:
        held.set()
        await done.wait()

    holding = asyncio.create_task(other._write(slow))  # noqa: SLF001
    await held.wait()
    with pytest.raises(StoreError) as caught:
        await store.keep(TALK)
    assert caught.value.kind == "locked"
    assert await store.conversation("c1") is None, "reading waits for nobody"
    done.set()
    await holding
    await store.keep(TALK)
    await other.close()


async def test_a_read_is_of_one_moment(store: Store, hall: Settings) -> None:
    def twice(connection: Connection) -> list[int]:
        count = select(func.count()).select_from(schema.events)
        before = connection.execute(count).scalar_one()
        run_sql(hall.store.url, "INSERT INTO events (at_ms, conversation, kind, detail) VALUES (1, '', 'x', '')")
        return [before, connection.execute(count).scalar_one()]

    assert await store._read(twice) == [0, 0]  # noqa: SLF001
    assert await store._read(twice) == [1, 1]  # noqa: SLF001


async def test_two_halls_make_the_tables_at_once(postgres: PostgresServer, tmp_path: Path) -> None:
    name, key = postgres.new_database(), str(tmp_path / "key")
    shared = {"KIOSK__STORE__URL": postgres.url(name), "KIOSK__STORE__KEY_FILE": key}
    (tmp_path / "key").write_text("1 " + "ab" * 32 + "\n")
    (tmp_path / "key").chmod(0o600)
    halls = [load_settings(None, shared | {"KIOSK__DATA_DIR": str(tmp_path / side)}) for side in ("a", "b")]
    stores = await asyncio.gather(*(Store.open(hall, busy_ms=60_000) for hall in halls))
    for store, conversation in zip(stores, ("c1", "c2"), strict=True):
        await store.keep(replace(TALK, conversation=conversation))
    assert [{left.conversation: left.ours for left in await store.left_open()} for store in stores] == [
        {"c1": True, "c2": False}, {"c1": False, "c2": True},
    ]  # fmt: skip
    for store in stores:
        await store.close()
    postgres.drop(name)


async def test_a_second_hall_without_the_key_of_the_first_is_refused(
    store: Store, hall: Settings, tmp_path: Path
) -> None:
    await store.keep(TALK)
    second = at(hall.store.url, tmp_path)
    with pytest.raises(KeyFileError, match="Fix: restore"):
        await Store.open(second)
    second.key_path.write_text("1 " + "ab" * 32 + "\n")
    second.key_path.chmod(0o600)
    with pytest.raises(KeyFileError, match="not the key file of this record"):
        await Store.open(second)


async def test_numbers_have_no_gap_and_no_double_whoever_writes(hall: Settings) -> None:
    stores = [await Store.open(hall, busy_ms=60_000) for _ in range(3)]
    await stores[0].keep(TALK)
    await asyncio.gather(*(store.turn("c1", "citizen", "text", "said", "好") for store in stores for _ in range(10)))
    found = await stores[0].conversation("c1")
    assert found is not None
    assert [turn.number for turn in found.turns] == list(range(1, 31))
    for store in stores:
        await store.close()


async def test_whoever_holds_the_write_lock_can_be_found(store: Store, hall: Settings) -> None:
    """As docs/operations.md tells it."""
    seen = []

    async def look(_: object) -> None:
        query = f"SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE objid = {WRITE_LOCK}"
        seen.extend(await asyncio.to_thread(run_sql, hall.store.url, query))

    await store._write(look)  # noqa: SLF001
    assert seen == [("hall",)]
