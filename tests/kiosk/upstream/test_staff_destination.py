"""Destinations of calls for staff over a real socket: JSON that is signed, robots, and who comes by the answer."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from kiosk.config.staff import StaffDestinationSettings
from kiosk.upstream.staff_destination import StaffDestination

BODY = {"id": "a1", "event": "called", "text": "【请来一下】一楼东侧。"}


class Peer:
    """Keeps what it is posted; `answer`: what it says."""

    def __init__(self, answer: Any = None) -> None:
        self.answer = answer
        self.got: list[tuple[dict[str, str], dict[str, str], bytes]] = []

    async def take(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.got.append((headers, dict(request.query), await request.read()))
        return web.json_response(self.answer)


@asynccontextmanager
async def serving(peer: Peer) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/robot/send", peer.take)
    async with TestServer(app) as server:
        yield str(server.make_url("/robot/send"))


async def posted(settings: StaffDestinationSettings) -> tuple[str, list[tuple[str, str]]]:
    """The result, and who was said to come."""
    coming: list[tuple[str, str]] = []
    destination = StaffDestination(settings, tls=None, on_coming=lambda *said: coming.append(said), now=lambda: 1e9)
    outcome = await destination.post(BODY, "k1")
    await destination.close()
    return outcome.result, coming


async def test_json_is_signed_and_may_answer_who_comes() -> None:
    peer = Peer({"staff": "coming", "who": "王老师"})
    async with serving(peer) as url:
        settings = StaffDestinationSettings(url=url, token="t", secret="s")
        assert await posted(settings) == ("accepted", [("a1", "王老师")])
    ((headers, _, body),) = peer.got
    assert json.loads(body) == BODY
    assert (headers["authorization"], headers["idempotency-key"]) == ("Bearer t", "k1")
    signed = hmac.new(b"s", b"k1.1000000000." + body, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(signed).decode()}"


async def test_a_robots_address_keeps_its_key_and_gets_the_signature() -> None:
    peer = Peer({"errcode": 0})
    async with serving(peer) as url:
        address = f"{url}?access_token=a%2Bb"
        settings = StaffDestinationSettings("dingtalk", address, secret="SECabc")
        assert await posted(settings) == ("accepted", [])
    ((headers, query, body),) = peer.got
    signed = hmac.new(b"SECabc", b"1000000000000\nSECabc", hashlib.sha256).digest()
    assert query == {
        "access_token": "a+b",
        "timestamp": "1000000000000",
        "sign": base64.b64encode(signed).decode(),
    }
    assert json.loads(body)["text"]["content"] == BODY["text"]
    assert "webhook-signature" not in headers


async def test_a_robot_that_refuses_says_so_in_its_answer() -> None:
    async with serving(Peer({"errcode": 93000})) as url:
        assert (await posted(StaffDestinationSettings("wecom", f"{url}?key=x")))[0] == "refused"
    assert (await posted(StaffDestinationSettings("wecom", "http://127.0.0.1:1/send?key=x")))[0] == "trouble"
