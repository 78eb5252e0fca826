"""A caller who was handed off, and the staff of the hall: who comes, nobody, or an exchange that finds somebody."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import pytest

from kiosk.channels.phone.announcements import NOBODY_THERE
from kiosk.channels.phone.callback_dialogue import KEPT, OFFER
from kiosk.channels.phone.keypad import AFTER_ZERO_S
from kiosk.channels.phone.staff_wait import CALLING, STILL_CALLING
from kiosk.config import PhoneSettings, StaffSettings
from kiosk.hall.staff_call import StaffCall
from support.phone_calls import Exchange, exchange

pytestmark = pytest.mark.virtual_time

CALL = uuid.UUID("40325ec2-5efd-4bd3-805f-53576e581d13")
OFFERS = PhoneSettings(callbacks="on")
WAITS = StaffSettings(after_s=40, callers="wait")
MOBILE = "13800138000"


def on_duty() -> None:
    """A bell page that is only open."""


def said(hall: Exchange, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that announcements are asked for, in order."""
    texts, rendered = list[str](), hall.lines.announcements.rendered

    async def heard(text: str) -> Any:
        texts.append(text)
        return await rendered(text)

    monkeypatch.setattr(hall.lines.announcements, "rendered", heard)
    return texts


async def asks_for_a_human(hall: Exchange, caller: Any) -> StaffCall:
    await caller.turn()
    await hall.caller.says("我的社保卡丢了")
    await caller.turn()
    await hall.caller.says("我要转人工")
    while not hall.hall.staff.open_calls():
        await asyncio.sleep(0.5)
    (call,) = hall.hall.staff.open_calls()
    return call


async def test_the_caller_waits_for_who_says_that_they_come(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange(OFFERS, WAITS) as hall:
        hall.hall.staff.go_on_duty(on_duty, "张老师")
        texts = said(hall, monkeypatch)
        async with hall.call(CALL) as (caller, _):
            call = await asks_for_a_human(hall, caller)
            assert (call.channel, call.device, call.service) == ("phone", "audiosocket", "社保卡挂失")
            await asyncio.sleep(30)
            hall.hall.staff.take(call.id, "张老师")
            assert not await caller.turn(quiet_s=20)
        assert texts == [CALLING, STILL_CALLING, "张老师马上接听您的电话，请稍等。"]
        assert hall.lines.outcome(str(CALL)) == "handoff"


async def test_nobody_comes_and_the_caller_is_offered_a_call_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange(OFFERS, WAITS) as hall:
        hall.hall.staff.go_on_duty(on_duty, "张老师")
        texts = said(hall, monkeypatch)
        async with hall.call(CALL) as (caller, _):
            await asks_for_a_human(hall, caller)
            await asyncio.sleep(55)
            for key in "1" + MOBILE + "1":
                await caller.press(key)
                await asyncio.sleep(0.5)
            assert not await caller.turn(quiet_s=30)
        assert NOBODY_THERE in texts
        assert texts[-1] == KEPT
        assert [(ticket.phone, ticket.reason) for ticket in hall.ledger.tickets_kept] == [(MOBILE, "unanswered")]


async def test_where_nobody_can_be_called_the_caller_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange(OFFERS, WAITS) as hall:
        texts = said(hall, monkeypatch)
        async with hall.call(CALL) as (caller, _):
            await asks_for_a_human(hall, caller)
            await asyncio.sleep(20)
        assert texts[0] == NOBODY_THERE


@pytest.mark.parametrize("during_greeting", [True, False])
async def test_zero_with_nobody_on_duty_is_answered_at_once(
    during_greeting: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is promised first, and the offer of a call back follows."""
    async with exchange(OFFERS, WAITS) as hall:
        texts = said(hall, monkeypatch)
        async with hall.call(CALL) as (caller, _):
            await (asyncio.sleep(1) if during_greeting else caller.turn())
            await caller.press("0")
            loop = asyncio.get_running_loop()
            pressed = loop.time()
            while NOBODY_THERE not in texts:
                await asyncio.sleep(0.02)
            assert loop.time() - pressed <= AFTER_ZERO_S + 0.2
            while OFFER not in texts:
                await asyncio.sleep(0.02)
            for key in "1" + MOBILE + "1":
                await asyncio.sleep(0.5)
                await caller.press(key)
            assert not await caller.turn(quiet_s=30)
        assert texts[:2] == [NOBODY_THERE, OFFER]
        assert not any("转接" in text for who, text, heard in hall.ledger.turns if who == "clerk" and heard is None)
        assert [(ticket.phone, ticket.reason) for ticket in hall.ledger.tickets_kept] == [(MOBILE, "unanswered")]
        assert hall.lines.outcome(str(CALL)) == "callback"


async def test_a_caller_who_hangs_up_is_no_longer_waited_for() -> None:
    async with exchange(OFFERS, WAITS) as hall:
        hall.hall.staff.go_on_duty(on_duty, "张老师")
        async with hall.call(CALL) as (caller, _):
            await asks_for_a_human(hall, caller)
            await asyncio.sleep(12)
        assert hall.hall.staff.open_calls() == []
        await hall.hall.record_writer.settle(1)
        endings = [changes["ending"] for _, changes, _ in hall.ledger.staff_changes if "ending" in changes]
        assert endings == ["left"]


async def test_an_exchange_that_finds_somebody_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange(OFFERS) as hall:
        hall.hall.staff.go_on_duty(on_duty, "张老师")
        texts = said(hall, monkeypatch)
        async with hall.call(CALL) as (caller, _):
            await asks_for_a_human(hall, caller)
            assert not await caller.turn(quiet_s=30)
        assert texts == []
        assert hall.lines.outcome(str(CALL)) == "handoff"
