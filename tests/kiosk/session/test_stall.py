"""Conversations that get nowhere end politely; those that get somewhere go on as long as they like."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from asr import Transcript
from kiosk.channels.browser.inputs import deliver
from kiosk.hall import phrases
from kiosk.session import ClientProfile, Session
from kiosk.wire import messages as m
from support.fakes import Backend, Ledger, Page
from support.halls import make_hall
from support.speech_stand_in import SpeechStandIn

pytestmark = pytest.mark.virtual_time

PROFILE = ClientProfile("screen", "test", screen=True)


class Kiosk:
    """A session, its page, and a microphone that a voice may be in."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.spoken = SpeechStandIn()
        self.hall = make_hall(backend=Backend(), store=self.ledger, segmenter_hub=self.spoken, recogniser=self.spoken)
        self.page = Page()
        self.session = Session(self.hall, self.page, PROFILE)
        self.page.on_played = partial(deliver, session=self.session)

    @property
    def goodbyes(self) -> list[str]:
        return [t.reason for t in self.page.messages if isinstance(t, m.Goodbye)]

    @property
    def said(self) -> str:
        return "".join(t.text for t in self.page.messages if isinstance(t, m.SayMessage))

    async def voice(self) -> None:
        await self.spoken.streams[0].voice()

    async def words(self, text: str, *, going_on: bool = False) -> None:
        """The voice's utterance is over and recognised; `going_on`: the next one has begun already."""
        await self.spoken.streams[0].words(Transcript(text, 0.9, 0.0, 5.0), going_on=going_on)


@asynccontextmanager
async def kiosk() -> AsyncIterator[Kiosk]:
    one = Kiosk()
    one.hall.sessions.enter(one.session)
    playing = asyncio.create_task(one.page.play())
    try:
        yield one
    finally:
        playing.cancel()
        one.session.end("cancelled")
        await one.hall.sessions.drain(1)
        await asyncio.gather(playing, return_exceptions=True)
        await one.hall.segmenter_hub.close()
        one.hall.threads.shutdown()


async def talk_without_end(one: Kiosk, minutes: float) -> float:
    """An utterance every 15 s with no pause between. How long the conversation lasted (s)."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    await one.voice()
    while loop.time() - began < minutes * 60 and not one.session.over:
        await asyncio.sleep(15)
        if not one.session.over:
            await one.words("然后他就跟我说那个事情其实不是这样的", going_on=True)
    return loop.time() - began


async def test_an_endless_talker_is_said_goodbye_to() -> None:
    async with kiosk() as one:
        deliver(m.Start(), one.session)
        await asyncio.sleep(10)
        lasted = await talk_without_end(one, 30)
        assert one.goodbyes == ["idle"]
        assert 150 < lasted < 240
        assert phrases.IDLE[:6] in one.said
    assert ("stalled", "") in one.ledger.events


async def test_a_television_that_is_never_an_answer_ends_too() -> None:
    async with kiosk() as one:
        deliver(m.Start(), one.session)
        await asyncio.sleep(10)
        for _ in range(200):
            if one.session.over:
                break
            await one.voice()
            await asyncio.sleep(2)
            await one.words("嗯")
            await asyncio.sleep(5)
        assert one.session.over


async def test_a_question_that_is_only_asked_again_is_no_progress() -> None:
    """A recording of which something is guessed again and again: each guess is another question."""
    async with kiosk() as one:
        deliver(m.Start(), one.session)
        await asyncio.sleep(10)
        began = asyncio.get_running_loop().time()
        for number in range(100):
            if one.session.over:
                break
            await one.voice()
            await one.words(["居住证", "身份证"][number % 2])
            await asyncio.sleep(6)
        assert one.session.over
        assert asyncio.get_running_loop().time() - began < 240
    assert "您是想办" in one.said


async def test_a_page_that_never_plays_does_not_keep_its_place() -> None:
    """The clerk's words are never reported as played: she speaks for ever, as far as the hall can see."""
    async with kiosk() as one:
        one.page.deaf = True
        deliver(m.Start(), one.session)
        async with asyncio.timeout(400):
            while not one.session.over:
                await asyncio.sleep(0.5)
        assert one.goodbyes


async def test_who_gets_somewhere_is_never_hurried() -> None:
    async with kiosk() as one:
        deliver(m.Start(), one.session)
        for number in range(120):  # half an hour of questions that are answered
            await asyncio.sleep(15)
            deliver(m.Text(["社保卡丢了怎么办", "几点上班", "社保卡在哪里办"][number % 3]), one.session)
        assert one.goodbyes == []
