"""The demo sender: what it takes, and its page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest

from kiosk.client import ClientError
from kiosk.client.demo_sms import code_sent_to
from kiosk.config import MessageSettings
from kiosk.demo import server as demo_backend
from kiosk.demo.messages import KEPT
from kiosk.upstream.message_sender import MessageSender
from kiosk.upstream.webhook import Webhook

BODY = {"to": "13800138000", "template": "receipt", "values": {"业务": "<i>挂失", "名称": "受理号", "号": "SB1"}}


@pytest.fixture
async def url() -> AsyncIterator[str]:
    async with demo_backend.running("http://127.0.0.1:0", None) as address:
        yield f"{address}/sms"


@pytest.fixture
async def sender(url: str) -> AsyncIterator[MessageSender]:
    made = MessageSender(replace(MessageSettings(), url=url), "市民服务中心", Webhook(url))
    yield made
    await made.close()


async def test_a_message_stands_on_the_page_once(url: str, sender: MessageSender) -> None:
    first, again = [await sender.post(BODY, "k1") for _ in range(2)]
    assert first.result == "accepted"
    assert again.answer == first.answer
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        page = await answer.text()
    assert page.count("13800138000") == 1
    assert "【市民服务中心】您办理的&lt;i&gt;挂失已受理，受理号：SB1" in page


async def test_what_is_no_message_is_refused(url: str, sender: MessageSender) -> None:
    assert (await sender.post(BODY | {"to": "12345"}, "k")).result == "refused"
    async with aiohttp.ClientSession() as http:
        for data in (b"[]", b"{", b"\xff"):
            async with http.post(url, data=data, headers={"Idempotency-Key": "k"}) as answer:
                assert answer.status == 400


async def test_it_keeps_the_newest(url: str, sender: MessageSender) -> None:
    for n in range(KEPT + 5):
        await sender.post(BODY | {"values": {"业务": "甲", "名称": "号", "号": f"N{n}."}}, f"k{n}")
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        page = await answer.text()
    assert "N0." not in page
    assert f"N{KEPT + 4}." in page


async def test_the_last_message_to_a_number_can_be_read_by_a_program(url: str, sender: MessageSender) -> None:
    with pytest.raises(ClientError, match="there is none"):
        await code_sent_to(url)
    for code, phone in (("135790", "13800138000"), ("246810", "13911112222")):
        values = {"验证码": code, "分钟": "5"}
        await sender.post({"to": phone, "template": "code", "values": values}, code)
    assert await code_sent_to(url) == "246810"
    assert await code_sent_to(url, "13800138000") == "135790"
    await sender.post(BODY, "a receipt, which has no code")
    with pytest.raises(ClientError, match="there is none"):
        await code_sent_to(url, "13800138000")
