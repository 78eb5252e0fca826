"""What nobody could answer, kept for the operators: sealed, counted, never changed, gone in time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from kiosk.config import Settings
from kiosk.session.client_profile import ClientProfile
from kiosk.session.recorder import Recorder
from kiosk.store import Gap, Store
from kiosk.store.writer import RecordWriter
from kiosk.telemetry.metrics import Metrics
from support.databases import TestDatabase

BEGAN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
async def store(hall: Settings) -> AsyncIterator[Store]:
    opened = await Store.open(hall, now=lambda: BEGAN)
    yield opened
    await opened.close()


async def test_the_same_question_counts_as_one(store: Store) -> None:
    later = BEGAN + timedelta(hours=1)
    await store.add_gap("护照多少钱？", "")
    await store.add_gap("有轮椅借吗", "社保卡挂失")
    await store.add_gap("护照，多少钱", "", later)
    await store.add_gap("护照多少钱", "居住证办理")
    assert (await store.gaps()).gaps == (
        Gap("护照，多少钱", "", 2, BEGAN, later),
        Gap("有轮椅借吗", "社保卡挂失", 1, BEGAN, BEGAN),
        Gap("护照多少钱", "居住证办理", 1, BEGAN, BEGAN),
    )


async def test_sealed_and_never_changed(database: TestDatabase, hall: Settings, store: Store) -> None:
    await store.add_gap("我叫王小明，身份证11010519491231002X", "居住证办理")
    await store.close()
    everything = database.written(hall)
    assert "居住证办理".encode() in everything
    assert "王小明".encode() not in everything
    assert b"11010519491231002X" not in everything
    with pytest.raises(database.refusal, match="only ever appended to"):
        database.sql(hall, "UPDATE gaps SET service = 'x'")


async def test_old_ones_go_with_the_conversations_of_their_time(store: Store) -> None:
    await store.add_gap("旧的", "", BEGAN - timedelta(days=31))
    await store.add_gap("新的", "")
    await store.purge(BEGAN - timedelta(days=30))
    assert [gap.question for gap in (await store.gaps()).gaps] == ["新的"]


async def test_one_damaged_row_hides_no_others_and_is_counted(
    database: TestDatabase, hall: Settings, store: Store
) -> None:
    for minute, question in enumerate(("一", "二", "三")):
        await store.add_gap(question, "", BEGAN + timedelta(minutes=minute))
    second = round((BEGAN + timedelta(minutes=1)).timestamp() * 1000)
    damage = f"UPDATE gaps SET question_sealed = {database.blob(bytes([1, 2, 3, 4]))} WHERE at_ms = {second}"
    database.sql(hall, *database.unguarded("gaps"), damage)
    found = await store.gaps()
    assert [gap.question for gap in found.gaps] == ["一", "三"]
    assert found.unreadable == 1


async def test_the_recorder_writes_it_apart_from_the_conversation(store: Store) -> None:
    record = Recorder(
        store, RecordWriter(store, Metrics(), structlog.get_logger()), "c1", ClientProfile("screen", "test")
    )
    record.begin()
    record.gap("护照多少钱", "居住证办理")
    await record.close()
    assert [(gap.question, gap.service) for gap in (await store.gaps()).gaps] == [("护照多少钱", "居住证办理")]
    found = await store.conversation("c1")
    assert found is not None
    assert found.turns == ()
    assert found.events == ()


async def test_where_it_was_asked_is_told_and_one_can_be_struck(store: Store) -> None:
    for device in ("kiosk-1", "kiosk-2", "kiosk-1", ""):
        await store.add_gap("护照多少钱", device=device)
    await store.add_gap("有轮椅借吗")
    first, other = (await store.gaps()).gaps
    assert (first.times, first.devices, len(first.ids)) == (4, ("kiosk-1", "kiosk-2"), 4)
    assert await store.strike_gaps(first.ids) == 4
    assert (await store.gaps()).gaps == (other,)
