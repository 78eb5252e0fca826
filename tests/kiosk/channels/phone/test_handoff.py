"""A caller who is handed to a human: what the hook is posted, over a real socket, and what a broken hook does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from kiosk.upstream.handoff_hook import HandoffHook


class Desk:
    """A human's desk that takes cases; `status`: what it answers."""

    def __init__(self, status: int = 204) -> None:
        self.status = status
        self.cases: list[tuple[str, dict[str, Any]]] = []

    async def take(self, request: web.Request) -> web.Response:
        self.cases.append((request.headers.get("Authorization", ""), await request.json()))
        return web.Response(status=self.status)


@asynccontextmanager
async def serving(desk: Desk) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/case", desk.take)
    async with TestServer(app) as server:
        yield str(server.make_url("/case"))


async def test_the_case_is_posted_with_the_token() -> None:
    desk, faults = Desk(), list[str]()
    async with serving(desk) as url:
        hook = HandoffHook(url, "secret", on_fault=faults.append)
        assert await hook.post({"call": "c", "slots": {"手机号": "*******8000"}}) is True
        await hook.close()
    assert desk.cases == [("Bearer secret", {"call": "c", "slots": {"手机号": "*******8000"}})]
    assert faults == []


@pytest.mark.parametrize("status", [302, 401, 500])
async def test_a_refusal_is_counted(status: int) -> None:
    desk, faults = Desk(status), list[str]()
    async with serving(desk) as url:
        hook = HandoffHook(url, "", on_fault=faults.append)
        assert await hook.post({}) is False
        await hook.close()
    assert faults == ["handoff"]


async def test_nobody_there_and_nothing_set() -> None:
    faults = list[str]()
    hook = HandoffHook("http://127.0.0.1:1/case", "", on_fault=faults.append)
    await hook.post({})
    await hook.close()
    assert faults == ["handoff"]
    unset = HandoffHook("", "", on_fault=faults.append)
    assert await unset.post({}) is None
    await unset.close()
    assert faults == ["handoff"]


async def test_a_post_that_is_cancelled_leaves_nothing() -> None:
    posted, over = asyncio.Event(), asyncio.Event()

    async def hang(request: web.Request) -> web.Response:
        posted.set()
        await over.wait()
        return web.Response()

    app = web.Application()
    app.router.add_post("/case", hang)
    async with TestServer(app) as server:
        hook = HandoffHook(str(server.make_url("/case")), "", on_fault=lambda _: None)
        posting = asyncio.create_task(hook.post({}))
        async with asyncio.timeout(30):
            await posted.wait()
        posting.cancel()
        await asyncio.gather(posting, return_exceptions=True)
        await hook.close()
        assert posting.cancelled()
        over.set()
