"""A caller who is handed to a human: what the hook is posted, over a real socket, and what a broken hook does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from kiosk.upstream.handoff_hook import HandoffHook, HandoffReply
from kiosk.upstream.webhook import Webhook


class Desk:
    """A human's desk that takes cases; `status`, `answer`: what it answers."""

    def __init__(self, status: int = 204, answer: Any = None) -> None:
        self.status, self.answer = status, answer
        self.cases: list[tuple[str, dict[str, Any]]] = []

    async def take(self, request: web.Request) -> web.Response:
        self.cases.append((request.headers.get("Authorization", ""), await request.json()))
        return web.json_response(self.answer, status=self.status)


@asynccontextmanager
async def serving(desk: Desk) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/case", desk.take)
    async with TestServer(app) as server:
        yield str(server.make_url("/case"))


async def asked(url: str, packet: dict[str, Any] | None = None) -> tuple[HandoffReply, list[str]]:
    """What a hook at `url` answers, and the faults that were counted."""
    faults = list[str]()
    hook = HandoffHook(Webhook(url, token="secret"), on_fault=faults.append)
    reply = await hook.ask(packet or {"call": "c"})
    await hook.close()
    return reply, faults


async def test_the_case_is_posted_with_the_token() -> None:
    desk, packet = Desk(), {"call": "c", "slots": {"手机号": "*******8000"}}
    async with serving(desk) as url:
        reply, faults = await asked(url, packet)
    assert desk.cases == [("Bearer secret", packet)]
    assert (reply, faults) == (HandoffReply(posted=True), [])


@pytest.mark.parametrize(
    ("answer", "reply"),
    [
        ({"staff": "nobody"}, HandoffReply(posted=True, nobody=True)),
        ({"staff": "coming", "who": "三号窗口王老师"}, HandoffReply(posted=True, who="三号窗口王老师")),
        ({"staff": "coming", "who": "字" * 500}, HandoffReply(posted=True, who="字" * 20)),
        ({"staff": 7, "who": "x"}, HandoffReply(posted=True)),
        ([1], HandoffReply(posted=True)),
    ],
)
async def test_the_hook_may_say_who_comes_or_that_nobody_is_there(answer: Any, reply: HandoffReply) -> None:
    async with serving(Desk(200, answer)) as url:
        assert (await asked(url))[0] == reply


@pytest.mark.parametrize("status", [302, 401])
async def test_a_refusal_is_counted_and_final(status: int) -> None:
    desk = Desk(status)
    async with serving(desk) as url:
        assert await asked(url) == (HandoffReply(posted=True, refused=True), ["handoff"])
    assert len(desk.cases) == 1


async def test_trouble_is_tried_again_within_three_seconds_with_the_same_case() -> None:
    desk = Desk(503)
    async with serving(desk) as url:
        asking = asyncio.create_task(asked(url))
        while not desk.cases:
            await asyncio.sleep(0.01)
        desk.status = 204
        assert await asking == (HandoffReply(posted=True), [])
    assert len(desk.cases) == 2


async def test_nobody_answers_and_nothing_is_set() -> None:
    reply, faults = await asked("http://127.0.0.1:1/case")
    assert (reply.posted, faults) == (False, ["handoff"])
    unset = HandoffHook(None, on_fault=faults.append)
    assert await unset.ask({}) == HandoffReply(posted=True)
    assert (await unset.post({}, "k")).result == "refused"
    await unset.close()


async def test_a_post_that_is_cancelled_leaves_nothing() -> None:
    async def hang(request: web.Request) -> web.Response:
        await asyncio.sleep(2)
        return web.Response()

    app = web.Application()
    app.router.add_post("/case", hang)
    async with TestServer(app) as server:
        hook = HandoffHook(Webhook(str(server.make_url("/case"))), on_fault=lambda _: None)
        posting = asyncio.create_task(hook.ask({}))
        await asyncio.sleep(0.05)
        posting.cancel()
        await asyncio.gather(posting, return_exceptions=True)
        await hook.close()
        assert posting.cancelled()
