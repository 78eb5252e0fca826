"""A language model's server that does its worst, over real HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class HostileModel:
    """Answers each request with the next of `handlers` (the last one for ever), and keeps what it was sent."""

    def __init__(self) -> None:
        self.handlers: list[Handler] = []
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""
        self.over = asyncio.Event()
        self.reached = asyncio.Event()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(await request.json())
        self.headers.append(dict(request.headers))
        self.reached.set()
        handler = self.handlers.pop(0) if len(self.handlers) > 1 else self.handlers[0]
        return await handler(request)

    async def stalls(self, request: web.Request) -> web.StreamResponse:
        await self.over.wait()
        return web.Response()

    async def drips(self, request: web.Request) -> web.StreamResponse:
        """A space every now and then, for ever: no pause is long, and no answer comes."""
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        while not self.over.is_set():
            await response.write(b" ")
            await asyncio.sleep(0.01)
        return response

    @property
    def data(self) -> dict[str, Any]:
        """What the last request gave the model to work on."""
        found: dict[str, Any] = json.loads(self.requests[-1]["messages"][1]["content"])
        return found


def says(content: object, status: int = 200) -> Handler:
    """A completion whose text is `content`, taken as JSON where it is no text."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    return answers(json.dumps({"id": "c", "object": "chat.completion", "choices": [choice]}), status)


def answers(body: str | bytes, status: int = 200, **headers: str) -> Handler:
    """Whatever one likes."""

    async def handler(request: web.Request) -> web.StreamResponse:
        raw = body.encode() if isinstance(body, str) else body
        return web.Response(status=status, body=raw, headers={"Content-Type": "application/json"} | headers)

    return handler


async def hangs_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def breaks_off(request: web.Request) -> web.StreamResponse:
    """Promises more than it sends."""
    response = web.StreamResponse(headers={"Content-Length": "500", "Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b'{"choices": [{"message": {"content": "')
    assert request.transport is not None
    request.transport.abort()
    return response


@asynccontextmanager
async def hostile_model() -> AsyncIterator[HostileModel]:
    model = HostileModel()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", model.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    model.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    yield model
    model.over.set()
    await runner.cleanup()
