"""A client that leaves during the WebSocket handshake is one line of the log, on every listener."""

from __future__ import annotations

import pytest
from aiohttp import ClientConnectionResetError, ClientSession, web

from kiosk.net.connection_table import ConnectionCap, ConnectionTable
from kiosk.net.tcp import HttpListener


async def gone(_: web.Request) -> web.StreamResponse:
    raise ClientConnectionResetError("Cannot write to closing transport")


async def test_it_is_logged_without_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    app = web.Application()
    app.router.add_get("/ws", gone)
    listener = HttpListener(app, "127.0.0.1", 0, ConnectionTable(ConnectionCap(10, 10)))
    async with listener, ClientSession() as session:
        answer = await session.get(f"http://127.0.0.1:{listener.bound}/ws")
        answer.close()
    assert not [record for record in caplog.records if record.exc_info]
