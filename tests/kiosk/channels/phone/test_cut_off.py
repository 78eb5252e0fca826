"""A call that is cut off goes on when its caller calls again, knows the second factor, and is not too late."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from dialogue.machine.state import OF_A_SERVICE, Frame, base_key
from kiosk.channels.phone.call_handoff import CallHandoff
from kiosk.channels.phone.cut_off import CutOffCalls
from kiosk.channels.phone.resume_dialogue import ASK, WRONG
from kiosk.client.phone.carrier import CarrierGateway
from kiosk.client.phone_caller import PhoneCaller, is_loud
from kiosk.config import PhoneSettings
from kiosk.session import Session
from kiosk.wire.phone.dialects import TWILIO
from support.phone_calls import Exchange, exchange

pytestmark = pytest.mark.virtual_time

CITIZEN_ID = "110105198506123729"


@asynccontextmanager
async def calling(hall: Exchange, number: str = "13800138000") -> AsyncIterator[PhoneCaller]:
    """A call, hung up on at the end."""
    gateway = CarrierGateway(TWILIO, uuid.uuid4().hex, caller=number)
    async with hall.connected(gateway, "twilio") as (caller, _, _):
        await asyncio.sleep(1)
        yield caller


def talking(hall: Exchange) -> Session | None:
    """The conversation that is on; there is one at most."""
    return next(iter(hall.hall.sessions.live), None)  # type: ignore[return-value]


def asks(hall: Exchange, slot: str) -> bool:
    session = talking(hall)
    if session is None or session.asked is None:
        return False
    return not slot or session.dialogue_state.question.slot == slot


async def until_asked(hall: Exchange, slot: str = "") -> None:
    """Until a question is open; of this slot, where one is named."""
    async with asyncio.timeout(120):
        while not asks(hall, slot):
            await asyncio.sleep(0.1)


async def heard_out(hall: Exchange, caller: PhoneCaller, slot: str = "") -> None:
    """Until a question is open and has been heard to its end."""
    await until_asked(hall, slot)
    async with asyncio.timeout(60):
        while any(map(is_loud, caller.heard[-50:])) or not asks(hall, slot):
            await asyncio.sleep(0.1)


async def cut_off(hall: Exchange, number: str = "13800138000") -> None:
    """A caller gives an identity number and is cut off at the next question."""
    async with calling(hall, number) as caller:
        await heard_out(hall, caller)
        await hall.caller.says("我的社保卡丢了")
        await asyncio.sleep(1)
        await heard_out(hall, caller)
        await caller.press("1")
        await heard_out(hall, caller, "身份证号")
        await caller.press(CITIZEN_ID)
        await until_asked(hall, "挂失方式")


def said(hall: Exchange, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts, rendered = list[str](), hall.lines.announcements.rendered

    async def heard(text: str) -> Any:
        texts.append(text)
        return await rendered(text)

    monkeypatch.setattr(hall.lines.announcements, "rendered", heard)
    return texts


async def test_the_caller_goes_on_where_the_call_was_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange() as hall:
        await cut_off(hall)
        texts = said(hall, monkeypatch)
        async with calling(hall) as caller:
            assert talking(hall) is None, "nothing is begun before the second factor"
            await caller.press(CITIZEN_ID[-4:])
            silent = len(caller.heard)
            await asyncio.sleep(5)
            await heard_out(hall, caller, "挂失方式")
            assert any(map(is_loud, caller.heard[silent:])), "the clerk is heard again"
            session = talking(hall)
            assert session is not None
            assert session.dialogue_state.value("身份证号") == CITIZEN_ID
            again = session.id
        assert texts == [ASK]
        assert len(hall.ledger.finished) == 2
        assert len(hall.ledger.channels) == 2, "a conversation of its own in the record"
        assert again in hall.ledger.channels


@pytest.mark.parametrize("pressed", ["#", "111122223333", "4729#"])
async def test_without_the_factor_it_is_a_call_like_any_other(monkeypatch: pytest.MonkeyPatch, pressed: str) -> None:
    async with exchange() as hall:
        await cut_off(hall)
        texts, before = said(hall, monkeypatch), len(hall.ledger.turns)
        for n in range(2):
            async with calling(hall) as caller:
                if n == 0:
                    await caller.press(pressed)
                await until_asked(hall)
                session = talking(hall)
                assert session is not None
                assert not session.dialogue_state.service
        heard = "".join(text for _, text, _ in hall.ledger.turns[before:]) + "".join(texts)
        assert set(texts) <= {ASK, WRONG}, "and the second call is not even asked"
        assert not any(value in heard for value in ("社保卡", CITIZEN_ID[-4:], "王小明"))


async def test_hanging_up_at_the_question_loses_neither_the_case_nor_the_count_of_tries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with exchange() as hall:
        await cut_off(hall)
        texts = said(hall, monkeypatch)
        for wrong in ("1111", "2222"):
            async with calling(hall) as caller:
                await caller.press(wrong)
                assert talking(hall) is None
        async with calling(hall) as caller:
            await caller.press(CITIZEN_ID[-4:])
            await until_asked(hall, "挂失方式")
        for n in range(3):
            async with calling(hall) as caller:
                await caller.press("1111")
                await asyncio.sleep(1)
                assert (talking(hall) is None) == (n < 2), "three wrong entries in all"
        assert len(hall.lines.cut_off) == 0
        assert texts.count(ASK) == 6


async def test_a_case_that_is_put_back_is_no_younger(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange() as hall:
        await cut_off(hall)
        await asyncio.sleep(295)
        async with calling(hall):
            await asyncio.sleep(1)
        assert len(hall.lines.cut_off) == 1
        async with calling(hall):
            await asyncio.sleep(10)
        assert len(hall.lines.cut_off) == 0, "it became too old during the question"


async def test_another_caller_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange() as hall:
        await cut_off(hall)
        texts = said(hall, monkeypatch)
        for number in ("13900139000", ""):
            async with calling(hall, number):
                await until_asked(hall)
        assert texts == []


@pytest.mark.parametrize(
    "withheld", ["anonymous", "Anonymous", "unknown", "Restricted", "unavailable", "P", "1234", "+", "13800138000x"]
)
async def test_callers_who_withhold_their_numbers_are_not_one_person(
    monkeypatch: pytest.MonkeyPatch, withheld: str
) -> None:
    async with exchange(PhoneSettings(calls_per_caller=1)) as hall:
        await cut_off(hall, withheld)
        assert len(hall.lines.cut_off) == 0
        texts = said(hall, monkeypatch)
        async with calling(hall, withheld):
            await until_asked(hall)
        assert texts == []


@pytest.mark.parametrize(("settings", "wait_s"), [(PhoneSettings(), 310), (PhoneSettings(resume_s=0), 1)])
async def test_too_late_or_switched_off(
    monkeypatch: pytest.MonkeyPatch, settings: PhoneSettings, wait_s: float
) -> None:
    async with exchange(settings) as hall:
        await cut_off(hall)
        await asyncio.sleep(wait_s)
        assert len(hall.lines.cut_off) == 0, "nothing of it is left in memory"
        texts = said(hall, monkeypatch)
        async with calling(hall):
            await until_asked(hall)
        assert texts == []


async def test_it_is_kept_and_ended_where_the_listener_closes_during_the_hand_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with exchange() as hall:
        closing = asyncio.Event()

        async def hangs(_: CallHandoff) -> None:
            closing.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(CallHandoff, "close", hangs)
        calling_off = asyncio.create_task(cut_off(hall))
        async with asyncio.timeout(120):
            await closing.wait()
        calling_off.cancel()
        await asyncio.gather(calling_off, return_exceptions=True)
        assert len(hall.lines.cut_off) == 1
        assert [reason for reason, *_ in hall.ledger.finished] == ["cancelled"]
        assert len(hall.lines) == 0


async def test_scripts_that_have_changed_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange() as hall:
        await cut_off(hall)
        texts = said(hall, monkeypatch)
        monkeypatch.setattr(hall.hall.machine, "in_hand", lambda _: {"社保卡挂失": "another"})
        async with calling(hall):
            await until_asked(hall)
        assert texts == []


@pytest.mark.parametrize("suspended", [False, True])
@pytest.mark.parametrize("what", ["filed", "drawn"])
async def test_what_may_have_been_filed_or_drawn_is_not_kept(what: str, suspended: bool) -> None:
    """Under another conversation's name, which is part of the idempotency key, it could be filed or drawn again."""
    async with exchange() as hall:
        await cut_off(hall)
        async with calling(hall) as caller:
            await caller.press(CITIZEN_ID[-4:])
            await until_asked(hall, "挂失方式")
            session = talking(hall)
            assert session is not None
            stood = session.snapshot
            calls, library = CutOffCalls(300), hall.hall.library
            state = stood.state
            key = base_key(state.conversation, state.service, state.occurrence)
            sent = state.changed({"sent": True} if what == "filed" else {"submitted": (f"{key}/2",)})
            if suspended:
                frame = Frame(why="digression", **{name: getattr(sent, name) for name in OF_A_SERVICE})
                sent = sent.changed({"stack": (frame,), "sent": False, "occurrence": state.occurrence + 1})
            calls.keep("13800138000", replace(stood, state=sent), library, 0.0)
            assert len(calls) == 0
            calls.keep("13800138000", stood, library, 0.0)
            assert len(calls) == 1
