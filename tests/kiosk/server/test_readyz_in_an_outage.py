"""What the hall tells while its record takes no writes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.hall import Hall
from kiosk.server.server import Server
from kiosk.store import CaseEntry, ConversationEntry, StoreError
from support.fakes import Ledger
from support.halls import make_hall

CASE = CaseEntry("社保卡挂失", "2026-11-20", "SB1", 2000, {})


class FullDisk(Ledger):
    full = True

    async def keep(self, entry: ConversationEntry) -> None:
        if self.full:
            raise StoreError("full", "")
        await super().keep(entry)


def entry(*cases: CaseEntry) -> ConversationEntry:
    return ConversationEntry("c1", "kiosk-1", "screen", 1000, cases=cases)


async def readiness(hall: Hall) -> tuple[int, dict[str, Any]]:
    ready, body = Server(hall).readiness()
    return 200 if ready else 503, body


async def failing(hall: Hall, *, cases: int = 0) -> None:
    """Until the record has refused what waits, `cases` among it, and the gauges say so."""
    async with asyncio.timeout(10):
        while (outage := hall.record_writer.outage) is None or outage.cases < cases:
            await asyncio.sleep(0)
        while (gauge(hall, "kiosk_store_unwritten_cases") or 0) < cases:
            await asyncio.sleep(0)


def gauge(hall: Hall, name: str) -> float | None:
    return hall.metrics.registry.get_sample_value(name)


async def test_a_case_that_is_not_in_the_record_makes_the_hall_not_ready_and_says_what_to_do() -> None:
    store = FullDisk()
    hall = make_hall(store=store)
    hall.ready = True
    assert (await readiness(hall))[0] == 200
    hall.record_writer.keep(entry())
    await failing(hall)
    status, body = await readiness(hall)
    assert status == 200, "no case waits"
    assert body["record"]["kind"] == "full"
    hall.record_writer.keep(entry(CASE))
    hall.record_writer.keep(entry(replace(CASE, filed_ms=3000)))  # the same, written down once more
    await failing(hall, cases=1)
    status, body = await readiness(hall)
    assert (status, body["status"]) == (503, "not recording")
    assert body["record"]["cases"] == 1
    assert "free some space" in body["record"]["do"]
    assert gauge(hall, "kiosk_store_unwritten_cases") == 1
    store.full = False
    assert await hall.record_writer.settle(10)
    assert await readiness(hall) == (200, {"status": "ready", "prompts": {}, "services": "current"})
    assert gauge(hall, "kiosk_store_unwritten_cases") == 0
    assert (hall.metrics.registry.get_sample_value("kiosk_store_retries_total", {"kind": "full"}) or 0) > 0
    await hall.segmenter_hub.close()
    hall.threads.shutdown()


async def test_a_damaged_journal_is_shown_and_the_hall_stays_ready() -> None:
    store = Ledger()
    store.damaged_journals = (Path("data/journal.damaged-1"),)
    hall = make_hall(store=store)
    hall.ready = True
    status, body = await readiness(hall)
    assert status == 200
    assert body["journal"]["damaged"] == ["journal.damaged-1"]
    assert "Compare" in body["journal"]["do"]
    await hall.segmenter_hub.close()
    hall.threads.shutdown()
