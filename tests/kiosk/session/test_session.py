"""Whole conversations through a session in virtual time: the real machine and scripts, no sound card, no disk."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from asr import MicState, Transcript
from dialogue import Machine
from dialogue.acts import ReceiptCard
from kiosk.channels.browser.inputs import deliver
from kiosk.session import ClientProfile, Session
from kiosk.wire import messages as m
from support.fakes import Backend, Ledger, Page
from support.halls import make_hall
from support.speech_stand_in import SpeakingCitizen, SpeechStandIn

pytestmark = pytest.mark.virtual_time

PROFILE = ClientProfile("screen", "test", screen=True)
CITIZEN_ID = "11010519491231002X"


class World:
    """A session with a page before it, and hands to do things with."""

    def __init__(self, backend: Backend) -> None:
        self.ledger, self.backend = Ledger(), backend
        self.spoken = SpeechStandIn()
        self.hall = make_hall(backend=backend, store=self.ledger, segmenter_hub=self.spoken, recogniser=self.spoken)
        self.page = Page()
        self.session = Session(self.hall, self.page, PROFILE)
        self.page.on_played = partial(deliver, session=self.session)

    async def until(self, state: str, within: float = 120) -> None:
        async with asyncio.timeout(within):
            while self.state != state:
                await asyncio.sleep(0.05)

    @property
    def state(self) -> str:
        return next(t.state for t in reversed(self.page.messages) if isinstance(t, m.TurnState))

    def said(self) -> str:
        return "".join(t.text for t in self.page.messages if isinstance(t, m.SayMessage))

    def of(self, kind: type) -> list[Any]:
        return [t for t in self.page.messages if isinstance(t, kind)]

    async def say(self, text: str) -> None:
        """Spoken words; then wait for the citizen's next turn."""
        await self.citizen.says(text)
        await self.answered()

    @property
    def citizen(self) -> SpeakingCitizen:
        return self.spoken.streams[0]

    def count_steps(self) -> list[Any]:
        """What the machine is asked to decide from now on."""
        steps: list[Any] = []
        step = self.hall.machine.step

        def counted(state: Any, what: Any, texts: Any = None) -> Any:
            steps.append(what)
            return step(state, what, texts)

        self.hall.machine.step = counted  # type: ignore[method-assign]
        return steps

    @asynccontextmanager
    async def microphone_on(self) -> AsyncIterator[None]:
        """The page sends sound, in which nothing is heard."""

        async def send() -> None:
            for first in itertools.count(0, 320):
                self.session.hear(first, np.zeros(320, np.int16))
                await asyncio.sleep(0.5)

        sending = asyncio.create_task(send())
        try:
            yield
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def do(self, message: m.Up) -> None:
        deliver(message, self.session)
        await self.answered()

    async def answered(self) -> None:
        await asyncio.sleep(0.1)
        async with asyncio.timeout(120):
            while self.state not in ("listening", "ended"):
                await asyncio.sleep(0.05)


@asynccontextmanager
async def hall(fault: str = "") -> AsyncIterator[World]:
    world = World(Backend(fault))
    world.hall.sessions.enter(world.session)
    playing = asyncio.create_task(world.page.play())
    try:
        yield world
    finally:
        playing.cancel()
        world.session.end("cancelled")
        await world.hall.sessions.drain(1)
        await asyncio.gather(playing, return_exceptions=True)
        await world.hall.segmenter_hub.close()
        world.hall.threads.shutdown()


async def apply(world: World) -> None:
    """Up to the confirmation."""
    await world.do(m.Start())
    await world.say("你好我的社保卡丢了")
    await world.say("同意")
    await world.do(m.Key(CITIZEN_ID))
    await world.say("临时挂失")
    await world.do(m.Key("13800138000"))
    if "对吗" in world.said().rsplit("手机", 1)[-1] and not world.of(m.Cards)[-1].cards:
        await world.say("对")


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


def heard(text: str) -> Transcript:
    return Transcript(text, 0.9, 0.0, 1.0)


async def consent_is_being_asked(world: World) -> None:
    await world.do(m.Start())
    await world.citizen.says("社保卡丢了")
    await world.until("speaking")
    await asyncio.sleep(2)


async def test_a_yes_said_into_the_question_waits_for_its_end() -> None:
    async with hall() as world:
        await consent_is_being_asked(world)
        await world.citizen.says("嗯")
        assert world.state == "speaking"
        assert world.of(m.Stop) == []
        await world.answered()
        assert world.of(m.Stop) == [], "she asked the whole question"
        assert "身份证" in world.said(), "and took the yes for an answer"


async def test_words_stop_her_before_they_are_complete() -> None:
    async with hall() as world:
        await consent_is_being_asked(world)
        await world.citizen.voice()
        await world.citizen.partial("嗯")
        assert world.of(m.Stop) == []
        await world.citizen.partial("不是")
        assert len(world.of(m.Stop)) == 1
        assert world.state == "hearing"
        assert [p.text for p in world.of(m.Partial)] == ["嗯", "不是"]
        await world.citizen.words(heard("不是我要办居住证"))
        await world.answered()


async def test_what_is_said_before_the_text_is_known_joins_it() -> None:
    async with hall() as world:
        await world.do(m.Start())
        said, spoken = world.said(), len(world.of(m.SayMessage))
        steps = world.count_steps()
        await world.citizen.voice()
        await world.citizen.words(heard("我想问一下"), going_on=True)
        assert world.state == "hearing"
        await world.citizen.words(heard("社保卡丢了怎么办"))
        await world.answered()
        assert [s.text for s in steps] == ["我想问一下社保卡丢了怎么办"]
        assert "同意" in world.said()[len(said) :]
        assert len(world.of(m.SayMessage)) > spoken


async def test_what_is_said_into_the_pause_joins_what_was_said_before() -> None:
    async with hall() as world:
        await world.do(m.Start())
        said = world.said()
        steps = world.count_steps()
        await world.citizen.says("我想问一下")
        await world.citizen.voice()
        assert world.state == "hearing"
        await world.citizen.words(heard("社保卡丢了怎么办"))
        await world.answered()
        assert steps[-1].text == "我想问一下社保卡丢了怎么办"
        assert "同意" in world.said()[len(said) :]


async def test_an_answer_that_is_hardly_heard_is_taken_back_with_its_cards() -> None:
    async with hall() as world:
        await world.do(m.Start())
        before = world.of(m.Cards)[-1]
        await world.citizen.says("我要办居住证")
        await world.until("speaking")
        await asyncio.sleep(0.4)
        assert world.of(m.Cards)[-1] != before
        await world.citizen.voice()
        await world.citizen.partial("不对")
        assert world.of(m.Cards)[-1].cards == before.cards, "as if nothing had been decided"
        assert world.of(m.Cards)[-1].ask != before.ask, "but it is another showing"
        assert world.session.dialogue_state.service == ""
        await world.citizen.words(heard("不对是社保卡挂失"))
        await world.answered()
        assert "社保卡挂失，我来帮您办" in world.said(), "all of it was decided together"


async def test_the_answer_is_decided_in_the_pause_and_only_once() -> None:
    async with hall() as world:
        await world.do(m.Start())
        steps = world.count_steps()
        await world.citizen.voice()
        await world.citizen.draft("社保卡丢了")
        assert len(steps) == 1
        assert world.state == "hearing"
        await asyncio.sleep(0.3)
        await world.citizen.words(heard("社保卡丢了"))
        await world.answered()
        assert len(steps) == 1
        assert "同意" in world.said()


async def test_a_prepared_answer_that_nobody_wants_leaves_no_trace() -> None:
    async with hall() as world:
        await world.do(m.Start())
        cards, state = world.of(m.Cards), world.session.dialogue_state
        await world.citizen.voice()
        await world.citizen.draft("社保卡丢了")
        await world.citizen.more()
        await world.citizen.words(heard(""))
        await world.answered()
        assert world.of(m.Cards) == cards
        assert world.session.dialogue_state is state


async def test_her_own_words_from_the_loudspeaker_are_nobodys_turn() -> None:
    async with hall() as world:
        await consent_is_being_asked(world)
        await world.citizen.says(world.said()[-12:])
        assert world.state == "speaking"
        assert world.of(m.Stop) == []
        assert len(world.of(m.TranscriptMessage)) == 1


async def test_a_recogniser_that_fails_costs_one_sorry() -> None:
    async with hall() as world:
        await world.do(m.Start())
        said = world.said()
        await world.citizen.voice()
        await world.citizen.words(Transcript("", 0.0, 0.0, 1.0, refused="fault"))
        await world.answered()
        assert "抱歉" in world.said()[len(said) :] or "没" in world.said()[len(said) :]
        await world.say("社保卡丢了")
        assert "同意" in world.said()


async def test_an_unfit_microphone_is_told_on_the_screen_and_its_recovery_too() -> None:
    async with hall() as world:
        await world.citizen.microphone(MicState.MUTED)
        assert world.of(m.Mic) == [], "in attract mode nobody is looking"
        deliver(m.Start(), world.session)
        assert [mic.status for mic in world.of(m.Mic)] == ["muted"]
        assert "触摸" in world.of(m.Mic)[0].text
        await world.citizen.microphone(MicState.OK)
        assert [mic.status for mic in world.of(m.Mic)][-1] == "ok"


async def test_a_microphone_that_gives_no_sound_is_told_as_dead() -> None:
    async with hall() as world:
        await asyncio.sleep(10)
        deliver(m.Start(), world.session)
        await asyncio.sleep(1.9)
        assert world.of(m.Mic) == [], "the page may have been told to wait, and is not heard meanwhile"
        await asyncio.sleep(2)
        assert [mic.status for mic in world.of(m.Mic)] == ["dead"]
        assert "触摸" in world.of(m.Mic)[0].text


async def test_a_page_that_was_away_is_not_told_that_its_microphone_is_dead() -> None:
    async with hall() as world:
        async with world.microphone_on():
            await world.do(m.Start())
        world.hall.sessions.detach(world.session, world.page)
        await asyncio.sleep(20)
        world.page = Page()
        world.hall.sessions.reattach(world.session, world.page)
        async with world.microphone_on():
            await asyncio.sleep(10)
        assert world.of(m.Mic) == []


async def test_distant_talk_is_told_only_while_an_answer_is_waited_for() -> None:
    async with hall() as world, world.microphone_on():
        deliver(m.Start(), world.session)
        await world.until("speaking")
        await world.citizen.microphone(MicState.FAR)
        assert world.of(m.Mic) == []
        await world.answered()
        assert world.of(m.Mic)[0].status == "far"


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
