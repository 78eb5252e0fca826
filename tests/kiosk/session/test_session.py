"""Whole conversations through a session in virtual time: the real machine and scripts, no sound card, no disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from asr import Transcript
from dialogue import Machine, phrases
from dialogue.acts import ReceiptCard
from kiosk.channels.browser.inputs import deliver
from kiosk.session.dialogue import SLOW_S
from kiosk.wire import messages as m
from support.fakes import Page
from support.session_world import CITIZEN_ID, World, apply, hall

pytestmark = pytest.mark.virtual_time


async def test_a_card_is_reported_lost_from_greeting_to_receipt() -> None:
    async with hall() as world:
        await apply(world)
        for _ in range(4):
            if any(isinstance(card, ReceiptCard) for card in world.of(m.Cards)[-1].cards):
                break
            await world.say("对")
        (receipt,) = [c for c in world.of(m.Cards)[-1].cards if isinstance(c, ReceiptCard)]
        assert receipt.number == "SB20260001"
        assert receipt.time
        await world.say("非常满意")
        if not world.of(m.Goodbye):
            await world.say("不用了")
        assert [g.reason for g in world.of(m.Goodbye)] == ["completed"]
        assert [c[0] for c in world.backend.calls] == ["sbk.status", "sbk.loss"]
        assert world.backend.calls[1][2], "a submission without an idempotency key"
    (reason, service, slots, number) = world.ledger.finished[0]
    assert (reason, service, number) == ("completed", "社保卡挂失", "SB20260001")
    assert slots["身份证号"] == CITIZEN_ID
    assert ("citizen", "你好我的社保卡丢了", None) in world.ledger.turns


async def test_the_screen_never_shows_a_whole_number() -> None:
    async with hall() as world:
        await apply(world)
        shown = "".join(t.text for t in world.of(m.TranscriptMessage)) + repr(world.of(m.Cards))
        assert CITIZEN_ID not in shown
        assert "13800138000" not in shown


async def test_barge_in_stops_her_and_history_is_cut() -> None:
    async with hall() as world:
        deliver(m.Start(), world.session)
        await world.until("speaking")
        await asyncio.sleep(1.5)
        await world.say("社保卡丢了")
        assert len(world.of(m.Stop)) == 1
    cut = next(heard for who, _, heard in world.ledger.turns if who == "clerk")
    assert cut is not None
    assert "您好".startswith(cut[:2])


def greetings(world: World) -> list[str | None]:
    """What was heard of each greeting in the record; None: all of it."""
    return [heard for who, text, heard in world.ledger.turns if who == "clerk" and "您好" in text]


@pytest.mark.parametrize("how", ["leave", "barge-in", "drain"])
async def test_what_was_heard_of_words_that_the_end_cuts_is_in_the_record(how: str) -> None:
    """Also where a barge-in cut them just before, and the page's report is still waited for."""
    async with hall() as world:
        deliver(m.Start(), world.session)
        await world.until("speaking")
        await asyncio.sleep(1.5)
        if how == "barge-in":
            await world.citizen.voice()
            await world.citizen.partial("社保卡丢了")
            await asyncio.sleep(0.2)
        if how == "drain":
            world.session.end_politely("drain", "请稍后再来。")
            await asyncio.sleep(30)
        else:
            deliver(m.Bye("leave"), world.session)
    (cut,) = greetings(world)
    assert cut is not None
    assert cut.startswith("您好")
    written = len(world.ledger.turns)
    await asyncio.sleep(2)
    assert len(world.ledger.turns) == written, "nothing is written once the record is closed"


async def test_what_was_heard_of_words_that_a_lost_connection_cuts_is_in_the_record() -> None:
    async with hall() as world:
        deliver(m.Start(), world.session)
        await world.until("speaking")
        await asyncio.sleep(1.5)
        world.hall.sessions.detach(world.session, world.page)
        await asyncio.sleep(1)
        (cut,) = greetings(world)
        assert cut is not None
        assert cut.startswith("您好")
    assert len(greetings(world)) == 1


async def test_a_hall_that_stops_does_not_wait_for_last_words_that_no_page_would_hear() -> None:
    async with hall() as world:
        await world.do(m.Start())
        world.hall.sessions.detach(world.session, world.page)
        loop = asyncio.get_running_loop()
        began = loop.time()
        await world.hall.sessions.drain(1)
        assert loop.time() - began == pytest.approx(1, abs=0.1)
    assert [ending for ending, *_ in world.ledger.finished] == ["drain"]


async def test_a_cough_does_not_change_the_conversation() -> None:
    async with hall() as world:
        deliver(m.Start(), world.session)
        await world.until("speaking")
        await asyncio.sleep(1.5)
        await world.citizen.voice()
        await world.citizen.words(Transcript("", 0.0, 0.9, 0.4, refused="no_speech"))
        assert world.state == "speaking"
        await world.until("listening")
        assert world.said().count("请问您想办什么业务") >= 1
        assert world.of(m.TranscriptMessage) == []


async def test_words_in_attract_mode_begin_and_noise_does_not() -> None:
    async with hall() as world:
        await world.citizen.voice()
        await world.citizen.words(Transcript("", 0.0, 0.9, 0.4, refused="no_speech"))
        assert world.of(m.Begun) == []
        assert world.ledger.begun == 0
        await world.say("社保卡丢了")
        assert len(world.of(m.Begun)) == 1
        assert "同意" in world.said()


@pytest.mark.parametrize(
    ("text", "confidence", "begins"),
    [
        ("真相又不熟", 0.1, False),  # what 24 h of a noisy hall left over: words of people who talk to each other
        ("真相又不熟", 0.6, True),  # somebody says it clearly: she had better ask
        ("社保卡丢了", 0.1, True),
        ("你好", 0.2, True),
        ("请问有人吗我想办点事", 0.2, True),
    ],
)
async def test_in_attract_mode_unsure_words_that_mean_nothing_begin_nothing(
    text: str, confidence: float, begins: bool
) -> None:
    async with hall() as world:
        await world.citizen.voice()
        await world.citizen.words(Transcript(text, confidence, 0.0, 1.0))
        await asyncio.sleep(3)
        assert bool(world.of(m.Begun)) is begins
        assert bool(world.of(m.TranscriptMessage)) is begins
        assert world.ledger.begun == int(begins)


async def test_a_back_end_that_fails_ends_with_a_human() -> None:
    async with hall(fault="sbk.status") as world:
        await world.do(m.Start())
        await world.say("社保卡丢了")
        await world.say("同意")
        await world.do(m.Key(CITIZEN_ID))
        assert world.of(m.HandoffMessage)
        assert [g.reason for g in world.of(m.Goodbye)] == ["handoff"]


async def test_silence_leads_to_a_human_or_an_end_never_to_forever() -> None:
    async with hall() as world:
        await world.do(m.Start())
        async with asyncio.timeout(300):
            while not world.of(m.Goodbye):
                await asyncio.sleep(1)


async def test_a_page_that_comes_back_goes_on_where_it_was() -> None:
    async with hall() as world:
        await world.do(m.Start())
        await world.say("社保卡丢了")
        world.hall.sessions.detach(world.session, world.page)
        await asyncio.sleep(20)
        back = Page()
        back.on_played = partial(deliver, session=world.session)
        playing = asyncio.create_task(back.play())
        assert world.hall.sessions.find(world.session.resume_token) is world.session
        world.hall.sessions.reattach(world.session, back)
        world.page = back
        await world.answered()
        assert "同意" in world.said(), "the question is asked again"
        assert world.of(m.Cards)[0].cards, "and the cards are shown again"
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)


async def test_a_page_that_does_not_come_back_ends_the_conversation() -> None:
    async with hall() as world:
        await world.do(m.Start())
        world.hall.sessions.detach(world.session, world.page)
        await asyncio.sleep(31)
        assert len(world.hall.sessions) == 0
    assert [f[0] for f in world.ledger.finished] == ["idle"]


async def test_leaving_wipes_at_once() -> None:
    async with hall() as world:
        await world.do(m.Start())
        deliver(m.Bye("leave"), world.session)
        await asyncio.sleep(0.1)  # the record is told first
        assert [g.reason for g in world.of(m.Goodbye)] == ["cancelled"]


async def test_a_goodbye_that_crosses_ours_does_not_end_the_next_citizen() -> None:
    async with hall() as world:
        deliver(m.Bye("leave"), world.session)
        await asyncio.sleep(0.1)  # the record is told first
        assert not world.session.over
        await world.do(m.Start())
        assert len(world.of(m.Begun)) == 1


async def test_a_stage_that_breaks_costs_one_conversation_and_says_sorry() -> None:
    async with hall() as world:
        await world.do(m.Start())

        def broken(state: Any, turn: Any) -> Any:
            raise ZeroDivisionError

        world.hall.machine.step = broken  # type: ignore[method-assign]
        await world.do(m.Text("社保卡丢了"))
        assert [h.reason for h in world.of(m.HandoffMessage)] == ["fault"]
        assert [g.reason for g in world.of(m.Goodbye)] == ["fault"]


def renamed(machine: Machine) -> Machine:
    """The hall's scripts, saved again under another version."""
    library = machine.library
    return Machine(replace(library, scripts=tuple(replace(script, version="saved") for script in library.scripts)))


async def test_saved_scripts_are_for_those_who_begin_after() -> None:
    """A page that was open all day begins with what is live now; a conversation keeps what it began with."""
    async with hall() as world:
        world.hall.machine = renamed(world.hall.machine)
        await world.do(m.Start())
        await world.say("你好我的社保卡丢了")
        assert world.session.dialogue_state.version == "saved"
        world.hall.machine = Machine(replace(world.hall.library, scripts=()))
        world.session.detach()
        world.session.attach(world.page)  # back within the grace period
        await world.answered()
        await world.say("同意")
        assert world.session.dialogue_state.consented
        assert world.session.dialogue_state.version == "saved"


@asynccontextmanager
async def another_page(world: World) -> AsyncIterator[Page]:
    """The client comes back at another page."""
    back = Page()
    back.on_played = partial(deliver, session=world.session)
    playing = asyncio.create_task(back.play())
    world.hall.sessions.reattach(world.session, back)
    world.page = back
    try:
        await world.answered()
        yield back
    finally:
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)


async def test_after_a_barge_in_long_ago_a_page_that_comes_back_hears_the_question_that_is_open() -> None:
    async with hall() as world:
        await world.do(m.Start())
        await world.citizen.says("你好我的社保卡丢了")
        await world.until("speaking")
        await asyncio.sleep(3)
        await world.say("同意")  # into the consent question
        await world.do(m.Key(CITIZEN_ID))
        assert "您要临时挂失，还是正式挂失" in world.said()
        world.hall.sessions.detach(world.session, world.page)
        await asyncio.sleep(2)
        async with another_page(world):
            assert world.said() in "您要临时挂失，还是正式挂失？"
            assert world.said()


@pytest.mark.parametrize("away_s", [3, 25])
async def test_what_is_decided_while_the_page_is_away_is_said_when_it_is_back(away_s: float) -> None:
    async with hall() as world:
        await world.do(m.Start())
        await world.say("社保卡丢了")
        await world.say("同意")
        deliver(m.Key(CITIZEN_ID), world.session)
        await asyncio.sleep(0.05)
        world.hall.sessions.detach(world.session, world.page)
        await asyncio.sleep(away_s)
        before = [text for who, text, *_ in world.ledger.turns if who == "clerk"]
        assert not any("还是正式挂失" in text for text in before), "nobody was there to hear it"
        async with another_page(world):
            assert "您要临时挂失，还是正式挂失" in world.said()


async def test_a_page_that_was_away_during_a_slow_call_hears_no_reminders_of_it() -> None:
    async with hall() as world:
        answer = world.backend.call

        async def slow(*args: Any, **parts: Any) -> dict[str, str]:
            await asyncio.sleep(5 * SLOW_S)
            return await answer(*args, **parts)

        world.backend.call = slow  # type: ignore[method-assign]
        await world.do(m.Start())
        await world.say("社保卡丢了")
        await world.say("同意")
        deliver(m.Key(CITIZEN_ID), world.session)
        await asyncio.sleep(0.05)
        world.hall.sessions.detach(world.session, world.page)
        await asyncio.sleep(6 * SLOW_S)
        async with another_page(world):
            assert phrases.STILL_WORKING not in world.said()
            assert "您要临时挂失，还是正式挂失" in world.said()


async def test_a_submission_of_unknown_outcome_is_on_the_list_before_the_citizen_hears_its_number() -> None:
    async with hall(fault="sbk.loss") as world:
        await apply(world)
        for _ in range(4):
            if world.of(m.Goodbye):
                break
            await world.say("对")
        ((key, entry),) = world.ledger.unresolved.items()
        assert key == next(call[2] for call in world.backend.calls if call[0] == "sbk.loss")
        assert entry.values["手机号"] == "13800138000"
        assert ("outcome unknown", entry.number) in world.ledger.events
        assert "现在不能确定办成了没有" in world.said()
    assert world.ledger.cases == {conversation: [] for conversation in world.ledger.cases}
