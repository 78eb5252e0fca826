"""Calls for staff: told in order and never lost, taken by one, passed on when nobody comes; through a restart."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from kiosk.config import StaffSettings
from kiosk.config.staff import StaffDestinationSettings
from kiosk.hall.staff import FORGOTTEN_S, MOST, TRANSFERRED_S
from kiosk.hall.staff_call import StaffCall
from kiosk.upstream.webhook import PostOutcome
from support.inline_store import InlineStore
from support.staff_calls import StaffWorld

pytestmark = pytest.mark.virtual_time

SET = StaffDestinationSettings(url="http://desk.hall/calls")
ONE, TWO = StaffSettings(first=SET), StaffSettings(first=SET, second=SET)


class Desk:
    """A destination that is down by turns of `period_s`; 0: never. While it is down, half of the posts are lost, and of
    the others the answer. `shown`: what it would show its staff, each key once, in the order in which it came.
    """

    def __init__(self, period_s: float = 0.0, *, down: bool = False) -> None:
        self._period_s, self._down, self._chance = period_s, down, random.Random(7)
        self.shown: dict[str, Mapping[str, Any]] = {}
        self.posts = 0

    async def post(self, body: Mapping[str, Any], key: str) -> PostOutcome:
        self.posts += 1
        await asyncio.sleep(0.05)
        down = self.is_down
        if not down or self._chance.random() < 0.5:
            self.shown.setdefault(key, body)
        return PostOutcome("trouble", "503") if down else PostOutcome("accepted", "200")

    @property
    def is_down(self) -> bool:
        if not self._period_s:
            return self._down
        return asyncio.get_running_loop().time() // self._period_s % 2 == 1

    async def close(self) -> None: ...

    def told(self, event: str = "called") -> list[str]:
        return [body["conversation"] for body in self.shown.values() if body["event"] == event]


@pytest.fixture
async def store() -> AsyncIterator[InlineStore]:
    made = InlineStore()
    yield made
    await made.close()


class Bell:
    """A bell page, as far as it counts here: when each call rang first, and how often it appeared anew."""

    def __init__(self, world: StaffWorld) -> None:
        self._desk = world.desk
        self.appeared: list[str] = []
        self._shown: set[str] = set()
        world.desk.watch(self.changed)
        world.desk.go_on_duty(self.changed, "张老师")

    def changed(self) -> None:
        now = {call.conversation for call in self._desk.open_calls()}
        self.appeared += sorted(now - self._shown, key=lambda name: int(name))
        self._shown = now


async def test_two_hundred_calls_with_the_webhook_down_half_of_the_time_and_a_restart(store: InlineStore) -> None:
    desk, chance = Desk(period_s=30), random.Random(1)
    names = [str(n) for n in range(200)]
    rang: list[str] = []
    for half in (names[:100], names[100:]):
        async with StaffWorld(ONE, store, {"first": desk}) as world:
            bell = Bell(world)
            recalled = len(bell.appeared)
            for name in half[:95]:
                world.call(name, device=f"kiosk-{chance.randrange(8)}")
                await asyncio.sleep(chance.uniform(0, 12))
            while not desk.is_down:
                await asyncio.sleep(1)
            for name in half[95:]:
                world.call(name)
            rang += bell.appeared[recalled:]
            await asyncio.sleep(0.5)
            assert len(desk.told()) < int(half[-1]) + 1, "the restart finds some that are not delivered"
    async with StaffWorld(ONE, store, {"first": desk}) as world:
        await asyncio.sleep(600)
        assert desk.told() == names, "all delivered, each once, in the order in which they were made"
        assert rang == names, "on the bell page, each once"
        assert len(world.desk.open_calls()) == 200
    deliveries = await store.deliveries(1000)
    assert {one.state for one in deliveries} == {"accepted"}
    assert len(deliveries) == 200
    assert desk.posts > 220, "it was down"


async def test_of_two_who_press_at_once_one_goes(store: InlineStore) -> None:
    async with StaffWorld(TWO, store, {"first": Desk(), "second": Desk()}) as world:
        call = world.call("1")
        seen: list[StaffCall] = []
        world.desk.follow(call.id, seen.append)
        assert [world.desk.take(call.id, who) for who in ("张老师", "李老师", "张老师")] == ["yours", "taken", "yours"]
        assert world.desk.take("no call", "张老师") == "unknown"
        assert world.desk.take(call.id, " ") == "unknown"
        assert [(one.state, one.who) for one in seen] == [("coming", "张老师")]
        assert world.desk.arrive(call.id, "李老师") == "taken"
        assert world.desk.arrive(call.id, "张老师") == "yours"
        assert world.desk.close_call(call.id, "李老师") == "taken"
        assert world.desk.close_call(call.id, "张老师") == "yours"
        assert world.desk.close_call(call.id, "张老师") == "unknown"
        assert not world.desk.finish(call.id)
        assert [one.state for one in seen] == ["coming", "there", "closed"]
        await asyncio.sleep(200)
    (kept,) = await store.staff_calls()
    assert (kept.who, kept.ending, kept.stage) == ("张老师", "done", 0)
    assert kept.taken_ms is not None
    assert kept.arrived_ms is not None
    assert kept.closed_ms is not None
    assert kept.called_ms < kept.taken_ms < kept.arrived_ms < kept.closed_ms


async def test_nobody_comes_the_next_in_line_is_told_and_then_the_citizen(store: InlineStore) -> None:
    first, second = Desk(), Desk()
    async with StaffWorld(TWO, store, {"first": first, "second": second}) as world:
        seen: list[tuple[str, int, float]] = []
        call = world.call("1")
        loop = asyncio.get_running_loop()
        world.desk.follow(call.id, lambda now: seen.append((now.state, now.stage, round(loop.time()))))
        await asyncio.sleep(59)
        assert (first.told(), second.told(), seen) == (["1"], [], [])
        await asyncio.sleep(62)
        assert seen == [("calling", 1, 60), ("nobody", 1, 120)]
        assert "还没有人去" in next(iter(second.shown.values()))["text"]
        assert world.metrics.registry.get_sample_value("kiosk_staff_unanswered_total") == 1
        assert world.desk.take(call.id, "王老师") == "yours", "late is better than never"
        await asyncio.sleep(1)
        assert (first.told("taken"), second.told("taken")) == (["1"], ["1"]), "so that nobody else runs"
        await asyncio.sleep(FORGOTTEN_S)
        assert world.desk.open_calls() == []
    (kept,) = await store.staff_calls()
    assert (kept.ending, kept.stage, kept.nobody_ms is not None) == ("forgotten", 1, True)


async def test_where_the_first_place_is_the_bell_page_and_none_is_open_the_second_is_told_at_once(
    store: InlineStore,
) -> None:
    second = Desk()
    settings = StaffSettings(second=SET)
    async with StaffWorld(settings, store, {"second": second}) as world:
        world.call("1")
        await asyncio.sleep(1)
        assert second.told() == ["1"]
        Bell(world)
        world.call("2")
        await asyncio.sleep(1)
        assert second.told() == ["1"], "somebody is at the bell page"
        await asyncio.sleep(60)
        assert second.told() == ["1", "2"]


async def test_who_can_be_called(store: InlineStore) -> None:
    async with StaffWorld(StaffSettings(), store, {}) as world:
        assert not world.desk.reachable
        bell = Bell(world)
        assert world.desk.reachable
        assert world.desk.on_duty == 1
        world.desk.leave(bell.changed)
        assert not world.desk.reachable
    async with StaffWorld(ONE, store, {"first": Desk(down=True)}) as world:
        assert world.desk.reachable
        world.call("1")
        await asyncio.sleep(10)
        assert world.desk.failing == ("first",)
        assert not world.desk.reachable, "nobody hears of it: she must not promise that somebody comes"


async def test_a_call_for_the_same_thing_is_one_and_another_danger_another(store: InlineStore) -> None:
    async with StaffWorld(ONE, store, {"first": Desk()}) as world:
        world.call("1", reason="danger", danger="fraud")
        about: dict[str, Any] = {"service": "", "rows": ()}
        again = world.desk.make("1", "kiosk-1", "screen", reason="danger", danger="fraud", **about)
        assert again is None
        world.call("1", reason="danger", danger="fire")
        assert len(world.desk.open_calls()) == 2


async def test_after_a_restart_open_calls_go_on_where_they_were(store: InlineStore) -> None:
    second = Desk()
    carriers = {"first": Desk(), "second": second}
    async with StaffWorld(TWO, store, carriers) as world:
        taken, waiting = world.call("1"), world.call("2")
        world.desk.take(taken.id, "张老师")
        await asyncio.sleep(30)
    async with StaffWorld(TWO, store, carriers) as world:
        assert [(one.id, one.state, one.who) for one in world.desk.open_calls()] == [
            (taken.id, "coming", "张老师"),
            (waiting.id, "calling", ""),
        ]
        assert world.desk.take(taken.id, "李老师") == "taken"
        assert dict(world.desk.open_calls()[1].rows)["手机号"] == "••••8000"
        await asyncio.sleep(32)
        assert second.told() == ["2"], "a minute after it was made, not after the restart"


async def test_a_citizen_who_has_gone_is_told_of_to_those_who_were_called_and_nobody_else_is_called(
    store: InlineStore,
) -> None:
    first, second = Desk(), Desk()
    async with StaffWorld(TWO, store, {"first": first, "second": second}) as world:
        usual, fire = world.call("1"), world.call("2", reason="danger", danger="fire")
        for call in (usual, fire, usual):
            world.desk.gone(call.id, "bye")
        await asyncio.sleep(200)
        assert first.told("gone") == ["1", "2"]
        assert "按了“结束”" in next(one["text"] for one in first.shown.values() if one["event"] == "gone")
        assert second.told() == ["2"], "a danger is passed on"
        assert {call.conversation: call.gone for call in world.desk.open_calls()} == {"1": "bye", "2": "bye"}
        assert [call.state for call in world.desk.open_calls()] == ["nobody", "nobody"]
        world.desk.gone("no call", "bye")
    async with StaffWorld(TWO, store, {"first": Desk(), "second": Desk()}) as world:
        assert [call.gone for call in world.desk.open_calls()] == ["bye", "bye"], "it is in the record"


async def test_staff_who_were_there_are_not_told_that_the_citizen_has_gone(store: InlineStore) -> None:
    first = Desk()
    async with StaffWorld(ONE, store, {"first": first}) as world:
        call = world.call("1")
        world.desk.take(call.id, "张老师")
        world.desk.arrive(call.id, "张老师")
        world.desk.gone(call.id, "over")
        await asyncio.sleep(5)
        assert first.told("gone") == []
        assert world.desk.open_calls()[0].gone == ""


async def test_after_a_restart_who_does_not_come_back_has_gone(store: InlineStore) -> None:
    first = Desk()
    async with StaffWorld(ONE, store, {"first": first}) as world:
        world.call("1")
        world.call("2")
        await asyncio.sleep(1)
    async with StaffWorld(ONE, store, {"first": first}, grace_s=20) as world:
        assert [call.conversation for call in world.desk.back("2")] == ["2"]
        await asyncio.sleep(19)
        assert {call.gone for call in world.desk.open_calls()} == {""}
        await asyncio.sleep(2)
        assert [call.gone for call in world.desk.open_calls()] == ["lost", ""]
        assert first.told("gone") == ["1"]


async def test_a_transferred_caller_is_told_of_and_not_passed_on(store: InlineStore) -> None:
    first, second = Desk(), Desk()
    async with StaffWorld(TWO, store, {"first": first, "second": second}) as world:
        world.call("1", device="sip", channel="phone")
        await asyncio.sleep(TRANSFERRED_S - 1)
        assert (first.told(), second.told()) == (["1"], [])
        assert len(world.desk.open_calls()) == 1
        await asyncio.sleep(2)
        assert world.desk.open_calls() == []


async def test_open_calls_are_bounded(store: InlineStore) -> None:
    async with StaffWorld(StaffSettings(), store, {}) as world:
        for n in range(MOST + 3):
            world.call(str(n))
        assert len(world.desk.open_calls()) == MOST
        assert world.desk.open_calls()[0].conversation == "3"


async def test_a_record_that_takes_nothing_keeps_nobody_from_coming(store: InlineStore) -> None:
    first = Desk()
    async with StaffWorld(ONE, store, {"first": first}) as world:
        store.broken = "full"
        call = world.call("1")
        await asyncio.sleep(5)
        assert first.told() == ["1"]
        assert world.desk.take(call.id, "张老师") == "yours"
        store.broken = None
        await asyncio.sleep(120)
        assert first.told() == ["1"]
    (kept,) = await store.staff_calls()
    assert kept.who == "张老师"
    assert {one.state for one in await store.deliveries()} == {"accepted"}
