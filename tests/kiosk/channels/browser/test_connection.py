"""The page's connection: one frame that cannot be sent ends none of the others."""

from __future__ import annotations

import asyncio
import json
from typing import cast

from aiohttp import WSMessage, WSMsgType, web

from kiosk.channels.browser.connection import Connection
from kiosk.wire import messages as m
from support.halls import make_hall


class Socket:
    """Encodes what it is given, as aiohttp's does; the page goes away without a word when `gone` is set."""

    def __init__(self) -> None:
        self.gone = asyncio.Event()
        self.sent: list[str] = []
        self.closed = False

    async def receive(self) -> WSMessage:
        await self.gone.wait()
        return WSMessage(WSMsgType.CLOSED, None, None)

    async def send_str(self, text: str) -> None:
        self.sent.append(json.loads(text.encode())["text"])

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
    assert socket.sent == ["一", "二"]
    assert socket.closed
    assert hall.metrics.registry.get_sample_value("kiosk_client_errors_total", {"code": "unsendable"}) == 1
    await hall.segmenter_hub.close()
    hall.threads.shutdown()
