"""The demonstration end to end over sockets: a stranger's number, a code at the demo back end's /sms, a test card."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
import structlog

from dialogue import Machine
from kiosk.client import KioskClient
from kiosk.client.demo_sms import code_sent_to, demo_sender
from kiosk.config import BackendSettings, MessageSettings, Settings
from kiosk.config.identity import proof_means
from kiosk.demo import server as demo_backend
from kiosk.demo.people import PEOPLE
from kiosk.hall.card_reader import SignedReader
from kiosk.hall.opening import open_outbox
from kiosk.telemetry.metrics import Metrics
from kiosk.upstream.gateway import BackendGateway
from kiosk.wire import messages as m
from support.card_reading import READER_KEY, read_card
from support.connected import listening, next_of, page_url, settings_of
from support.fakes import Ledger
from support.halls import SHIPPED

NUMBER = "11010519491231002X"
NAME = PEOPLE[NUMBER].name


@asynccontextmanager
async def demonstration() -> AsyncIterator[tuple[Settings, KioskClient]]:
    """As `make run` has it, without ears and a voice; and a page of it."""
    async with demo_backend.running("http://127.0.0.1:0", None) as address:
        plain = settings_of()
        settings = replace(
            plain,
            hall=replace(plain.hall, sms="sender"),
            identity=replace(plain.identity, reader="bridge", reader_key=READER_KEY),
            backend=BackendSettings(url=address),
            messages=MessageSettings(url=f"{address}/sms"),
        )
        metrics, store = Metrics(), Ledger()
        store_of_outbox: Any = store
        outbox = open_outbox(settings, store_of_outbox, metrics, structlog.get_logger("test"))
        backend = BackendGateway(address, "", 5.0)
        parts = {
            "machine": Machine(SHIPPED, means=proof_means(settings)), "library": SHIPPED, "metrics": metrics,
            "store": store, "outbox": outbox, "backend": backend, "card_reader": SignedReader(READER_KEY),
        }  # fmt: skip
        async with listening(settings, **parts) as server, KioskClient.open(page_url(server), device="demo") as page:
            yield settings, page
        await backend.close()
        await outbox.close()


async def card(page: KioskClient, name: str, seen: list[str]) -> None:
    """Wait until the card `name` is shown. `seen`: all that came meanwhile."""
    while True:
        message = await next_of(page, m.Cards, m.SayMessage, m.TranscriptMessage)
        seen.append(repr(message))
        if isinstance(message, m.Cards) and any(one.id == name for one in message.cards):
            return


async def to_the_proof(page: KioskClient, seen: list[str]) -> None:
    await page.send(m.Text("社保卡丢了"))
    await card(page, "consent", seen)
    await page.send(m.Touch("是", "consent"))
    await card(page, "slot:身份证号", seen)
    await page.send(m.Key(NUMBER))
    await card(page, "proof", seen)
    assert NAME not in "".join(seen)


async def test_a_code_that_came_to_the_demo_back_end_proves_it() -> None:
    seen: list[str] = []
    async with demonstration() as (settings, page):
        await to_the_proof(page, seen)
        await page.send(m.Touch("短信验证码", "proof"))
        await card(page, "code", seen)
        code = await code_sent_to(demo_sender(settings), PEOPLE[NUMBER].mobile)
        await page.send(m.Key(code))
        await card(page, "slot:挂失方式", seen)
    assert code not in "".join(seen)


async def test_a_test_card_proves_it() -> None:
    seen: list[str] = []
    async with demonstration() as (_, page):
        await to_the_proof(page, seen)
        await page.send(read_card(NAME, NUMBER))
        await card(page, "slot:挂失方式", seen)


@pytest.mark.parametrize("number", sorted(set(PEOPLE) - {NUMBER})[:2])
async def test_another_test_card_shows_nothing_of_the_number(number: str) -> None:
    seen: list[str] = []
    async with demonstration() as (_, page):
        await to_the_proof(page, seen)
        await page.send(read_card(PEOPLE[number].name, number))
        while "不是同一个人" not in "".join(seen):
            seen.append(repr(await next_of(page, m.Cards, m.SayMessage)))
        assert NAME not in "".join(seen)
