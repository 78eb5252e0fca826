"""The heartbeat on the server's side, in virtual time: it answers, and it knows a page that has fallen silent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from aiohttp import WSMessage, WSMsgType, web

from kiosk.channels.browser.connection import SILENT_S, Connection
from kiosk.hall import Hall
from kiosk.wire import encode
from kiosk.wire import messages as m
from support.halls import make_hall

pytestmark = pytest.mark.virtual_time

HELLO = m.Hello(m.VERSION, "page", m.Abilities(True, True, True, True))


class Line:
    """A WebSocket whose other end is the test. It stays open whatever happens, as a cut cable's does."""

    def __init__(self) -> None:
        self.coming: asyncio.Queue[WSMessage] = asyncio.Queue()
        self.sent: list[dict[str, Any]] = []
        self.closed_at: float | None = None

    def put(self, message: m.Up) -> None:
        self.coming.put_nowait(WSMessage(WSMsgType.TEXT, encode(message), None))

    async def receive(self) -> WSMessage:
        return await self.coming.get()

    async def send_str(self, text: str) -> None:
        self.sent.append(json.loads(text))

    async def send_bytes(self, data: bytes) -> None:
        pass

    async def close(self, **_: object) -> None:
        self.closed_at = asyncio.get_running_loop().time()


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[Hall, Line]]:
    hall, line = make_hall(), Line()
    connection = Connection(hall, cast(web.WebSocketResponse, line))
    task = asyncio.create_task(connection.run())
    line.put(HELLO)
    line.put(m.Start())
    try:
        await asyncio.sleep(1)
        yield hall, line
    finally:
        line.coming.put_nowait(WSMessage(WSMsgType.CLOSED, None, None))
        await task
        await hall.sessions.drain(0)
        await hall.segmenter_hub.close()
        hall.threads.shutdown()


async def test_every_ping_is_answered_with_its_number() -> None:
    async with connected() as (_, line):
        for n in (1, 2, 4_000_000_000):
            line.put(m.Ping(n))
        await asyncio.sleep(0.1)
        assert [s["n"] for s in line.sent if s["type"] == "pong"] == [1, 2, 4_000_000_000]


async def test_a_page_that_pinged_and_fell_silent_is_away_and_its_conversation_ends_after_the_grace() -> None:
    async with connected() as (hall, line):
        assert len(hall.sessions.live) == 1
        for n in range(10):
            line.put(m.Ping(n))
            await asyncio.sleep(4)
        assert line.closed_at is None
        silent_since = asyncio.get_running_loop().time() - 4
        await asyncio.sleep(SILENT_S)
        assert line.closed_at is not None
        assert line.closed_at - silent_since == pytest.approx(SILENT_S, abs=0.1)
        assert len(hall.sessions.live) == 1, "the page may still come back"
        await asyncio.sleep(hall.settings.turns.resume_grace_s)
        assert hall.sessions.live == []


async def test_a_client_without_a_heartbeat_may_be_silent() -> None:
    async with connected() as (_, line):
        await asyncio.sleep(3 * SILENT_S)
        assert line.closed_at is None
