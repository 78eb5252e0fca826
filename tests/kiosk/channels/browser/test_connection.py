"""The page's connection: frames that cannot be sent, and speech in attract mode."""

from __future__ import annotations

import asyncio
import json
from typing import Any, cast

import pytest
from aiohttp import WSMessage, WSMsgType, web

from asr import Transcript
from kiosk.channels.browser.connection import Connection
from kiosk.wire import encode
from kiosk.wire import messages as m
from support.halls import make_hall
from support.speech_stand_in import SpeechStandIn

pytestmark = pytest.mark.virtual_time


class Socket:
    """Encodes what it is given, as aiohttp's does; the page goes away without a word when `gone` is set.

    `first`: the page's first message.
    """

    def __init__(self, first: m.Up | None = None) -> None:
        self.first = first
        self.gone = asyncio.Event()
        self.sent: list[dict[str, Any]] = []
        self.closed = False

    async def receive(self) -> WSMessage:
        if self.first is not None:
            first, self.first = self.first, None
            return WSMessage(WSMsgType.TEXT, encode(first), None)
        await self.gone.wait()
        return WSMessage(WSMsgType.CLOSED, None, None)

    async def send_str(self, text: str) -> None:
        self.sent.append(json.loads(text.encode()))

    async def close(self, code: int) -> None:
        self.closed = True


async def test_a_frame_that_cannot_be_sent_is_counted_and_the_next_is_sent() -> None:
    hall, socket = make_hall(), Socket()
    connection = Connection(hall, cast(web.WebSocketResponse, socket))
    running = asyncio.create_task(connection.run())
    for text in ("一", "half a pair: \ud800", "二"):
        connection.send(m.Partial(text, 0))
    socket.gone.set()
    await running
    assert [message["text"] for message in socket.sent] == ["一", "二"]
    assert socket.closed
    assert hall.metrics.registry.get_sample_value("kiosk_client_errors_total", {"code": "unsendable"}) == 1
    await hall.segmenter_hub.close()
    hall.threads.shutdown()


async def test_speech_that_is_not_meant_for_the_clerk_begins_no_conversation() -> None:
    spoken = SpeechStandIn()
    hall = make_hall(segmenter_hub=spoken, recogniser=spoken)
    socket = Socket(m.Hello(m.VERSION, "test", m.Abilities(True, True, True, False)))
    running = asyncio.create_task(Connection(hall, cast(web.WebSocketResponse, socket)).run())
    async with asyncio.timeout(5):
        while not spoken.streams:
            await asyncio.sleep(0.01)
    await spoken.streams[0].voice()
    await spoken.streams[0].words(Transcript("哇啦哇啦", 0.2, 0.0, 1.0))
    assert not hall.sessions.live
    await spoken.streams[0].says("社保卡丢了")
    (session,) = hall.sessions.live
    session.end("cancelled")
    socket.gone.set()
    await running
    await hall.sessions.drain(0.1)
    hall.threads.shutdown()
