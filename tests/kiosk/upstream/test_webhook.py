"""What another system gets, over a real socket, and how its answers are read."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from kiosk.config import MessageSettings
from kiosk.upstream.message_sender import MessageSender
from kiosk.upstream.webhook import Webhook

BODY = {"to": "13800138000", "template": "receipt", "values": {"业务": "社保卡挂失", "名称": "受理号", "号": "SB1"}}


class Gateway:
    """Keeps what it is posted; `answer`: status and body."""

    def __init__(self, status: int = 200, body: str = '{"id": "m1"}') -> None:
        self.status, self.body = status, body
        self.got: list[tuple[dict[str, str], bytes]] = []

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        return web.Response(status=self.status, text=self.body)


@asynccontextmanager
async def serving(gateway: Gateway) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/sms", gateway.take)
    async with TestServer(app) as server:
        yield str(server.make_url("/sms"))


@pytest.mark.parametrize("secret", ["plain secret", "whsec_" + base64.b64encode(b"\x00raw\xff").decode()])
async def test_it_is_signed_as_standard_webhooks_writes_and_carries_the_key(secret: str) -> None:
    gateway = Gateway()
    async with serving(gateway) as url:
        hook = Webhook(url, token="t", secret=secret, now=lambda: 1_795_000_000.7)
        outcome = await hook.post({"号": "一"}, key="k1", within_s=5)
        await hook.close()
    assert (outcome.result, outcome.answer) == ("accepted", {"id": "m1"})
    ((headers, body),) = gateway.got
    assert json.loads(body) == {"号": "一"}
    assert headers["authorization"] == "Bearer t"
    assert headers["idempotency-key"] == headers["webhook-id"] == "k1"
    assert headers["webhook-timestamp"] == "1795000000"
    raw = b"\x00raw\xff" if secret.startswith("whsec_") else secret.encode()
    made = base64.b64encode(hmac.new(raw, b"k1.1795000000." + body, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{made}"


@pytest.mark.parametrize(
    ("status", "result"),
    [(200, "accepted"), (204, "accepted"), (302, "refused"), (400, "refused"), (401, "refused"), (422, "refused"),
     (408, "trouble"), (409, "trouble"), (429, "trouble"), (500, "trouble"), (503, "trouble")],
)  # fmt: skip
async def test_what_a_status_means(status: int, result: str) -> None:
    async with serving(Gateway(status, "<html>")) as url:
        hook = Webhook(url)
        outcome = await hook.post({}, key="k", within_s=5)
        await hook.close()
    assert (outcome.result, outcome.detail, outcome.answer) == (result, str(status), {})


@pytest.mark.parametrize(
    ("parts", "answer"),
    [([b'{"staff": ', b'"nobody"', b"}"], {"staff": "nobody"}), ([b'{"id": "', b"x" * 20_000, b'"}'], {})],
)
async def test_an_answer_in_parts_is_read_to_its_end_or_to_the_limit(
    parts: list[bytes], answer: dict[str, str]
) -> None:
    async def in_parts(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for part in parts:
            await response.write(part)
            await asyncio.sleep(0.05)  # so that they are chunks of their own on a real socket
        return response

    app = web.Application()
    app.router.add_post("/sms", in_parts)
    async with TestServer(app) as server:
        hook = Webhook(str(server.make_url("/sms")))
        outcome = await hook.post({}, key="k", within_s=5)
        await hook.close()
    assert (outcome.result, outcome.answer) == ("accepted", answer)


async def test_no_answer_is_trouble_that_names_no_address() -> None:
    hook = Webhook("http://127.0.0.1:1/secret-path")
    outcome = await hook.post({}, key="k", within_s=5)
    await hook.close()
    assert outcome.result == "trouble"
    assert "secret-path" not in outcome.detail


async def test_a_message_has_the_carriers_template_the_signature_and_the_whole_text() -> None:
    gateway = Gateway()
    async with serving(gateway) as url:
        settings = replace(MessageSettings(), url=url, receipt_template="SMS_1")
        sender = MessageSender(settings, "市民服务中心", Webhook(url))
        assert (await sender.post(BODY, "k")).answer == {"id": "m1"}
        await sender.close()
    assert json.loads(gateway.got[0][1]) == {
        "template": "SMS_1",
        "signature": "市民服务中心",
        "phone": "13800138000",
        "params": BODY["values"],
        "text": "【市民服务中心】您办理的社保卡挂失已受理，受理号：SB1。请保存好本短信。",
    }
