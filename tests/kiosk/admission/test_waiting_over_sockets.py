"""The queue over real sockets: a hall with a place or two, and more pages than that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from kiosk.admission.waiting_room import WaitingRoom
from kiosk.client import KioskClient
from kiosk.config import LimitSettings
from kiosk.hall import phrases
from kiosk.hall.sessions import SessionRegistry
from kiosk.server.server import Server
from kiosk.telemetry.metrics import Metrics
from kiosk.wire import SpeechFrame
from kiosk.wire import messages as m
from support.card_reading import read_card
from support.connected import listening, next_of, page_url, settings_of
from support.fakes import Ledger, Voice
from support.speech_stand_in import SpeechStandIn
from tts import Phone, Speech


class Gauges:
    """A machine of exactly so many places."""

    def __init__(self, places: int) -> None:
        self.places, self.behind_s = places, 0.0

    def occupied(self, conversations: int) -> None:
        pass

    def capacity(self) -> int:
        return self.places

    def backlog_s(self) -> float:
        return self.behind_s


class Remembering(Voice):
    """A quick voice that has some clauses in its cache, and counts what it had to make."""

    def __init__(self, *, rehearsed: bool) -> None:
        super().__init__(quicker=20)
        self.rehearsed = rehearsed
        self.made: list[str] = []

    async def held(self, text: str, *, speed: float = 1.0) -> Speech | None:
        pcm = np.full(2400, 500, np.int16)
        return Speech(text, pcm, 24_000, (Phone("a", 0, len(pcm)),)) if self.rehearsed else None

    async def speak(self, text: str, *, speed: float = 1.0, keep: bool = False) -> Speech:
        self.made.append(text)
        return await super().speak(text, speed=speed, keep=keep)


class HallOf:
    """What a test holds of its hall."""

    def __init__(self, server: Server, gauges: Gauges, voice: Remembering, spoken: SpeechStandIn) -> None:
        self.server, self.gauges, self.voice, self.spoken = server, gauges, voice, spoken
        self.url = page_url(server)

    def number(self, name: str, **labels: str) -> float | None:
        return self.server.hall.metrics.registry.get_sample_value(name, labels)


@asynccontextmanager
async def hall_of(places: int, *, wait_s: float = 60, rehearsed: bool = True) -> AsyncIterator[HallOf]:
    settings = replace(settings_of(limits=LimitSettings(connections=12), resume_grace_s=0), drain_s=0.2)
    metrics, gauges, voice, spoken = Metrics(), Gauges(places), Remembering(rehearsed=rehearsed), SpeechStandIn()
    sessions = SessionRegistry(limit=12, grace_s=0, room=WaitingRoom(gauges, metrics, wait_s=wait_s))
    parts = {"metrics": metrics, "sessions": sessions, "voice": voice, "store": Ledger()}
    async with listening(settings, segmenter_hub=spoken, recogniser=spoken, **parts) as server:
        yield HallOf(server, gauges, voice, spoken)


@asynccontextmanager
async def page(hall: HallOf, **hello: Any) -> AsyncIterator[KioskClient]:
    async with KioskClient.open(hall.url, **hello) as client:
        client.muted = True
        yield client


async def begin(client: KioskClient, message: m.Up | None = None) -> Any:
    """What comes of it: `Begun` or `Waiting`."""
    await client.send(message or m.Start())
    return await next_of(client, m.Begun, m.Waiting)


def last_frame_of(client: KioskClient) -> asyncio.Event:
    """Set when the last frame of an utterance has come."""
    come, feed = asyncio.Event(), client.loudspeaker.feed

    def fed(frame: SpeechFrame, now: float) -> None:
        feed(frame, now)
        if frame.last:
            come.set()

    client.loudspeaker.feed = fed  # type: ignore[method-assign]
    return come


@pytest.mark.parametrize("kind", [m.Start, m.Text, m.CardReadMessage])
async def test_who_begins_beyond_capacity_waits_and_then_begins_as_if_just_come(kind: type) -> None:
    ways = {
        m.Start: m.Start(),
        m.Text: m.Text("社保卡丢了"),
        m.CardReadMessage: read_card("李桂英", "11010519491231002X"),
    }
    first: m.Up = ways[kind]
    async with hall_of(1) as hall, page(hall) as one, page(hall) as two:
        assert isinstance(await begin(one), m.Begun)
        assert await begin(two, first) == m.Waiting(1, "请稍候，下一位就是您")
        assert hall.number("kiosk_waiting") == 1
        await one.send(m.Bye("leave"))
        assert isinstance(await next_of(two, m.Begun), m.Begun)
        if isinstance(first, m.Text):
            assert (await next_of(two, m.TranscriptMessage)).text == "社保卡丢了"
        assert isinstance(await next_of(two, m.SayMessage), m.SayMessage), "the clerk answers"
        assert hall.number("kiosk_waiting") == 0


async def test_the_clause_is_spoken_once_out_of_the_cache_with_its_face() -> None:
    async with hall_of(1) as hall, page(hall) as one, page(hall) as two, page(hall) as three:
        whole = last_frame_of(three)
        await begin(one)
        await begin(two)
        assert (await begin(three)).position == 2
        await two.send(m.Bye("leave"))
        seen: list[m.Down] = []
        while not seen or not isinstance(seen[-1], m.Waiting):
            seen.append(await next_of(three, m.Waiting, m.SayMessage))
        assert "".join(s.text for s in seen if isinstance(s, m.SayMessage)) == phrases.QUEUED, (
            "once, and not at every move"
        )
        async with asyncio.timeout(30):
            await whole.wait()
        assert len(three.replies[1].rows[0]) > 0
        assert phrases.QUEUED not in "".join(hall.voice.made)


async def test_what_is_not_in_the_cache_is_never_synthesised_for_the_queue() -> None:
    async with hall_of(1, rehearsed=False) as hall, page(hall) as one, page(hall) as two:
        await begin(one)
        await begin(two)
        await one.send(m.Bye("leave"))
        seen: list[m.Down] = []
        while not isinstance(seen[-1] if seen else None, m.Begun):
            seen.append(await next_of(two, m.SayMessage, m.Begun))
        assert [type(s) for s in seen] == [m.Begun]


async def test_first_come_first_served_and_everybody_is_told_when_the_queue_moves() -> None:
    async with hall_of(1) as hall, page(hall) as one, page(hall) as two, page(hall) as three, page(hall) as four:
        await begin(one)
        assert [(await begin(c)).position for c in (two, three, four)] == [1, 2, 3]
        await one.send(m.Bye("leave"))
        await next_of(two, m.Begun)
        assert [(await next_of(c, m.Waiting, m.Begun)).position for c in (three, four)] == [1, 2]
        await two.send(m.Bye("leave"))
        await next_of(three, m.Begun)
        assert (await next_of(four, m.Waiting, m.Begun)).position == 1


async def test_a_place_is_given_up_when_the_connection_goes_or_the_citizen_leaves() -> None:
    async with hall_of(1) as hall, page(hall) as one, page(hall) as three:
        async with page(hall) as two, page(hall) as gone:
            await begin(one)
            assert [(await begin(c)).position for c in (two, gone, three)] == [1, 2, 3]
            await two.send(m.Bye("leave"))
            assert (await next_of(three, m.Waiting)).position == 2
            assert (await next_of(gone, m.Waiting)).position == 1
        assert (await next_of(three, m.Waiting)).position == 1
        await one.send(m.Bye("leave"))
        await next_of(three, m.Begun)


async def test_who_left_the_queue_may_come_again() -> None:
    async with hall_of(1) as hall, page(hall) as one, page(hall) as two:
        await begin(one)
        await begin(two)
        await two.send(m.Bye("leave"))
        assert (await begin(two)).position == 1
        await one.send(m.Bye("leave"))
        await next_of(two, m.Begun)


async def test_a_wait_that_is_too_long_ends_in_a_friendly_word_and_the_page_works_again() -> None:
    async with hall_of(1, wait_s=0.5) as hall, page(hall) as one, page(hall) as two:
        await begin(one)
        await begin(two)
        assert await next_of(two, m.Goodbye) == m.Goodbye("busy")
        assert hall.number("kiosk_turned_away_total", reason="busy") == 1
        await one.send(m.Bye("leave"))
        await next_of(one, m.Goodbye)
        assert isinstance(await begin(two), m.Begun)


async def test_a_recogniser_that_is_behind_lets_nobody_in_until_it_has_caught_up() -> None:
    async with hall_of(5) as hall, page(hall) as one, page(hall) as two:
        hall.gauges.behind_s = 9.0
        assert isinstance(await begin(one), m.Begun), "the first one always"
        assert isinstance(await begin(two), m.Waiting)
        hall.gauges.behind_s = 0.0
        await next_of(two, m.Begun)


async def test_pages_in_attract_mode_do_not_count() -> None:
    async with hall_of(2) as hall, page(hall), page(hall), page(hall) as one, page(hall) as two:
        assert isinstance(await begin(one), m.Begun)
        assert isinstance(await begin(two), m.Begun)
        assert hall.number("kiosk_capacity") == 2


async def test_words_in_attract_mode_ask_at_the_door_too() -> None:
    async with hall_of(1) as hall, page(hall) as one, page(hall) as two:
        first, second = hall.spoken.streams
        await first.says("社保卡丢了")
        assert (await next_of(one, m.TranscriptMessage)).text == "社保卡丢了"
        for _ in range(2):  # whoever waits need not be quiet
            await second.says("社保卡丢了")
        await one.send(m.Bye("leave"))
        seen: list[m.Down] = []
        while not seen or not isinstance(seen[-1], m.SayMessage):
            seen.append(await next_of(two, m.Begun, m.Waiting, m.TranscriptMessage, m.SayMessage))
            if isinstance(seen[-1], m.SayMessage) and not any(isinstance(s, m.Begun) for s in seen):
                seen.pop()  # of the queue's clause
        assert [type(s) for s in seen] == [m.Waiting, m.Begun, m.SayMessage], (
            "their words before the wait are not acted upon"
        )


async def test_a_draining_hall_tells_those_who_wait() -> None:
    async with hall_of(1) as hall, page(hall) as one, page(hall) as two:
        await begin(one)
        await begin(two)
        draining = asyncio.create_task(hall.server.drain())
        assert await next_of(two, m.Goodbye) == m.Goodbye("drain")
        await draining


async def test_large_type_while_waiting_is_kept() -> None:
    async with hall_of(1) as hall, page(hall) as one, page(hall) as two:
        await begin(one)
        await begin(two)
        for message in (m.SettingsMessage(True), m.Touch("是"), m.Key("1"), m.Text("医保怎么报销")):
            await two.send(message)
        await one.send(m.Bye("leave"))
        await next_of(two, m.Begun)
        assert (await next_of(two, m.TranscriptMessage)).text == "医保怎么报销", "what they want now"
