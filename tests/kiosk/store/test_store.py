"""The record: whole, sealed, purged, and never a danger to a conversation."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from kiosk.config import Settings, load_settings
from kiosk.store import CaseEntry, ConversationEntry, EndingEntry, KeyFileError, Store, StoreError, schema
from kiosk.store.engine import make_engine
from kiosk.store.review import reviewed
from support.databases import TestDatabase
from support.full_disk import full_disk

BEGAN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ID, PHONE = "11010519491231002X", "13800138000"


class Clock:
    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(hall: Settings, clock: Clock) -> AsyncIterator[Store]:
    opened = await Store.open(hall, now=clock, busy_ms=10)
    yield opened
    await opened.close()


def talk(name: str) -> ConversationEntry:
    return ConversationEntry(name, "kiosk-1", "screen", 0)


async def begin(store: Store, name: str) -> None:
    await store.keep(replace(talk(name), began_ms=store.now_ms()))


def filed(name: str, service: str, receipt: str, slots: dict[str, str]) -> ConversationEntry:
    at_ms = round((BEGAN + timedelta(seconds=62)).timestamp() * 1000)
    return replace(talk(name), cases=(CaseEntry(service, "2026-11-20", receipt, at_ms, slots),))


async def finish(store: Store, name: str, reason: str, service: str = "", slots: dict[str, str] | None = None) -> None:
    ending = EndingEntry(reason, service, "2026-11-20", store.now_ms(), slots or {})
    await store.keep(replace(talk(name), ending=ending))


async def test_a_conversation_reads_back_as_it_was(store: Store, clock: Clock) -> None:
    await begin(store, "c1")
    await store.turn("c1", "clerk", "voice", "greeting", "您好，请问办理什么业务？", timings={"tts_first": 210.5})
    clock.now += timedelta(seconds=2)
    said = await store.turn("c1", "citizen", "voice", "said", f"我的号码是{PHONE}")
    await store.turn("c1", "clerk", "voice", "say", "好的，请说您的身份证号。", heard="好的，")
    await store.time(said, {"asr": 300})
    await store.event("service", "c1", "社保卡挂失 2026-11-20")
    clock.now += timedelta(seconds=60)
    slots = {"身份证号": ID, "手机号": PHONE}
    await store.keep(filed("c1", "社保卡挂失", "SB12345678", slots))
    await finish(store, "c1", "completed", "社保卡挂失", slots)

    found = await store.conversation("c1")
    assert found is not None
    assert [turn.number for turn in found.turns] == [1, 2, 3]
    assert [turn.who for turn in found.turns] == ["clerk", "citizen", "clerk"]
    assert found.turns[0].timings == {"tts_first": 210.5}
    assert found.turns[1].text == f"我的号码是{PHONE}"
    assert found.turns[1].timings == {"asr": 300}
    assert found.turns[1].at == BEGAN + timedelta(seconds=2)
    assert (found.turns[2].text, found.turns[2].heard) == ("好的，请说您的身份证号。", "好的，")
    assert (found.began, found.ended, found.ending) == (BEGAN, BEGAN + timedelta(seconds=62), "completed")
    assert found.slots == slots
    (case,) = found.cases
    assert (case.service, case.version, case.receipt) == ("社保卡挂失", "2026-11-20", "SB12345678")
    assert (case.slots, case.filed) == (slots, BEGAN + timedelta(seconds=62))
    assert [event.detail for event in found.events] == ["社保卡挂失 2026-11-20"]
    assert await store.conversation("c2") is None


async def test_answers_of_the_back_end_are_beside_what_was_said(store: Store) -> None:
    await begin(store, "c1")
    await store.turn("c1", "citizen", "voice", "said", "好的")
    await store.turn("c1", "backend", "sbk.status", "answered", '{"姓名": "王小明", "余额": null}')
    await store.turn("c1", "clerk", "voice", "say", "查到了。")
    found = await store.conversation("c1")
    assert found is not None
    assert [turn.text for turn in found.turns] == ["好的", "查到了。"]
    (answer,) = found.answers
    assert (answer.api, answer.fields, answer.at) == ("sbk.status", {"姓名": "王小明", "余额": None}, BEGAN)
    assert "王小明" not in repr(found.answers)
    talk = await store.work_tickets.read(lambda connection: reviewed(connection, store.review.keys, "c1"))
    assert talk is not None
    assert [turn.text for turn in talk.turns] == ["好的", "查到了。"], "reviewers see what was said"
    assert [(one.api, one.fields) for one in talk.answers] == [(answer.api, answer.fields)]
    await store.purge(BEGAN + timedelta(days=1))
    assert await store.conversation("c1") is not None, "it is not over"
    await finish(store, "c1", "completed")
    await store.purge(BEGAN + timedelta(days=1))
    assert await store.conversation("c1") is None


async def test_nothing_personal_lies_open_on_the_disk(database: TestDatabase, hall: Settings, store: Store) -> None:
    await begin(store, "c1")
    await store.keep(replace(talk("c1"), state=f'{{"手机号": "{PHONE}"}}'))
    await store.turn("c1", "citizen", "voice", "said", f"我叫王小明，身份证{ID}", heard=ID)
    await store.turn("c1", "backend", "sbk.status", "answered", f'{{"姓名": "王小明", "卡号": "{PHONE}"}}')
    await store.keep(filed("c1", "社保卡挂失", "SB12345678", {"手机号": PHONE}))
    await store.journalled()
    await store.journal(filed("c1", "社保卡挂失", "SB12345678", {"手机号": PHONE}))
    await finish(store, "c1", "completed", "社保卡挂失", {"手机号": PHONE})
    await store.close()
    assert {path.stat().st_mode & 0o077 for path in hall.data_dir.iterdir()} == {0}
    everything = database.written(hall) + b"".join(path.read_bytes() for path in hall.data_dir.iterdir())
    assert b"kiosk-1" in everything
    for secret in (ID, PHONE, "王小明", "SB12345678"):
        assert secret.encode() not in everything


async def test_state_lives_as_long_as_the_conversation(hall: Settings, store: Store) -> None:
    await begin(store, "c1")
    assert await store.load_state("c1") is None
    await store.keep(replace(talk("c1"), state='{"a": 1}'))
    await store.keep(replace(talk("c1"), state='{"a": 2}'))
    assert await store.load_state("c1") == '{"a": 2}'
    await finish(store, "c1", "cancelled")
    await store.keep(replace(talk("c1"), state='{"a": 3}'))  # a late save must not bring it back
    assert await store.load_state("c1") is None
    assert await store.load_state("nobody") is None


async def test_the_record_outlives_a_restart(hall: Settings, store: Store) -> None:
    await begin(store, "c1")
    await store.turn("c1", "citizen", "text", "said", "你好")
    await store.keep(replace(talk("c1"), state="{}"))
    await store.close()
    again = await Store.open(hall)
    found = await again.conversation("c1")
    assert found is not None
    assert found.turns[0].text == "你好"
    assert await again.load_state("c1") == "{}"
    assert [left.conversation for left in await again.left_open()] == ["c1"]
    await finish(again, "c1", "lost")
    assert await again.left_open() == ()
    assert await again.load_state("c1") is None
    await again.close()


async def test_purge_takes_everything_but_the_audit_trail(
    database: TestDatabase, hall: Settings, store: Store, clock: Clock
) -> None:
    for name, days in (("old", 0), ("open", 0), ("new", 20)):
        clock.now = BEGAN + timedelta(days=days)
        await begin(store, name)
        await store.turn(name, "citizen", "voice", "said", PHONE)
        await store.event("began", name)
        await store.keep(filed(name, "社保卡挂失", "SB1", {"手机号": PHONE}))
        if name != "open":
            await finish(store, name, "completed", "社保卡挂失", {"手机号": PHONE})
    assert await store.purge(BEGAN + timedelta(days=10)) == 1
    assert await store.conversation("old") is None
    assert await store.conversation("open") is not None
    assert await store.conversation("new") is not None
    for table in ("turns", "slots", "cases"):
        assert database.sql(hall, f"SELECT count(*) FROM {table} WHERE conversation = 'old'") == [(0,)]
    assert database.sql(hall, "SELECT count(*) FROM events WHERE conversation = 'old'") == [(1,)]


async def test_the_audit_trail_only_grows(database: TestDatabase, hall: Settings, store: Store) -> None:
    await store.event("start")
    for deed in ("UPDATE events SET kind = 'x'", "DELETE FROM events"):
        with pytest.raises(database.refusal, match="only ever appended to"):
            database.sql(hall, deed)


async def test_many_sessions_at_once(store: Store) -> None:
    async def session(name: str) -> None:
        await begin(store, name)
        await asyncio.gather(*(store.turn(name, "citizen", "voice", "said", f"{name}-{n}") for n in range(5)))
        await finish(store, name, "completed")

    await asyncio.gather(*(session(f"c{n}") for n in range(10)))
    for n in range(10):
        found = await store.conversation(f"c{n}")
        assert found is not None
        assert [turn.number for turn in found.turns] == [1, 2, 3, 4, 5]
        assert {turn.text.split("-")[0] for turn in found.turns} == {f"c{n}"}


async def test_a_write_outlives_the_session_that_asked(store: Store) -> None:
    await begin(store, "c1")
    asked = asyncio.create_task(store.turn("c1", "citizen", "voice", "said", "你好"))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await store.close()  # waits for it
    found = await store.conversation("c1")
    assert found is not None
    assert [turn.text for turn in found.turns] == ["你好"]
    await store.close()


# ---- what goes wrong ----


async def kind_of(work: Any) -> str:
    with pytest.raises(StoreError) as caught:
        await work
    assert PHONE not in str(caught.value)
    assert caught.value.__cause__ is None  # a traceback would repeat the statement's parameters
    return caught.value.kind


async def test_a_character_that_a_database_may_not_take_loses_no_write(store: Store) -> None:
    await store.keep(replace(talk("c1"), device="kiosk\0one"))
    await store.turn("c1", "citizen", "text", "said", "你\0好")
    found = await store.conversation("c1")
    assert found is not None
    assert found.device in ("kiosk\0one", "kiosk\ufffdone")
    assert found.turns[0].text == "你\0好"
    assert await store.conversation("c1\0") is None


async def test_a_conversation_nobody_began(store: Store) -> None:
    assert await kind_of(store.turn("nobody", "citizen", "voice", "said", PHONE)) == "unknown"


async def test_a_conversation_ends_once(store: Store) -> None:
    await begin(store, "c1")
    await finish(store, "c1", "completed", "挂失")
    await finish(store, "c1", "idle", "居住证", {"手机号": PHONE})
    found = await store.conversation("c1")
    assert found is not None
    assert (found.ending, found.slots) == ("completed", {})


@pytest.mark.sqlite_only  # kiosk/store/test_postgresql.py has it for PostgreSQL
async def test_another_process_holds_the_database(hall: Settings, store: Store) -> None:
    holder = sqlite3.connect(hall.data_dir / "hall.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert await kind_of(begin(store, "c1")) == "locked"
    assert await store.conversation("c1") is None  # reading still works
    holder.execute("ROLLBACK")
    holder.close()
    await begin(store, "c1")


@pytest.mark.sqlite_only
async def test_a_full_disk(hall: Settings, store: Store) -> None:
    await begin(store, "c1")
    with full_disk():
        assert await kind_of(store.turn("c1", "citizen", "voice", "said", PHONE * 10_000)) == "full"
    found = await store.conversation("c1")
    assert found is not None
    assert found.turns == ()


@pytest.mark.sqlite_only
async def test_a_database_that_is_none(hall: Settings) -> None:
    hall.data_dir.mkdir()
    (hall.data_dir / "hall.db").write_bytes(b"not a database, but long enough to look like one" * 100)
    with pytest.raises(StoreError) as caught:
        await Store.open(hall)
    assert caught.value.kind == "corrupt"


async def test_a_database_of_a_newer_version(database: TestDatabase, hall: Settings, store: Store) -> None:
    await store.close()
    database.sql(hall, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version") as caught:
        await Store.open(hall)
    assert caught.value.kind == "newer"


async def test_a_changed_value_is_noticed(database: TestDatabase, hall: Settings, store: Store) -> None:
    await begin(store, "c1")
    await store.turn("c1", "citizen", "voice", "said", "一")
    await store.turn("c1", "citizen", "voice", "said", "二")
    first = "(SELECT text_sealed FROM turns WHERE number = 1)"
    database.sql(hall, f"UPDATE turns SET text_sealed = {first} WHERE number = 2")
    found = await store.conversation("c1")
    assert found is not None
    assert [turn.text for turn in found.turns] == ["一", ""], "one damaged row hides no others"
    assert len(found.unreadable) == 1


async def test_a_key_that_others_can_read_stops_the_start(hall: Settings, store: Store) -> None:
    await store.close()
    hall.key_path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        await Store.open(hall)


async def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        await Store.open(load_settings(None, {"KIOSK__DATA_DIR": str(tmp_path / "file" / "data")}))


async def test_a_database_without_its_driver_is_named(tmp_path: Path) -> None:
    env = {"KIOSK__DATA_DIR": str(tmp_path), "KIOSK__STORE__URL": "postgresql+nodriver://user:hush@db/hall"}
    with pytest.raises(StoreError, match="can be used") as caught:
        await Store.open(load_settings(None, env))
    assert "hush" not in str(caught.value)


async def test_the_migrations_make_the_schema(database: TestDatabase, hall: Settings, store: Store) -> None:
    def compare(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, schema.metadata))

    engine = make_engine(store.url, 1000, pooled=False)
    async with engine.connect() as connection:
        assert await connection.run_sync(compare) == []
    await engine.dispose()
    if database.name == "sqlite":
        assert database.sql(hall, "PRAGMA journal_mode") == [("wal",)]


DAMAGE = {
    "UPDATE conversations SET began_ms = '昨天' WHERE id = 'c1'": "conversations/c1/began_ms",
    "UPDATE conversations SET ended_ms = x'00ff' WHERE id = 'c1'": "conversations/c1/ended_ms",
    "UPDATE conversations SET began_ms = 9e18 WHERE id = 'c1'": "conversations/c1/began_ms",
    "UPDATE turns SET timings = 'no JSON' WHERE number = 1": "turns/t1/timings",
    "UPDATE turns SET timings = '[1]' WHERE number = 1": "turns/t1/timings",
    "UPDATE turns SET timings = x'ff' WHERE number = 1": "turns/t1/timings",
    "UPDATE turns SET at_ms = 'x' WHERE number = 1": "turns/t1/at_ms",
    "UPDATE turns SET text_sealed = 7 WHERE number = 1": "turns/t1/text",
    "UPDATE turns SET text_sealed = 'text' WHERE number = 1": "turns/t1/text",
    "UPDATE cases SET slots_sealed = 'text'": "cases/{case}/slots",
    "UPDATE cases SET filed_ms = 'x'": "cases/{case}/filed_ms",
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.sqlite_only  # PostgreSQL keeps no value of another type
async def test_a_value_of_another_kind_is_named_and_hides_no_others(
    database: TestDatabase, hall: Settings, store: Store, damage: str
) -> None:
    await begin(store, "c1")
    for number in (1, 2):
        await store.turn("c1", "citizen", "voice", "said", f"{number}", timings={"asr_ms": 1.0}, turn=f"t{number}")
    await store.keep(filed("c1", "社保卡挂失", "SB1", {"手机号": PHONE}))
    database.sql(hall, damage)
    found = await store.conversation("c1")
    assert found is not None
    case = database.sql(hall, "SELECT id FROM cases")[0][0]
    assert found.unreadable == (DAMAGE[damage].format(case=case),)
    assert (found.turns[1].text, found.turns[1].timings) == ("2", {"asr_ms": 1.0})
    assert [case.receipt for case in found.cases] == ["SB1"]
    assert [left.conversation for left in await store.left_open()] == ([] if "ended" in damage else ["c1"])


async def test_two_halls_on_one_database_know_their_own_conversations(hall: Settings, tmp_path: Path) -> None:
    url, key = hall.store.url or f"sqlite+aiosqlite:///{tmp_path}/shared.db", str(tmp_path / "key")
    shared = {"KIOSK__STORE__URL": url, "KIOSK__STORE__KEY_FILE": key}
    first, second = (
        load_settings(None, shared | {"KIOSK__DATA_DIR": str(tmp_path / name)}) for name in ("first", "second")
    )
    for settings, name in ((first, "c1"), (second, "c2")):
        store = await Store.open(settings)
        await store.keep(talk(name))
        await store.close()
    for settings, own in ((first, "c1"), (second, "c2")):
        store = await Store.open(settings)  # a later process of it
        assert {left.conversation: left.ours for left in await store.left_open()} == {
            "c1": own == "c1",
            "c2": own == "c2",
        }
        await store.close()


async def test_a_hall_whose_name_cannot_be_kept_starts(hall: Settings) -> None:
    (hall.data_dir / "hall-id").mkdir(parents=True)  # whatever is wrong with it
    store = await Store.open(hall)
    await store.keep(talk("c1"))
    assert [left.ours for left in await store.left_open()] == [True]
    await store.close()
    assert [left.name for left in hall.data_dir.iterdir() if left.name.startswith(".hall-id")] == []
