"""Facts of services and questions in the record: written with their conversation, once, and gone with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from kiosk.config import Settings
from kiosk.store import ConversationEntry, EndingEntry, Store, schema
from kiosk.store.entries import AskEntry, RunEntry

pytestmark = pytest.mark.sqlite_suffices

OPENING = ConversationEntry("c1", "kiosk-1", "screen", 1000, scripts="hash")
RUN = RunEntry("社保卡挂失", 2, "2026-11-20", 2000, "同意")


@pytest.fixture
async def store(hall: Settings) -> AsyncIterator[Store]:
    opened = await Store.open(hall)
    yield opened
    await opened.close()


async def runs(store: Store) -> list[tuple[object, ...]]:
    table = schema.service_runs.c
    query = select(table.service, table.number, table.began_ms, table.ended_ms, table.outcome, table.step)
    return [tuple(row) for row in await store._read(lambda connection: connection.execute(query).all())]  # noqa: SLF001


async def test_a_run_is_one_row_and_keeps_its_first_outcome(store: Store) -> None:
    await store.keep(replace(OPENING, runs=(RUN,)))
    over = replace(RUN, outcome="completed", ended_ms=5000, step="确认")
    await store.keep(replace(OPENING, runs=(over,)))
    await store.keep(replace(OPENING, runs=(over, replace(RUN, outcome="left", ended_ms=9000))))
    assert await runs(store) == [("社保卡挂失", 2, 2000, 5000, "completed", "确认")]


async def test_a_run_that_another_process_goes_on_with(store: Store) -> None:
    await store.keep(replace(OPENING, runs=(RUN,)))
    await store.keep(replace(OPENING, runs=(replace(RUN, number=0, outcome="handoff", ended_ms=4000),)))
    assert await runs(store) == [("社保卡挂失", 2, 2000, 4000, "handoff", "同意")]


async def test_what_a_breakdown_left_in_hand_is_broken(store: Store) -> None:
    await store.keep(replace(OPENING, runs=(RUN,)))
    await store.keep(replace(OPENING, ending=EndingEntry("lost", "", "", 8000)))
    assert [row[3:5] for row in await runs(store)] == [(8000, "broken")]


async def test_of_a_question_the_last_entry_counts(store: Store) -> None:
    first, again = AskEntry(3, "社保卡挂失", "同意", 2000), AskEntry(3, "社保卡挂失", "手机号", 2500, "no_match")
    await store.keep(replace(OPENING, asks=(first,)))
    await store.keep(replace(OPENING, asks=(again,)))
    table = schema.step_asks.c
    rows = await store._read(lambda at: at.execute(select(table.number, table.step, table.reask)).all())  # noqa: SLF001
    assert [tuple(row) for row in rows] == [(3, "手机号", "no_match")]


async def test_they_are_merged_in_the_queue_and_survive_the_journal() -> None:
    first = replace(OPENING, runs=(RUN,), asks=(AskEntry(1, "", "业务", 1500),))
    later = replace(OPENING, runs=(replace(RUN, outcome="left", ended_ms=3000),), asks=(AskEntry(2, "", "业务", 1600),))
    merged = first.followed_by(later)
    assert [run.outcome for run in merged.runs] == ["left"]
    assert [ask.number for ask in merged.asks] == [1, 2]
    assert ConversationEntry.from_json(merged.to_json()) == merged


@pytest.mark.parametrize("forgotten", [True, False])
async def test_they_go_with_their_conversation(store: Store, forgotten: bool) -> None:
    asks = (AskEntry(1, "社保卡挂失", "同意", 2000),)
    await store.keep(replace(OPENING, runs=(RUN,), asks=asks, ending=EndingEntry("idle", "", "", 3000)))
    if forgotten:
        gone = await store.forget("c1")
        assert (gone["service_runs"], gone["step_asks"]) == (1, 1)
    else:
        await store.purge(datetime(2030, 1, 1, tzinfo=UTC))
    assert await runs(store) == []


async def test_confidence_and_rivals_of_a_turn(store: Store) -> None:
    await store.keep(OPENING)
    turn = await store.turn("c1", "citizen", "voice", "said", "挂失", confidence=0.4, rivals=["挂式", "瓜食"])
    table = schema.turns.c
    row = await store._read(lambda at: at.execute(select(table.confidence, table.rivals_sealed)).one())  # noqa: SLF001
    assert row.confidence == 0.4
    assert "挂式".encode() not in row.rivals_sealed
    assert store._keys.open(row.rivals_sealed, f"turns/{turn}/rivals") == '["挂式", "瓜食"]'  # noqa: SLF001
