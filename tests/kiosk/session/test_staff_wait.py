"""What a citizen at the kiosk hears after staff were called: who comes, not yet, nobody; and where none can be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from kiosk.hall import phrases
from kiosk.hall.staff_call import UNRESOLVED, StaffCall
from kiosk.session.staff_wait import COMING_S
from kiosk.wire import messages as m
from support import session_world
from support.session_world import World

pytestmark = pytest.mark.virtual_time


def on_duty() -> None:
    """A bell page that is only open."""


@asynccontextmanager
async def hall(*, staff: bool = True, fault: str = "") -> AsyncIterator[World]:
    async with session_world.hall(fault) as world:
        if staff:
            world.hall.staff.watch(on_duty)
            world.hall.staff.go_on_duty(on_duty, "张老师")
        yield world
        await world.hall.staff.close()


def open_call(world: World) -> StaffCall:
    (call,) = world.hall.staff.open_calls()
    return call


def banner(world: World) -> str:
    return str(world.of(m.HandoffMessage)[-1].text)


async def asked_for(world: World) -> StaffCall:
    await world.do(m.Start())
    await world.do(m.Text("转人工"))
    return open_call(world)


async def test_who_comes_is_shown_and_said_and_the_page_is_free_when_they_are_there() -> None:
    async with hall() as world:
        call = await asked_for(world)
        assert (call.device, call.channel, call.reason) == ("test", "screen", "asked")
        assert "我这就请工作人员过来" in world.said()
        assert banner(world) == phrases.STAFF_CALLED
        await asyncio.sleep(20)
        assert not world.session.over
        world.hall.staff.take(call.id, "张老师")
        await world.answered()
        assert banner(world) == "张老师马上过来。"
        assert "张老师马上过来" in world.said()
        await asyncio.sleep(20)
        assert not world.session.over
        world.hall.staff.arrive(call.id, "张老师")
        await asyncio.sleep(1)
        assert open_call(world).gone == "", "the citizen is with them"
        assert [g.reason for g in world.of(m.Goodbye)] == ["handoff"]
        assert [reason for reason, *_ in world.ledger.finished] == ["handoff"]
    assert set(world.ledger.staff_calls_kept) == {call.id}


async def test_nobody_comes_and_the_citizen_is_told() -> None:
    async with hall() as world:
        await asked_for(world)
        await asyncio.sleep(world.hall.settings.staff.after_s + 10)
        assert phrases.nobody_came("服务台") in world.said()
        assert [g.reason for g in world.of(m.Goodbye)] == ["handoff"]
        assert open_call(world).state == "nobody", "staff still see it"
        assert open_call(world).told_ms is not None
        assert open_call(world).gone == "over"


async def test_somebody_who_says_it_and_does_not_come_keeps_the_page_for_a_bounded_time() -> None:
    async with hall() as world:
        call = await asked_for(world)
        world.hall.staff.take(call.id, "张老师")
        await asyncio.sleep(COMING_S - 5)
        assert not world.session.over
        await asyncio.sleep(10)
        assert world.session.over


async def test_where_nobody_can_be_called_nothing_is_promised() -> None:
    async with hall(staff=False) as world:
        call = await asked_for(world)
        await asyncio.sleep(15)
        assert "工作人员过来" not in world.said()
        assert "请您到服务台，那里有人帮您" in world.said()
        assert banner(world) == "请您到服务台，那里有人帮您。"
        assert [g.reason for g in world.of(m.Goodbye)] == ["handoff"]
        assert call.state == "calling", "a bell page that opens later shows it"
        assert open_call(world).gone == "over"


async def test_a_danger_is_called_for_at_once_with_its_kind() -> None:
    async with hall() as world:
        await world.do(m.Start())
        await world.do(m.Text("着火了，快来人"))
        assert (open_call(world).reason, open_call(world).danger) == ("danger", "fire")


async def test_a_danger_that_is_over_calls_staff_and_goes_on_with_the_conversation() -> None:
    async with hall() as world:
        await world.do(m.Start())
        await world.do(m.Text("有个法官打电话说我卡涉案让我挂失"))
        call = open_call(world)
        assert (call.reason, call.danger) == ("danger", "fraud")
        before = world.said()
        world.hall.staff.take(call.id, "张老师")
        await asyncio.sleep(1)
        assert banner(world) == "张老师马上过来。"
        assert world.said() == before, "she does not talk into it"
        assert not world.session.over


async def test_a_stage_that_breaks_calls_staff(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    async with hall() as world:
        await world.do(m.Start())
        monkeypatch.setattr(world.hall.machine, "step", broken)
        await world.do(m.Text("社保卡丢了"))
        assert open_call(world).reason == "fault"
        assert [g.reason for g in world.of(m.Goodbye)] == ["fault"]


async def test_who_leaves_while_waiting_was_handed_off() -> None:
    async with hall() as world:
        call = await asked_for(world)
        world.session.end("idle")
        await asyncio.sleep(1)
        assert [reason for reason, *_ in world.ledger.finished] == ["handoff"]
        assert world.hall.staff.take(call.id, "张老师") == "yours"


async def test_who_touches_the_end_has_gone_at_once() -> None:
    async with hall() as world:
        call = await asked_for(world)
        world.hall.staff.take(call.id, "张老师")
        world.session.end("cancelled")
        assert (open_call(world).state, open_call(world).gone) == ("coming", "bye")


async def test_a_line_that_was_cut_and_did_not_come_back() -> None:
    async with hall() as world:
        await asked_for(world)
        world.session.detach()
        await asyncio.sleep(world.hall.settings.staff.after_s + 10)
        assert open_call(world).state == "nobody"
        assert open_call(world).told_ms is None, "nobody was there to be told"
        assert open_call(world).gone == ""
        world.session.end("idle")
        assert open_call(world).gone == "lost"


async def test_who_was_away_and_comes_back_is_told_that_nobody_came() -> None:
    async with hall() as world:
        await asked_for(world)
        world.session.detach()
        await asyncio.sleep(world.hall.settings.staff.after_s + 10)
        world.session.attach(world.page)
        await asyncio.sleep(1)
        assert open_call(world).told_ms is not None


async def test_a_hall_that_stops_says_nothing_of_the_citizen() -> None:
    async with hall() as world:
        await asked_for(world)
        world.session.end("drain")
        assert open_call(world).gone == ""


async def test_a_page_that_was_away_is_told_when_it_is_back() -> None:
    async with hall() as world:
        call = await asked_for(world)
        world.session.detach()
        world.hall.staff.take(call.id, "张老师")
        await asyncio.sleep(5)
        said = world.said()
        world.session.attach(world.page)
        await world.answered()
        assert banner(world) == "张老师马上过来。"
        assert "张老师马上过来" in world.said().removeprefix(said)


async def test_the_hall_that_stops_ends_the_wait() -> None:
    async with hall() as world:
        await asked_for(world)
        world.session.end_politely("drain", phrases.DRAIN)
        await asyncio.sleep(20)
        assert [g.reason for g in world.of(m.Goodbye)] == ["drain"]


async def test_staff_hear_that_a_case_may_have_been_filed_and_its_number() -> None:
    async with hall(fault="sbk.loss") as world:
        await session_world.apply(world)
        for _ in range(4):
            if world.hall.staff.open_calls():
                break
            await world.say("对")
        (entry,) = world.ledger.unresolved.values()
        call = open_call(world)
        assert call.unresolved == (entry.number,)
        assert (UNRESOLVED, entry.number) in call.rows
        assert f"先按 {entry.number} 查清" in call.message("called", "first", "staff.first", 0).body


async def test_what_is_told_of_staff_waits_for_the_sentence_in_hand() -> None:
    """Somebody comes while she says who is called; and the line is lost and back in between."""
    async with hall() as world:
        await world.do(m.Start())
        world.session.inputs.text("转人工")
        async with asyncio.timeout(60):
            while "我这就请" not in world.said():
                await asyncio.sleep(0.02)
        world.session.detach()
        world.hall.staff.take(open_call(world).id, "张老师")
        await asyncio.sleep(1)
        before = world.said()
        world.session.attach(world.page)
        await world.answered()
        again = world.said().removeprefix(before)
        assert again.index("我这就请工作人员过来") < again.index("张老师马上过来")
