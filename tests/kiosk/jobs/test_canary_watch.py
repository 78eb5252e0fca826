"""A canary that does worse is stopped by the hall itself; one that does as well goes on."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from kiosk.hall import Hall
from kiosk.jobs.canary_watch import COUNT_S, WATCH, CanaryWatch
from kiosk.publishing.lifecycle import Standing
from kiosk.publishing.rollout import Rollout
from kiosk.store import ConversationEntry, EndingEntry
from support.halls import make_hall
from support.inline_store import InlineStore
from support.versions import approved, do, published

pytestmark = pytest.mark.virtual_time


async def with_canary() -> tuple[Hall, InlineStore, Standing]:
    store = InlineStore()
    await published(store, "甲")
    number = await approved(store, "乙", 1)
    await asyncio.sleep(3_600)
    await do(store, "try", number, Rollout(share=0.1))
    return make_hall(store=store), store, await store.versions.standing()


async def talked(store: InlineStore, scripts: str, endings: list[str], reasks: int = 0) -> None:
    for reason in endings:
        name, at_ms = uuid.uuid4().hex, store.now_ms()
        ending = EndingEntry(reason, "", "", at_ms, reasks=reasks)
        await store.keep(ConversationEntry(name, "sip", "phone", at_ms, ending=ending, scripts=scripts))


@pytest.mark.parametrize(
    ("canary", "reasks", "measure"),
    [(["fault"] * 7, 0, "没办成"), (["handoff"] * 8, 0, "转人工"), (["completed"] * 9, 4, "再问")],
)
async def test_a_worse_one_is_stopped_and_the_reason_kept(canary: list[str], reasks: int, measure: str) -> None:
    hall, store, now = await with_canary()
    assert now.canary is not None
    await talked(store, now.versions[1].hash, ["completed"] * 45 + ["handoff", "fault", "lost"])
    await talked(store, now.versions[now.canary].hash, canary + ["completed"] * (10 - len(canary)), reasks)
    watching = asyncio.create_task(CanaryWatch(hall).run())
    await asyncio.sleep(COUNT_S)
    after = await store.versions.standing()
    assert (after.live, after.canary, after.state(now.canary)) == (1, None, "halted")
    last = (await store.versions.history())[-1]
    assert (last.event, last.who) == ("halt", WATCH)
    assert last.reason.startswith(f"{measure}：试运行")
    assert "10 次和 48 次办理" in last.reason
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def test_one_that_does_as_well_goes_on(  # and what came before it began does not count
) -> None:
    hall, store, now = await with_canary()
    assert now.canary is not None
    await talked(store, now.versions[1].hash, ["completed", "handoff"] * 20)
    await talked(store, now.versions[now.canary].hash, ["completed", "handoff"] * 20)
    watch = CanaryWatch(hall)
    for _ in range(5):
        await watch.count()
    assert (await store.versions.standing()).canary == now.canary


async def test_nine_conversations_say_nothing() -> None:
    hall, store, now = await with_canary()
    assert now.canary is not None
    await talked(store, now.versions[1].hash, ["completed"] * 50)
    await talked(store, now.versions[now.canary].hash, ["fault"] * 9)
    watch = CanaryWatch(hall)
    await watch.count()
    assert (await store.versions.standing()).canary == now.canary
    await talked(store, now.versions[now.canary].hash, ["fault"])
    await watch.count()
    assert (await store.versions.standing()).canary is None


async def test_a_record_that_is_away_is_counted_and_tried_again() -> None:
    hall, store, _ = await with_canary()
    store.broken = "locked"
    await CanaryWatch(hall).count()
    assert hall.metrics.registry.get_sample_value("kiosk_store_faults_total", {"kind": "locked"}) == 1
