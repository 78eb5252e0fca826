"""The outbox over a real record: tried at once, tried again, given up; through kills, full disks and a lost answer."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import structlog

from kiosk.config import Settings
from kiosk.hall.outbox import LONGEST_S, Outbox
from kiosk.store import ConversationEntry, DeliveryEntry, Store, StoreError
from kiosk.store.outbox import FIRST_MS
from kiosk.telemetry.metrics import Metrics
from kiosk.upstream.webhook import PostOutcome

BEGAN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TO = "13800138000"


class Clock:
    def __init__(self) -> None:
        self.at = BEGAN

    def __call__(self) -> datetime:
        return self.at

    def pass_s(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class Gateway:
    """A carrier that answers as it is told, at last for ever."""

    def __init__(self, *results: str, wait_s: float = 0.0) -> None:
        self.results, self.wait_s = list(results), wait_s
        self.got: list[tuple[str, Mapping[str, Any]]] = []

    async def post(self, body: Mapping[str, Any], key: str) -> PostOutcome:
        self.got.append((key, body))
        await asyncio.sleep(self.wait_s)
        result = self.results.pop(0) if len(self.results) > 1 else self.results[0]
        return PostOutcome(result, result, {"id": "m1"})  # type: ignore[arg-type]

    async def close(self) -> None: ...


def entry(name: str = "d1") -> DeliveryEntry:
    return DeliveryEntry(name, "message", round(BEGAN.timestamp() * 1000), json.dumps({"to": TO}))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path, clock: Clock) -> AsyncIterator[Store]:
    opened = await Store.open(replace(Settings(), data_dir=tmp_path), now=clock)
    yield opened
    await opened.close()


def outbox_of(store: Store, gateway: Gateway, metrics: Metrics | None = None, keep_s: float = 86_400) -> Outbox:
    made = Outbox(store, metrics or Metrics(), structlog.get_logger("kiosk"), chance=lambda: 0.0)
    made.carry("message", gateway, keep_s=keep_s)
    return made


async def state_of(store: Store, name: str = "d1") -> tuple[str, int]:
    found = await store.delivery(name)
    assert found is not None
    return found.state, found.attempts


async def test_one_of_a_conversation_is_tried_at_once_and_only_once(store: Store, clock: Clock) -> None:
    gateway = Gateway("accepted")
    box = outbox_of(store, gateway)
    await store.keep(ConversationEntry("c1", "line", "phone", 1, deliveries=(entry(),)))
    assert await box.deliver(entry(), 3) == "accepted"
    clock.pass_s(3600)
    await box.round()
    assert gateway.got == [("d1", {"to": TO})]
    found = await store.delivery("d1")
    assert found is not None
    assert (found.state, found.reference, found.conversation) == ("accepted", "m1", "c1")


async def test_what_a_killed_process_left_is_sent_by_the_next(store: Store, clock: Clock) -> None:
    assert await outbox_of(store, Gateway("accepted")).hold(entry())  # and there it is killed
    gateway = Gateway("accepted")
    after = outbox_of(store, gateway)
    await after.round()
    assert gateway.got == [], "whoever made it may still be trying"
    clock.pass_s(FIRST_MS / 1000)
    await after.round()
    assert gateway.got == [("d1", {"to": TO})]
    assert await state_of(store) == ("accepted", 1)


async def test_trouble_is_tried_again_ever_later_and_given_up_when_too_old(store: Store, clock: Clock) -> None:
    gateway = Gateway("trouble")
    box = outbox_of(store, gateway, keep_s=7200)
    await box.hold(entry())
    assert await box.deliver(entry(), 3) == "waiting"
    at = [clock.at]
    while (await state_of(store))[0] == "waiting":
        before = len(gateway.got)
        clock.pass_s(5 if len(at) < 4 else 150)
        await box.round()
        if len(gateway.got) > before:
            at.append(clock.at)
    gaps = [(late - early).total_seconds() for early, late in pairwise(at)]
    assert gaps[:3] == [5, 10, 20]
    assert max(gaps) <= LONGEST_S + 150
    assert (await state_of(store))[0] == "expired"
    assert clock.at - BEGAN == pytest.approx(timedelta(hours=2), abs=timedelta(seconds=2 * LONGEST_S))
    assert {key for key, _ in gateway.got} == {"d1"}, "the carrier knows a repetition by its key"


async def test_a_refusal_is_final(store: Store, clock: Clock) -> None:
    gateway = Gateway("refused")
    box = outbox_of(store, gateway)
    await box.hold(entry())
    assert await box.deliver(entry(), 3) == "refused"
    clock.pass_s(3600)
    await box.round()
    assert len(gateway.got) == 1


@pytest.mark.virtual_time
async def test_a_slow_carrier_keeps_the_citizen_waiting_for_a_bounded_time_and_the_attempt_goes_on() -> None:
    class Rows:
        """A record in memory: real disks and virtual time do not mix."""

        tried: tuple[str, ...] = ()

        def now_ms(self) -> int:
            return 1

        async def delivery_tried(self, name: str, state: str, *_: str, next_ms: int = 0) -> None:
            self.tried = name, state

    rows, gateway = Rows(), Gateway("accepted", wait_s=8)
    box = outbox_of(rows, gateway)  # type: ignore[arg-type]
    loop = asyncio.get_running_loop()
    began = loop.time()
    assert await box.deliver(entry(), 3) == "waiting"
    assert loop.time() - began == pytest.approx(3)
    await asyncio.sleep(6)
    assert rows.tried == ("d1", "accepted")
    assert len(gateway.got) == 1
    await box.close()


async def test_an_outcome_that_the_record_does_not_take_is_not_sent_again(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = Gateway("accepted")
    box = outbox_of(store, gateway)
    await box.hold(entry())

    async def full(*_: object, **__: object) -> None:
        raise StoreError("full", "The record failed: disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(store, "delivery_tried", full)
        assert await box.deliver(entry(), 3) == "accepted"
    clock.pass_s(60)
    await box.round()
    assert len(gateway.got) == 1
    assert await state_of(store) == ("accepted", 1)


async def test_a_full_disk_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(_: object, __: str) -> None:
        raise StoreError("full", "The record failed: disk is full.")

    monkeypatch.setattr(store, "add_delivery", full)
    metrics = Metrics()
    assert not await outbox_of(store, Gateway("accepted"), metrics).hold(entry())
    assert metrics.registry.get_sample_value("kiosk_store_faults_total", {"kind": "full"}) == 1


async def test_a_report_settles_what_was_accepted_and_nothing_else(store: Store) -> None:
    box = outbox_of(store, Gateway("accepted"))
    await box.hold(entry("d1"))
    await box.hold(entry("d2"))
    await box.deliver(entry("d1"), 3)
    assert await store.delivery_reported("d1", arrived=True)
    assert not await store.delivery_reported("d2", arrived=True)
    assert [(await state_of(store, name))[0] for name in ("d1", "d2")] == ["delivered", "waiting"]


async def test_numbers_are_sealed_and_leave_with_the_purge(store: Store, tmp_path: Path, clock: Clock) -> None:
    await outbox_of(store, Gateway("accepted")).hold(entry())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not any(TO.encode() in path.read_bytes() for path in files)
    await store.purge(clock.at + timedelta(days=1))
    assert await store.deliveries() == ()


async def test_a_clock_that_was_ahead_holds_nothing_back(store: Store, clock: Clock) -> None:
    gateway = Gateway("accepted")
    box = outbox_of(store, gateway)
    await box.hold(replace(entry(), at_ms=round((BEGAN + timedelta(days=300)).timestamp() * 1000)))
    await box.round()
    assert len(gateway.got) == 1


KILLED = """
import asyncio, os, signal, sys
from dataclasses import replace
from pathlib import Path
from kiosk.config import Settings
from kiosk.store import ConversationEntry, DeliveryEntry, Store

async def main():
    store = await Store.open(replace(Settings(), data_dir=Path(sys.argv[1])))
    delivery = DeliveryEntry("d1", "message", int(sys.argv[2]), '{"to": "13800138000"}')
    await store.keep(ConversationEntry("c1", "line", "phone", 1, deliveries=(delivery,)))
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


async def test_a_process_that_is_killed_behind_the_write_loses_nothing(tmp_path: Path, clock: Clock) -> None:
    at_ms = round(BEGAN.timestamp() * 1000)
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, str(tmp_path), str(at_ms))
    assert await process.wait() == -signal.SIGKILL
    after, gateway = await Store.open(replace(Settings(), data_dir=tmp_path), now=clock), Gateway("accepted")
    clock.pass_s(FIRST_MS / 1000)
    await outbox_of(after, gateway).round()
    assert gateway.got == [("d1", {"to": TO})]
    await after.close()


async def test_what_a_full_disk_kept_in_the_journal_is_sent_later(tmp_path: Path, store: Store, clock: Clock) -> None:
    await store.journalled()
    await store.journal(ConversationEntry("c1", "line", "phone", 1, deliveries=(entry(),)))
    await store.close()
    after, gateway = await Store.open(replace(Settings(), data_dir=tmp_path), now=clock), Gateway("accepted")
    (left,), damaged = await after.journalled()
    assert (left.deliveries, damaged) == ((entry(),), 0)
    await after.keep(left)
    await after.keep(left)
    clock.pass_s(FIRST_MS / 1000)
    await outbox_of(after, gateway).round()
    assert gateway.got == [("d1", {"to": TO})]
    await after.close()


def test_an_entry_of_a_release_without_an_outbox_still_opens() -> None:
    old = json.loads(ConversationEntry("c1", "line", "phone", 1).to_json())
    del old["deliveries"]
    assert ConversationEntry.from_json(json.dumps(old)).deliveries == ()


def test_of_one_delivery_in_two_entries_there_is_one() -> None:
    first = ConversationEntry("c1", "line", "phone", 1, deliveries=(entry("d1"),))
    both = first.followed_by(replace(first, deliveries=(entry("d1"), entry("d2"))))
    assert [one.id for one in both.deliveries] == ["d1", "d2"]
