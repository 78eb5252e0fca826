"""Between a page and its hall: a line that can go dead without being cut, and a proxy with a path prefix."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import WSMsgType, web

#: The strictest policy that the page is built for: nothing inline, nothing from elsewhere.
STRICT = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"


class DeadableLine:
    """A TCP line to `port`. While `dead`, nothing is carried either way and nobody is told, as with a pulled cable."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._alive = asyncio.Event()
        self._alive.set()
        self._tasks: set[asyncio.Task[None]] = set()  # one for each direction of each connection
        self.port = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[DeadableLine]:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def die(self) -> None:
        self._alive.clear()

    def revive(self) -> None:
        self._alive.set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Must not be cancelled (asyncio logs that as an error): all that lasts is done by tasks of their own."""
        self._start(self._connect(reader, writer))

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._alive.wait()
        upstream = await asyncio.open_connection("127.0.0.1", self._target)
        self._start(self._carry(reader, upstream[1]))
        self._start(self._carry(upstream[0], writer))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self._alive.wait()
                writer.write(data)
                await writer.drain()
            await self._alive.wait()
        writer.close()


@asynccontextmanager
async def prefixed(prefix: str, port: int) -> AsyncIterator[int]:
    """The port of a reverse proxy that serves the hall at `port` under `prefix`, every answer with a strict policy."""
    async with aiohttp.ClientSession() as http:

        async def pass_on(request: web.Request) -> web.StreamResponse:
            path = request.match_info["path"]
            if request.headers.get("Upgrade", "").lower() == "websocket":
                return await _websocket(request, http, f"ws://127.0.0.1:{port}/{path}")
            async with http.get(f"http://127.0.0.1:{port}/{path}") as answer:
                headers = {k: v for k, v in answer.headers.items() if k.startswith(("Cross", "X-", "Content-Type"))}
                headers["Content-Security-Policy"] = STRICT
                return web.Response(status=answer.status, body=await answer.read(), headers=headers)

        app = web.Application()
        app.router.add_get(prefix + "/{path:.*}", pass_on)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield runner.addresses[0][1]
        finally:
            await runner.cleanup()


async def _websocket(request: web.Request, http: aiohttp.ClientSession, url: str) -> web.WebSocketResponse:
    near = web.WebSocketResponse(protocols=("kiosk.v1",))
    await near.prepare(request)
    async with http.ws_connect(url, protocols=("kiosk.v1",)) as far:

        async def back() -> None:
            async for message in far:
                await (near.send_str(message.data) if message.type is WSMsgType.TEXT else near.send_bytes(message.data))
            await near.close()

        task = asyncio.create_task(back())
        async for message in near:
            await (far.send_str(message.data) if message.type is WSMsgType.TEXT else far.send_bytes(message.data))
        task.cancel()
    return near
