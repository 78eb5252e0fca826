"""Touches, keys and words through a session in virtual time: what answers a card, and what must do nothing at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from asr import Transcript
from dialogue.acts import ConfirmCard, RatingCard, ReceiptCard
from kiosk.channels.browser.inputs import deliver
from kiosk.session import ClientProfile, Session
from kiosk.wire import messages as m
from support.card_reading import read_card
from support.fakes import Backend, Ledger, Page
from support.halls import make_hall
from support.speech_stand_in import SpeechStandIn

pytestmark = pytest.mark.virtual_time

PROFILE = ClientProfile("screen", "test", screen=True)
UP_TO_THE_CONFIRMATION = ("社保卡丢了", "同意", "11010519491231002X", "临时挂失", "13800138000")


class World:
    """A session with a page before it."""

    def __init__(self, profile: ClientProfile = PROFILE, fault: str = "") -> None:
        self.ledger, self.backend = Ledger(), Backend(fault)
        self.spoken = SpeechStandIn()
        self.hall = make_hall(
            backend=self.backend, store=self.ledger, segmenter_hub=self.spoken, recogniser=self.spoken
        )
        self.page = Page()
        self.session = Session(self.hall, self.page, profile)
        self.page.on_played = partial(deliver, session=self.session)

    @property
    def cards(self) -> m.Cards:
        return next(t for t in reversed(self.page.messages) if isinstance(t, m.Cards))

    @property
    def state(self) -> str:
        return next(t.state for t in reversed(self.page.messages) if isinstance(t, m.TurnState))

    @property
    def filed(self) -> list[str]:
        return [api for api, _, key in self.backend.calls if key]

    @property
    def events(self) -> list[str]:
        return [kind for kind, _ in self.ledger.events]

    def of(self, kind: type) -> list[Any]:
        return [t for t in self.page.messages if isinstance(t, kind)]

    def receive(self, message: m.Up) -> None:
        deliver(message, self.session)

    def touch(self, value: str, ask: str | None = "", card: str | None = None) -> None:
        self.receive(m.Touch(value, card, self.cards.ask if ask == "" else ask))

    async def voice(self) -> None:
        await self.spoken.streams[0].voice()

    async def words(self, text: str) -> None:
        await self.spoken.streams[0].words(Transcript(text, 0.9, 0.0, 1.0))

    async def answered(self) -> None:
        await asyncio.sleep(0.1)
        async with asyncio.timeout(120):
            while self.state not in ("listening", "ended"):
                await asyncio.sleep(0.05)

    async def typed(self, *lines: str) -> None:
        for line in lines:
            self.receive(m.Text(line))
            await self.answered()

    async def until_shown(self, kind: type) -> None:
        async with asyncio.timeout(30):
            while not any(isinstance(card, kind) for card in self.cards.cards):
                await asyncio.sleep(0.01)


@asynccontextmanager
async def talking(*lines: str, profile: ClientProfile = PROFILE) -> AsyncIterator[World]:
    world = World(profile)
    world.hall.sessions.enter(world.session)
    playing = asyncio.create_task(world.page.play())
    try:
        world.receive(m.Start())
        await world.answered()
        await world.typed(*lines)
        yield world
    finally:
        playing.cancel()
        world.session.end("cancelled")
        await world.hall.sessions.drain(1)
        await asyncio.gather(playing, return_exceptions=True)
        await world.hall.segmenter_hub.close()
        world.hall.threads.shutdown()


async def test_a_touch_of_the_open_card_counts() -> None:
    async with talking(*UP_TO_THE_CONFIRMATION) as world:
        world.touch("是", card="confirm")
        await world.answered()
        assert world.filed == ["sbk.loss"]


async def test_a_touch_is_shown_as_what_stands_on_the_button() -> None:
    async with talking(*UP_TO_THE_CONFIRMATION) as world:
        world.touch("是", card="confirm")
        await world.answered()
        assert "确认提交" in [line[1] for line in world.ledger.turns if line[0] == "citizen"]
        assert "是" not in [line[1] for line in world.ledger.turns if line[0] == "citizen"]


@pytest.mark.parametrize(
    ("apart", "card"), [(0.0, "cancel"), (0.05, "confirm"), (0.3, None), (0.75, None), (0.9, None)]
)
async def test_a_double_tap_on_go_on_files_nothing(apart: float, card: str | None) -> None:
    """继续办理 is where 确认提交 will be."""
    async with talking(*UP_TO_THE_CONFIRMATION, "取消") as world:
        assert world.cards.cards[-1].id == "cancel"
        first = world.cards.ask
        world.touch("否", card="cancel")
        await asyncio.sleep(apart)
        world.touch("是", first if card == "cancel" else "", card)
        world.touch("是", None)
        await world.answered()
        assert world.filed == []
        assert world.cards.cards[-1].id == "confirm"
        await asyncio.sleep(1)
        world.touch("是")
        await world.answered()
        assert world.filed == ["sbk.loss"], "and a touch of its own files it"


@pytest.mark.parametrize("apart", [0.0, 0.1, 0.5, 0.9])
async def test_a_double_tap_on_the_menu_gives_no_consent(apart: float) -> None:
    async with talking() as world:
        world.touch("社保卡挂失")
        await asyncio.sleep(apart)
        for ask in ("", None):
            world.touch("是", ask)
            world.touch("否", ask)
        await world.answered()
        assert world.cards.cards[-1].id == "consent"
        assert "consent" not in world.events


@pytest.mark.parametrize("apart", [0.0, 0.3, 0.6])
async def test_a_double_tap_on_submit_rates_nothing(apart: float) -> None:
    async with talking(*UP_TO_THE_CONFIRMATION) as world:
        confirm = world.cards.ask
        world.touch("是")
        await world.until_shown(RatingCard)
        await asyncio.sleep(apart)
        for ask in ("", None, confirm):
            world.touch("不满意", ask)
        await world.answered()
        assert world.filed == ["sbk.loss"]
        assert "rating" not in world.events
        assert isinstance(world.cards.cards[-1], RatingCard)


async def test_what_does_nothing_leaves_no_line_and_does_not_stop_her() -> None:
    async with talking("社保卡丢了") as world:
        world.receive(m.Text("几点下班"))
        async with asyncio.timeout(30):
            while world.state != "speaking":
                await asyncio.sleep(0.02)
        lines, steps = len(world.of(m.TranscriptMessage)), len(world.of(m.Cards))
        for message in (
            m.Touch("是", ask="0-1"),
            m.Touch("是"),
            m.Key("1", "0-1"),
            m.Key("1"),
            m.Touch("是", "confirm"),
        ):
            world.receive(message)
        await asyncio.sleep(0.5)
        assert world.state == "speaking"
        assert len(world.of(m.TranscriptMessage)) == lines
        assert len(world.of(m.Cards)) == steps
        assert world.of(m.Stop) == []
        assert ("citizen", "是", None) not in world.ledger.turns


@pytest.mark.parametrize(
    "messages",
    [
        [m.Touch("是"), m.Touch("是"), m.Touch("是")],
        [m.Key("1")] * 20,
        [m.Text("对"), m.Text("是的"), m.Text("确认提交")],
        [read_card("王小明", "11010519491231002X")],
    ],
)
async def test_input_made_while_the_back_end_is_asked_answers_nothing(messages: list[m.Up]) -> None:
    """sbk.loss is being filed: the rating that follows must not be given by what was pressed meanwhile."""
    async with talking(*UP_TO_THE_CONFIRMATION) as world:
        confirm = world.cards.ask
        world.touch("是")
        while not world.filed:
            await asyncio.sleep(0.01)
        for message in messages:
            world.receive(message)
            if isinstance(message, m.Touch | m.Key | m.Text):
                world.receive(replace(message, ask=confirm))
        await world.until_shown(RatingCard)
        await world.answered()
        assert world.filed == ["sbk.loss"]
        assert "rating" not in world.events
        assert isinstance(world.cards.cards[-1], RatingCard)
        assert world.state == "listening"
        said = [line[1] for line in world.ledger.turns if line[0] == "citizen"]
        assert (said.count("1"), said.count("确认提交")) == (0, 1)  # the one: the button that was touched


async def test_a_yes_spoken_while_the_back_end_is_asked_confirms_nothing() -> None:
    async with talking("社保卡丢了", "同意") as world:
        world.receive(m.Key("11010519491231002X", world.cards.ask))
        while not world.backend.calls:
            await asyncio.sleep(0.01)
        question = world.session.dialogue_state.question.kind
        assert question == "call"
        await world.voice()
        await asyncio.sleep(0.05)
        await world.words("正式挂失")
        await world.answered()
        assert world.session.dialogue_state.question.slot == "挂失方式", "it was said before this was asked"


async def test_a_command_spoken_meanwhile_is_obeyed() -> None:
    async with talking("社保卡丢了", "同意") as world:
        world.receive(m.Key("11010519491231002X", world.cards.ask))
        while not world.backend.calls:
            await asyncio.sleep(0.01)
        await world.voice()
        await world.words("转人工")
        await world.answered()
        assert [h.reason for h in world.of(m.HandoffMessage)] == ["asked"]


async def test_a_yes_that_began_before_the_confirmation_was_up_is_none_and_one_after_is() -> None:
    async with talking(*UP_TO_THE_CONFIRMATION[:-1]) as world:
        await world.voice()
        world.receive(m.Key("13800138000", world.cards.ask))
        await world.until_shown(ConfirmCard)
        await world.words("没问题")
        await asyncio.sleep(0.5)
        assert world.filed == []
        await world.voice()
        await world.words("没问题")
        await asyncio.sleep(0.5)
        assert world.filed == [], "nobody reads it in half a second"
        await world.answered()
        await world.voice()
        await world.words("没问题")
        await world.answered()
        assert world.filed == ["sbk.loss"]


async def test_a_yes_into_the_reading_counts_where_it_can_be_read() -> None:
    async with talking(*UP_TO_THE_CONFIRMATION[:-1]) as world:
        world.receive(m.Key("13800138000", world.cards.ask))
        await world.until_shown(ConfirmCard)
        await asyncio.sleep(1.5)
        assert world.state == "speaking"
        await world.voice()
        await world.words("确认提交")
        await world.answered()
        assert world.filed == ["sbk.loss"]


async def test_where_there_is_no_screen_the_values_must_be_heard_first() -> None:
    profile = replace(PROFILE, screen=False)
    async with talking(*UP_TO_THE_CONFIRMATION[:-1], profile=profile) as world:
        world.receive(m.Key("13800138000", world.cards.ask))
        await world.until_shown(ConfirmCard)
        await asyncio.sleep(1.5)
        for yes in ("嗯", "确认提交"):
            await world.voice()
            await world.words(yes)
            await asyncio.sleep(0.5)
        world.receive(m.Key("1", world.cards.ask))
        await world.answered()
        assert world.filed == []
        await world.voice()
        await world.words("确认提交")
        await world.answered()
        assert world.filed == ["sbk.loss"]


async def test_a_page_that_comes_back_shows_another_showing() -> None:
    async with talking(*UP_TO_THE_CONFIRMATION) as world:
        before = world.cards
        world.session.detach()
        await asyncio.sleep(5)
        world.session.attach(world.page)
        after = world.cards
        assert after.cards == before.cards
        assert after.ask not in (None, before.ask)
        world.touch("是", before.ask)
        world.touch("是")
        await asyncio.sleep(0.7)
        world.touch("是")
        assert world.filed == []
        await asyncio.sleep(0.2)
        world.touch("是")
        await world.answered()
        assert world.filed == ["sbk.loss"]


async def test_a_touch_of_the_citizen_before_answers_nothing_of_the_next() -> None:
    async with talking() as world:
        old = world.cards.ask
        second = Session(world.hall, page := Page(), PROFILE)
        page.on_played = partial(deliver, session=second)
        world.hall.sessions.enter(second)
        deliver(m.Start(), second)
        await asyncio.sleep(5)
        cards = next(t for t in reversed(page.messages) if isinstance(t, m.Cards))
        assert cards.ask != old
        deliver(m.Touch("社保卡挂失", "services", old), second)
        await asyncio.sleep(1)
        assert second.dialogue_state.service == ""
        deliver(m.Touch("社保卡挂失", "services", cards.ask), second)
        await asyncio.sleep(1)
        assert second.dialogue_state.service == "社保卡挂失"
        second.end("cancelled")


async def test_the_receipt_has_no_buttons_that_answer() -> None:
    async with talking(*UP_TO_THE_CONFIRMATION) as world:
        world.touch("是")
        await world.until_shown(ReceiptCard)
        await world.answered()
        world.touch("非常满意", card="receipt")
        await asyncio.sleep(1)
        assert "rating" not in world.events


async def test_a_touch_that_means_nothing_does_not_use_the_question_up() -> None:
    async with talking() as world:
        world.touch("胡说")
        await asyncio.sleep(0.5)
        world.touch("社保卡挂失")
        await world.answered()
        assert world.cards.cards[-1].id == "consent"
