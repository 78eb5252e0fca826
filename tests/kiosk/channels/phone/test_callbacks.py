"""Callers whom nobody can answer are offered a call back: when all are busy, after hand-offs, out of hours."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from dialogue.script.calendar import HallCalendar, OfficeHours
from kiosk.channels.phone.callback_dialogue import KEPT, KNOWN, LOST
from kiosk.channels.phone.callbacks import OFFER_S
from kiosk.client.phone_caller import PhoneCaller
from kiosk.config import PhoneSettings
from kiosk.store import StoreError
from kiosk.upstream.handoff_hook import HANDOFF, HandoffReply
from support.halls import LIBRARY
from support.phone_calls import Exchange, exchange

pytestmark = pytest.mark.virtual_time

CALL = uuid.UUID("40325ec2-5efd-4bd3-805f-53576e581d13")
MOBILE = "13800138000"
OFFERS = PhoneSettings(calls=1, callbacks="on", callback_calls=1)
KEYS = "1" + MOBILE + "1"


def said(hall: Exchange, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that announcements are asked for, in order."""
    texts, rendered = list[str](), hall.lines.announcements.rendered

    async def heard(text: str) -> Any:
        texts.append(text)
        return await rendered(text)

    monkeypatch.setattr(hall.lines.announcements, "rendered", heard)
    return texts


async def accepts(caller: PhoneCaller, keys: str = KEYS) -> None:
    """Wait for the offer, and press the keys, slowly."""
    await asyncio.sleep(1)
    for key in keys:
        await caller.press(key)
        await asyncio.sleep(0.5)


def reply(hall: Exchange, monkeypatch: pytest.MonkeyPatch, answer: HandoffReply) -> None:
    async def ask(packet: Any) -> HandoffReply:
        return answer

    monkeypatch.setattr(hall.lines.handoff, "ask", ask)


async def test_a_busy_line_offers_a_call_back_beside_the_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange(OFFERS) as hall:
        texts = said(hall, monkeypatch)
        hall.lines.answer("another call", "", 0.0)
        async with hall.call(CALL) as (second, _):
            await accepts(second)
            assert not await second.turn(quiet_s=20)
            assert second.properly
        assert [(ticket.phone, ticket.reason) for ticket in hall.ledger.tickets_kept] == [(MOBILE, "busy")]
        assert texts[-1] == KEPT
        assert hall.lines.outcome(str(CALL)) == "callback"
        assert hall.spoken.streams == [], "no recogniser listens"
        async with hall.call() as (third, _):
            await accepts(third)
            assert not await third.turn(quiet_s=20)
        assert texts[-1] == KNOWN
        assert len(hall.ledger.tickets_kept) == 1


async def test_offers_are_bounded_and_places_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange(OFFERS) as hall:
        texts = said(hall, monkeypatch)
        hall.lines.answer("another call", "", 0.0)
        async with hall.call() as (_, _):
            await asyncio.sleep(1)
            async with hall.call() as (third, _):
                assert not await third.turn(quiet_s=20)
            assert [text for text in texts if text.startswith("线路忙，请您稍后再拨")]
        await asyncio.sleep(1)
        async with hall.call() as (_, _):
            await asyncio.sleep(1)
            assert texts[-1] == "现在线路忙。"


async def test_a_caller_who_presses_keys_for_ever_is_hung_up_on() -> None:
    async with exchange(OFFERS) as hall:
        hall.lines.answer("another call", "", 0.0)
        async with hall.call(CALL) as (caller, serving):
            began = asyncio.get_running_loop().time()
            while not serving.done():
                await caller.press("5")
                await asyncio.sleep(2)
            assert asyncio.get_running_loop().time() - began < OFFER_S + 10
        assert hall.lines.outcome(str(CALL)) == "busy"


async def test_a_key_silences_the_prompt() -> None:
    async with exchange(OFFERS) as hall:
        hall.lines.answer("another call", "", 0.0)
        async with hall.call() as (second, _):
            await asyncio.sleep(1)
            assert np.abs(second.heard[-1]).mean() > 100
            await second.press("5")
            await asyncio.sleep(0.1)
            assert not np.concatenate(second.heard[-2:]).any()


async def test_a_record_that_cannot_be_written_promises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(_: object) -> bool:
        raise StoreError("full", "The record failed: disk is full.")

    async with exchange(OFFERS) as hall:
        monkeypatch.setattr(hall.ledger, "add_ticket", full, raising=False)
        texts = said(hall, monkeypatch)
        hall.lines.answer("another call", "", 0.0)
        async with hall.call(CALL) as (second, _):
            await accepts(second)
            assert not await second.turn(quiet_s=20)
        assert texts[-1] == LOST
        assert hall.lines.outcome(str(CALL)) == "busy"


async def handed_off(hall: Exchange, keys: str = "") -> None:
    """A caller asks for a human, and then presses `keys`."""
    async with hall.call(CALL) as (caller, _):
        await caller.turn()
        await hall.caller.says("我的社保卡丢了")
        await caller.turn()
        await hall.caller.says("我要转人工")
        await asyncio.sleep(8)
        await accepts(caller, keys)
        assert not await caller.turn(quiet_s=30)


async def test_a_hook_that_has_nobody_leads_to_the_offer_with_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange(OFFERS) as hall:
        texts = said(hall, monkeypatch)
        reply(hall, monkeypatch, HandoffReply(posted=True, nobody=True))
        await handed_off(hall, KEYS)
        (ticket,) = hall.ledger.tickets_kept
        assert (ticket.phone, ticket.reason, ticket.service) == (MOBILE, "unanswered", "社保卡挂失")
        assert ticket.conversation
        assert texts[0] == "现在没有工作人员能接听。"
        assert hall.lines.outcome(str(CALL)) == "callback", "the dialplan hands nothing over"


async def test_the_caller_is_told_who_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange(OFFERS) as hall:
        texts = said(hall, monkeypatch)
        reply(hall, monkeypatch, HandoffReply(posted=True, who="三号窗口王老师"))
        await handed_off(hall)
        assert texts == ["三号窗口王老师马上接听您的电话，请稍等。"]
        assert hall.lines.outcome(str(CALL)) == "handoff"


@pytest.mark.parametrize("open_all_day", [True, False])
async def test_out_of_hours_nobody_is_promised(monkeypatch: pytest.MonkeyPatch, open_all_day: bool) -> None:
    hours = (OfficeHours("00:00", "24:00") if open_all_day else OfficeHours("00:00", "00:00"),)
    always = HallCalendar(hours, opened=frozenset(_days()), written=True)
    library = replace(LIBRARY, calendar=always)
    async with exchange(replace(OFFERS, staff="calendar"), library=library) as hall:
        reply(hall, monkeypatch, HandoffReply(posted=True))
        await handed_off(hall, "" if open_all_day else KEYS)
        reasons = [ticket.reason for ticket in hall.ledger.tickets_kept]
        assert reasons == ([] if open_all_day else ["closed"])
        assert hall.lines.outcome(str(CALL)) == ("handoff" if open_all_day else "callback")


def _days() -> list[Any]:
    today = datetime.now().astimezone().date()
    return [today + timedelta(days=n) for n in (-1, 0, 1)]


async def test_the_exchange_says_that_nobody_answered_and_calls_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange(OFFERS) as hall:
        assert not hall.lines.unanswered(str(CALL)), "it was not handed over"
        reply(hall, monkeypatch, HandoffReply(posted=True))
        await handed_off(hall)
        texts = said(hall, monkeypatch)
        assert hall.lines.unanswered(str(CALL))
        async with hall.call(CALL) as (caller, _):
            await accepts(caller)
            assert not await caller.turn(quiet_s=30)
        assert texts[0] == "工作人员没有接到您的电话。"
        assert [ticket.reason for ticket in hall.ledger.tickets_kept] == ["unanswered"]
        async with hall.call(CALL) as (caller, _):
            assert await caller.turn(), "and the next time it is a call like any other"


async def test_a_case_that_the_hook_did_not_take_waits_in_the_outbox(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange(OFFERS) as hall:
        reply(hall, monkeypatch, HandoffReply())
        await handed_off(hall)
        (held,) = hall.ledger.deliveries.values()
        assert held.kind == HANDOFF
        assert "社保卡挂失" in held.body
        assert hall.lines.outcome(str(CALL)) == "handoff"


@pytest.mark.parametrize(("refused", "state"), [(False, "accepted"), (True, "refused")])
async def test_a_case_is_in_the_outbox_before_the_hook_is_asked(
    monkeypatch: pytest.MonkeyPatch, refused: bool, state: str
) -> None:
    held_then = list[str]()
    async with exchange(replace(OFFERS, handoff_url="http://desk.example/case")) as hall:

        async def ask(packet: Any) -> HandoffReply:
            held_then.extend(hall.ledger.deliveries)
            return HandoffReply(posted=True, refused=refused)

        monkeypatch.setattr(hall.lines.handoff, "ask", ask)
        await handed_off(hall)
        (held,) = hall.ledger.deliveries.values()
        assert held_then == [held.id]
        assert hall.ledger.tried == [(held.id, state)]


async def test_hanging_up_at_any_moment_of_the_offer_leaves_nothing() -> None:
    before = asyncio.all_tasks()
    async with exchange(OFFERS) as hall:
        hall.lines.answer("another call", "", 0.0)
        for seconds in range(0, 30, 3):
            async with hall.call() as (second, _):
                for key in KEYS[: seconds // 2]:
                    await second.press(key)
                await asyncio.sleep(seconds)
            await asyncio.sleep(3)
            assert len(hall.lines) == 0
    await asyncio.sleep(1)
    assert asyncio.all_tasks() == before
