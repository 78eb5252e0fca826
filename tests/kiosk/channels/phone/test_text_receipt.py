"""A caller's receipt by text message: what is said is what became of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

from dialogue import Machine
from kiosk.hall import phrases
from kiosk.upstream.message_sender import MESSAGE
from kiosk.upstream.webhook import PostOutcome
from support.halls import LIBRARY
from support.phone_calls import exchange

pytestmark = pytest.mark.virtual_time

MOBILE = "13800138000"
LOSS_KEYS = ("1", "110105198506123729", "1", MOBILE, "1", "1")


class Gateway:
    def __init__(self, result: str, wait_s: float) -> None:
        self.result, self.wait_s = result, wait_s
        self.got: list[tuple[str, Mapping[str, Any]]] = []

    async def post(self, body: Mapping[str, Any], key: str) -> PostOutcome:
        self.got.append((key, body))
        await asyncio.sleep(self.wait_s)
        return PostOutcome(self.result, self.result)  # type: ignore[arg-type]

    async def close(self) -> None: ...


@pytest.mark.parametrize(
    ("result", "wait_s", "told"),
    [
        ("accepted", 0.5, phrases.TEXT_SENT),
        ("trouble", 0.5, phrases.TEXT_LATER),
        ("accepted", 20, phrases.TEXT_LATER),
        ("refused", 0.5, phrases.TEXT_FAILED),
    ],
)
async def test_what_is_said_is_what_became_of_it(result: str, wait_s: float, told: str) -> None:
    gateway = Gateway(result, wait_s)
    async with exchange(machine=Machine(LIBRARY, texts=True)) as hall:
        hall.hall.outbox.carry(MESSAGE, gateway, keep_s=3600)
        async with hall.call() as (caller, _):
            await caller.turn()
            await hall.caller.says("我的社保卡丢了")
            for keys in LOSS_KEYS:
                assert await caller.turn()
                await caller.press(keys)
            assert await caller.turn(quiet_s=5)
            said = "".join(text for who, text, _ in hall.ledger.turns if who == "clerk")
        await hall.hall.outbox.close()
    assert [text for text in (phrases.TEXT_SENT, phrases.TEXT_LATER, phrases.TEXT_FAILED) if text in said] == [told]
    ((key, body),) = gateway.got
    assert key.isascii()
    assert body["to"] == MOBILE
    (held,) = hall.ledger.deliveries.values()
    assert held.id == key, "in the record before it was tried, with its case"
    assert json.loads(held.body) == body
    assert not any(MOBILE in detail for _, detail in hall.ledger.events)


async def test_where_nothing_holds_it_no_later_message_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    async with exchange(machine=Machine(LIBRARY, texts=True)) as hall:
        hall.hall.outbox.carry(MESSAGE, Gateway("trouble", 0.1), keep_s=3600)
        secure = hall.hall.record_writer.secure

        async def unsafe(conversation: str) -> bool:
            return await secure(conversation) and not hall.ledger.deliveries

        monkeypatch.setattr(hall.hall.record_writer, "secure", unsafe)
        async with hall.call() as (caller, _):
            await caller.turn()
            await hall.caller.says("我的社保卡丢了")
            for keys in LOSS_KEYS:
                assert await caller.turn()
                await caller.press(keys)
            assert await caller.turn(quiet_s=5)
        said = "".join(text for who, text, _ in hall.ledger.turns if who == "clerk")
    assert phrases.TEXT_FAILED in said
    assert phrases.TEXT_LATER not in said
