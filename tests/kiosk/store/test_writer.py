"""The hall's record writer before a record that fails: what was filed is neither lost nor doubled."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from kiosk.store import CaseEntry, ConversationEntry, EndingEntry, StoreError
from kiosk.store import writer as pens
from kiosk.store.writer import RecordWriter

pytestmark = pytest.mark.virtual_time

BEGUN = ConversationEntry("c1", "kiosk-1", "screen", 1000)


def filed(receipt: str, conversation: str = "c1") -> ConversationEntry:
    case = CaseEntry("社保卡挂失", "2026-11-20", receipt, 2000, {"手机号": "13800138000"})
    return replace(BEGUN, conversation=conversation, state="{}", cases=(case,))


class FailingStore:
    """Takes writes when `trouble` is none; raises it otherwise. `poison`: a conversation it never takes."""

    def __init__(self) -> None:
        self.trouble: Exception | None = None
        self.poison = ""
        self.kept: list[ConversationEntry] = []
        self.turns: list[str] = []
        self.journalled: list[ConversationEntry] = []
        self.journal_trouble: StoreError | None = None
        self.cleared = 0

    async def keep(self, entry: ConversationEntry) -> None:
        await asyncio.sleep(0.01)
        if self.trouble is not None:
            raise self.trouble
        if entry.conversation == self.poison:
            raise ValueError("a bug")
        self.kept.append(entry)

    async def turn(self, text: str) -> None:
        await asyncio.sleep(0.01)
        if self.trouble is not None:
            raise self.trouble
        self.turns.append(text)

    async def journal(self, entry: ConversationEntry) -> None:
        if self.journal_trouble is not None:
            raise self.journal_trouble
        self.journalled.append(entry)

    async def clear_journal(self) -> None:
        self.cleared += 1

    def receipts(self) -> list[str]:
        return sorted({case.receipt for entry in self.kept for case in entry.cases})


class Counts:
    def __init__(self) -> None:
        self.lost: list[str] = []
        self.retries: list[str] = []
        self.now = (0, 0)

    def store_fault(self, kind: str) -> None:
        self.lost.append(kind)

    def store_retry(self, kind: str) -> None:
        self.retries.append(kind)

    def unwritten(self, writes: int, cases: int) -> None:
        self.now = (writes, cases)


def world() -> tuple[FailingStore, Counts, RecordWriter]:
    store, counts = FailingStore(), Counts()
    return store, counts, RecordWriter(store, counts, structlog.get_logger("kiosk"))


@pytest.mark.parametrize("kind", ["locked", "full", "readonly"])
async def test_what_fails_is_repeated_in_order_until_it_goes(kind: Any) -> None:
    store, counts, record_writer = world()
    store.trouble = StoreError(kind, "")
    with capture_logs() as logs:
        record_writer.keep(BEGUN)
        for number in range(20):
            record_writer.put("c1", lambda number=number: store.turn(str(number)))
        record_writer.keep(filed("SB1"))
        await asyncio.sleep(45)
        assert store.kept == []
        outage = record_writer.outage
        assert outage is not None
        assert (outage.kind, outage.cases, round(outage.seconds)) == (kind, 1, 45)
        assert counts.now == (21, 1)
        store.trouble = None
        await asyncio.sleep(6)
    assert store.turns == [str(number) for number in range(20)]
    assert store.receipts() == ["SB1"]
    assert record_writer.outage is None
    assert counts.lost == []
    assert counts.now == (0, 0)
    assert [(log["log_level"], log.get("kind")) for log in logs] == [("error", kind), ("warning", None)]
    assert logs[1]["count"] == len(counts.retries)


async def test_overflow_drops_turns_and_never_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pens, "WRITES", 50)
    store, counts, record_writer = world()
    store.trouble = StoreError("locked", "")
    for number in range(100):
        record_writer.put("c1", lambda number=number: store.turn(str(number)))
        record_writer.keep(filed(f"SB{number}", f"c{number}"))
    await asyncio.sleep(1)
    store.trouble = None
    await asyncio.sleep(30)
    assert len(store.receipts()) == 100
    assert counts.lost.count("overflow") == 100 - len(store.turns) > 0


async def test_a_receipt_is_secure_in_the_record_or_else_in_the_journal() -> None:
    store, _, record_writer = world()
    record_writer.keep(filed("SB1"))
    assert await record_writer.secure("c1")
    assert (store.receipts(), store.journalled) == (["SB1"], [])
    store.trouble = StoreError("full", "")
    record_writer.keep(filed("SB2"))
    assert await record_writer.secure("c1")
    assert [case.receipt for entry in store.journalled for case in entry.cases] == ["SB2"]
    store.journal_trouble = StoreError("full", "")
    record_writer.keep(filed("SB3"))
    assert not await record_writer.secure("c1"), "it is in memory alone, and said so"
    store.trouble = None
    await asyncio.sleep(6)
    assert store.receipts() == ["SB1", "SB2", "SB3"]
    assert store.cleared == 1, "the journal is empty once everything is in the record"


async def test_a_case_does_not_wait_behind_what_may_be_dropped() -> None:
    store, _, record_writer = world()
    for number in range(500):
        record_writer.put("c1", lambda number=number: store.turn(str(number)))
    await asyncio.sleep(0.005)
    record_writer.keep(filed("SB1"))
    began = asyncio.get_running_loop().time()
    assert await record_writer.secure("c1")
    assert asyncio.get_running_loop().time() - began < 0.05
    assert store.journalled == []
    await record_writer.close(60)


async def test_an_item_that_raises_anything_is_counted_and_the_next_goes_on() -> None:
    store, counts, record_writer = world()

    async def breaks() -> None:
        raise RuntimeError("whatever")

    with capture_logs() as logs:
        for number in range(3):
            record_writer.put("c1", breaks)
            record_writer.put("c1", lambda number=number: store.turn(str(number)))
        assert await record_writer.settle(5)
    assert store.turns == ["0", "1", "2"]
    assert counts.lost == ["RuntimeError"] * 3
    assert len(logs) == 1, "logged once a kind"


async def test_an_entry_that_is_always_refused_is_kept_and_holds_up_no_others() -> None:
    store, counts, record_writer = world()
    store.poison = "c1"
    record_writer.keep(filed("SB1", "c1"))
    record_writer.keep(filed("SB2", "c2"))
    await asyncio.sleep(60)
    record_writer.keep(filed("SB3", "c3"))
    await asyncio.sleep(20)
    assert store.receipts() == ["SB2", "SB3"]
    assert record_writer.outage is not None
    assert record_writer.outage.cases == 1, "it is not forgotten"
    assert await record_writer.secure("c1")
    assert [entry.conversation for entry in store.journalled] == ["c1"]
    assert counts.lost == []
    await record_writer.close(0)


async def test_a_stop_during_an_outage_leaves_the_cases_in_the_journal() -> None:
    store, _, record_writer = world()
    store.trouble = StoreError("locked", "")
    record_writer.keep(filed("SB1"))
    record_writer.put("c1", lambda: store.turn("一"))
    await record_writer.close(5)
    assert [entry.cases[0].receipt for entry in store.journalled] == ["SB1"]


async def test_what_comes_while_an_entry_is_written_is_written_after_it() -> None:
    store, _, record_writer = world()
    record_writer.keep(BEGUN)
    await asyncio.sleep(0.005)  # under way
    record_writer.keep(filed("SB1"))
    record_writer.keep(replace(BEGUN, ending=EndingEntry("completed", "社保卡挂失", "", 3000)))
    pending = record_writer.pending("c1")
    assert pending is not None
    assert pending.ending is not None
    assert await record_writer.secure("c1")
    assert [(len(entry.cases), entry.ending is not None) for entry in store.kept] == [(0, False), (1, True)]
    assert record_writer.pending("c1") is None
