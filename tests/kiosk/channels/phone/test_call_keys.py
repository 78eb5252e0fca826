"""Keys in a conversation, in virtual time: which question they answer, and which they must not answer."""

from __future__ import annotations

import asyncio

import pytest

from dialogue import phrases
from dialogue.understand.validation_messages import WRONG_KEY_YES_NO
from kiosk.client.phone_caller import PhoneCaller
from kiosk.session import Session
from support.phone_calls import Exchange, exchange

pytestmark = pytest.mark.virtual_time

CITIZEN_ID, MOBILE, TICKET = "110105198506123729", "13800138000", "26115837"


def session_of(hall: Exchange) -> Session:
    (session,) = hall.hall.sessions.live
    assert isinstance(session, Session)
    return session


def said(hall: Exchange) -> list[str]:
    return [text for who, text, _ in hall.ledger.turns if who == "clerk"]


async def at_the_consent(hall: Exchange, caller: PhoneCaller) -> Session:
    await caller.turn()
    await hall.caller.says("我的社保卡丢了")
    await caller.turn()
    session = session_of(hall)
    assert session.dialogue_state.question.kind == "consent"
    return session


async def test_a_key_at_connect_chooses_nothing_and_cuts_no_greeting_short() -> None:
    async with exchange() as hall, hall.call() as (caller, _):
        await caller.press("1")
        await caller.turn()
        await asyncio.sleep(4)
        assert session_of(hall).dialogue_state.service == ""
        assert said(hall) == [phrases.GREETING_ON_PHONE]


async def test_a_key_that_nothing_announced_is_explained_once_and_0_stays() -> None:
    async with exchange() as hall, hall.call() as (caller, _):
        await caller.turn()
        for keys in ("1", "7", TICKET):
            await caller.press(keys)
            await asyncio.sleep(8)
            assert session_of(hall).dialogue_state.service == ""
        assert said(hall).count(phrases.KEYS_UNANNOUNCED) == 1
        assert session_of(hall).dialogue_state.no_matches == 0
        await caller.press("0")
        assert not await caller.turn(quiet_s=5)


async def test_a_key_that_nothing_announced_swallows_no_speech() -> None:
    async with exchange() as hall, hall.call() as (caller, _):
        await caller.turn()
        await hall.caller.voice()
        await hall.caller.partial("我的社保卡")
        await caller.press("1")
        await asyncio.sleep(1)
        await hall.caller.says("我的社保卡丢了")
        await caller.turn()
        assert session_of(hall).dialogue_state.service == "社保卡挂失"
        assert phrases.KEYS_UNANNOUNCED not in said(hall)


@pytest.mark.parametrize("keys", [TICKET, "1" + TICKET, "11", CITIZEN_ID])
async def test_a_number_keyed_at_a_yes_or_no_answers_nothing_and_the_question_is_put_again(keys: str) -> None:
    async with exchange() as hall, hall.call() as (caller, _):
        session = await at_the_consent(hall, caller)
        await caller.press(keys)
        await caller.turn(quiet_s=4)
        state = session.dialogue_state
        assert state.question.kind == "consent", "neither agreed nor refused"
        assert not state.consented
        assert any(WRONG_KEY_YES_NO in text for text in said(hall))
        await caller.press("1")
        await caller.turn()
        assert session.dialogue_state.consented


async def test_a_key_and_the_number_that_is_asked_for_behind_it_are_two_answers() -> None:
    async with exchange() as hall, hall.call() as (caller, _):
        session = await at_the_consent(hall, caller)
        await caller.press("1" + CITIZEN_ID)
        await caller.turn()
        state = session.dialogue_state
        assert state.consented
        assert state.values()["身份证号"] == CITIZEN_ID


async def test_a_key_before_an_option_question_is_put_is_no_option() -> None:
    async with exchange() as hall, hall.call() as (caller, _):
        session = await at_the_consent(hall, caller)
        await caller.press("1")
        await caller.turn()
        await caller.press(CITIZEN_ID + "1")  # the option is asked for only after a call to the back end
        await caller.turn()
        assert session.dialogue_state.question.slot == "挂失方式"
        assert "挂失方式" not in session.dialogue_state.values()
        await caller.press("2")
        await caller.turn()
        assert session.dialogue_state.values()["挂失方式"] == "正式挂失"


@pytest.mark.parametrize("keys", ["1", TICKET])
async def test_a_key_agrees_to_no_offer_of_a_human_that_was_not_heard(keys: str) -> None:
    async with exchange() as hall, hall.call() as (caller, _):
        await caller.turn()
        await hall.caller.says("我要办离婚登记")
        session = session_of(hall)
        async with asyncio.timeout(30):
            while session.dialogue_state.interjection is None:
                await asyncio.sleep(0.02)
        assert session.dialogue_state.interjection.kind == "human"
        await asyncio.sleep(0.1)
        assert not session.question_heard
        await caller.press(keys)
        await asyncio.sleep(1)
        assert not caller.hung_up.is_set()
        assert await caller.turn(quiet_s=4), "she goes on"
        assert session.dialogue_state.interjection is not None
        await caller.press("1")
        assert not await caller.turn(quiet_s=8), "heard, and agreed to"
