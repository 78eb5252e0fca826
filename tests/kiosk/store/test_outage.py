"""The real database, locked or full, with a crash in the middle: the next process has every case, once."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from kiosk import doctor
from kiosk.config import Settings
from kiosk.hall.opening import open_record
from kiosk.store import CaseEntry, ConversationEntry, EndingEntry, Store
from kiosk.store.writer import RecordWriter
from kiosk.telemetry.metrics import Metrics
from support.full_disk import full_disk
from support.tasks import named

BEGUN = ConversationEntry("c1", "kiosk-1", "screen", 1000)


def filed(receipt: str) -> ConversationEntry:
    case = CaseEntry("社保卡挂失", "2026-11-20", receipt, 2000, {"手机号": "13800138000"})
    return replace(BEGUN, state=f'{{"after": "{receipt}"}}', cases=(case,))


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    holder = sqlite3.connect(folder / "hall.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()


@asynccontextmanager
async def process(folder: Path, *, crash: bool = False) -> AsyncIterator[tuple[Store, RecordWriter]]:
    """`crash`: it ends without writing what waits, as by kill -9."""
    settings = replace(Settings(), data_dir=folder)
    async with AsyncExitStack() as stack:
        store, record_writer = await open_record(settings, stack, Metrics(), structlog.get_logger(), busy_ms=10)
        yield store, record_writer
        if crash:
            for task in named("record writer"):
                task.cancel()
            await store.close()
            stack.pop_all()


async def receipts(store: Store) -> list[str]:
    found = await store.conversation("c1")
    return [] if found is None else [case.receipt for case in found.cases]


async def test_a_crash_while_the_database_is_locked_loses_no_case(tmp_path: Path) -> None:
    async with process(tmp_path):
        pass
    with locked(tmp_path):
        async with process(tmp_path, crash=True) as (store, record_writer):  # it starts, though it cannot write
            record_writer.keep(BEGUN)
            record_writer.keep(filed("SB1"))
            assert await record_writer.secure("c1")
            record_writer.keep(filed("SB2"))
            record_writer.keep(replace(BEGUN, ending=EndingEntry("completed", "社保卡挂失", "2026-11-20", 3000)))
            assert await record_writer.secure("c1")
            assert await receipts(store) == []
        async with process(tmp_path, crash=True) as (store, record_writer):  # a second crash, still locked
            assert record_writer.pending("c1") is not None
            assert await receipts(store) == []
    async with process(tmp_path) as (store, record_writer):
        assert await record_writer.settle(20)
        assert await receipts(store) == ["SB1", "SB2"]
        found = await store.conversation("c1")
        assert found is not None
        assert found.ending == "completed"
        assert await store.load_state("c1") is None, "its token opens nothing"
    assert not any((tmp_path / "journal").read_bytes()[4:]), "what is in the record is no longer in the journal"
    async with process(tmp_path) as (store, record_writer):
        assert record_writer.pending("c1") is None
        assert await receipts(store) == ["SB1", "SB2"]


async def test_a_full_disk(tmp_path: Path) -> None:
    async with process(tmp_path, crash=True) as (store, record_writer):
        record_writer.keep(BEGUN)
        assert await record_writer.settle(5)
        big = replace(filed("SB1"), state="x" * 100_000)
        with full_disk():
            record_writer.keep(big)
            assert await record_writer.secure("c1")
        outage = record_writer.outage
        assert outage is not None
        assert (outage.kind, outage.cases) == ("full", 1)
    async with process(tmp_path) as (store, record_writer):
        assert await record_writer.settle(20)
        assert await receipts(store) == ["SB1"]


@pytest.mark.parametrize("times", [1, 2, 5])
async def test_an_entry_written_again_changes_nothing(tmp_path: Path, times: int) -> None:
    async with process(tmp_path) as (store, _):
        for _ in range(times):
            await store.keep(filed("SB1"))
            await store.keep(replace(BEGUN, ending=EndingEntry("completed", "社保卡挂失", "1", 3000, {"手机号": "1"})))
            await store.keep(replace(filed("SB2"), state="{}"))
        assert await receipts(store) == ["SB1", "SB2"]
        assert await store.load_state("c1") is None


async def test_a_damaged_journal_is_told_and_what_opens_of_it_is_written(tmp_path: Path) -> None:
    async with process(tmp_path):
        pass
    with locked(tmp_path):
        async with process(tmp_path, crash=True) as (store, record_writer):
            for number in range(3):
                await store.journal(replace(filed(f"SB{number}"), conversation=f"c{number}"))
    journal = tmp_path / "journal"
    damaged = bytearray(journal.read_bytes())
    damaged[40] ^= 4
    journal.write_bytes(damaged)
    told: list[list[int]] = []
    for _ in range(2):  # it is told as long as the copy is there, and logged once
        with structlog.testing.capture_logs() as logs:
            async with process(tmp_path) as (store, record_writer):
                assert await record_writer.settle(20)
                assert [left.conversation for left in await store.left_open()] == ["c1", "c2"]
                assert [copy.name for copy in store.damaged_journals] == ["journal.damaged-1"]
        told.append([line["count"] for line in logs if "journal was damaged" in line["event"]])
    assert told == [[1], []]
    (finding,) = [one for one in doctor.examine(replace(Settings(), data_dir=tmp_path)) if one.what == "journal"]
    assert (finding.state, "journal.damaged-1" in finding.detail) == ("note", True)


async def test_an_older_copy_of_the_record_gets_what_the_journal_holds_once(tmp_path: Path) -> None:
    """Restored over a newer one: what both have stays single, what only the journal has is added."""
    async with process(tmp_path) as (store, record_writer):
        await store.keep(filed("SB1"))
    shutil.copy(tmp_path / "hall.db", tmp_path / "copy.db")
    async with process(tmp_path) as (store, record_writer):
        await store.keep(filed("SB2"))
    with locked(tmp_path):
        async with process(tmp_path, crash=True) as (store, record_writer):
            ending = EndingEntry("completed", "社保卡挂失", "2026-11-20", 3000)
            await store.journal(replace(filed("SB1"), cases=(*filed("SB1").cases, *filed("SB2").cases)))
            await store.journal(replace(filed("SB3"), ending=ending))
    for left in tmp_path.glob("hall.db*"):
        left.unlink()
    (tmp_path / "copy.db").rename(tmp_path / "hall.db")
    for _ in range(2):
        async with process(tmp_path) as (store, record_writer):
            assert await record_writer.settle(20)
            assert await receipts(store) == ["SB1", "SB2", "SB3"]
            assert await store.left_open() == ()
