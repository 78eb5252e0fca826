"""Whose turn it is, asked of a hall on a real socket: of a call that it has, of one it has not, and of no hall."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from kiosk.client.phone import clerk_turn
from kiosk.client.phone.clerk_turn import told_by_hall
from kiosk.client.phone_caller import PhoneCaller
from kiosk.config import OperatorsSettings, PhoneSettings, Settings
from support import connected
from support.callers import Parrot
from support.connected import settings_of
from support.fakes import Ledger
from support.ports import free_port
from support.speech_stand_in import SpeechStandIn

CALL = uuid.UUID("40325ec2-5efd-4bd3-805f-53576e581d13")


async def test_a_call_that_the_hall_has_and_one_that_it_has_not() -> None:
    settings = replace(settings_of(), phone=PhoneSettings(audiosocket="on", port=0))
    parts: dict[str, Any] = {"store": Ledger(), "recogniser": Parrot(), "segmenter_hub": SpeechStandIn()}
    async with connected.listening(settings, **parts) as server:
        here = replace(settings, operators=replace(settings.operators, port=server.operators_port))
        async with (
            told_by_hall(here, str(CALL)) as clerk,
            told_by_hall(here, "another/call?x=1") as other,
            PhoneCaller.open("127.0.0.1", server.phone_port, CALL) as caller,
            asyncio.timeout(60),
        ):
            assert await caller.turn(quiet_s=30, clerk=clerk), "the hall says so long before"
            assert await clerk.is_over() is True
            caller.hung_up.set()
            assert await other.is_over() is None
            assert await other.is_over() is None


class _Hall:
    """A hall's operators' listener: what it answers, by turns; None: nothing within the time."""

    def __init__(self, *words: str | None) -> None:
        self._words = list(words)

    async def turn(self, request: web.Request) -> web.Response:
        assert request.match_info["call_id"] == "c"
        if (word := self._words.pop(0)) is None:
            await asyncio.sleep(1)
        return web.Response(text=word or "", status=200 if word in ("caller", "clerk") else 404)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("clerk", None, "clerk", "caller"), [False, False, False, True]),
        (("caller", "unknown", "unknown"), [True, False, False]),
        ((None, "caller"), [None, True]),
        (("unknown",), [None, None]),
    ],
)
async def test_a_busy_hall_and_one_that_has_ended_the_call_are_waited_for(
    words: tuple[str | None, ...], told: list[bool | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under load an answer takes longer than is waited for, and the goodbye is in the record late."""
    monkeypatch.setattr(clerk_turn, "_WITHIN_S", 0.2)
    app = web.Application()
    app.router.add_get("/phone/calls/{call_id}/turn", _Hall(*words).turn)
    async with TestServer(app) as server:
        settings = replace(Settings(), operators=OperatorsSettings(host="127.0.0.1", port=server.port or 0))
        async with told_by_hall(settings, "c") as clerk:
            assert [await clerk.is_over() for _ in told] == told


async def test_where_no_hall_answers_it_cannot_be_told() -> None:
    async with told_by_hall(replace(Settings(), operators=OperatorsSettings(port=free_port())), "c") as clerk:
        assert await clerk.is_over() is None
        assert await clerk.is_over() is None


@pytest.mark.parametrize(
    ("words", "outcome"), [(("up", "up", "completed\n"), "completed"), (("",), ""), (("up",) * 100, "")]
)
async def test_how_a_call_ended(words: tuple[str, ...], outcome: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clerk_turn, "_AGAIN_S", 0.0)
    left = list(words)

    async def call(request: web.Request) -> web.Response:
        word = left.pop(0)
        return web.Response(text=word, status=200 if word else 404)

    app = web.Application()
    app.router.add_get("/phone/calls/{call_id}", call)
    async with TestServer(app) as server:
        settings = replace(Settings(), operators=OperatorsSettings(host="127.0.0.1", port=server.port or 0))
        async with told_by_hall(settings, "c") as clerk:
            assert await clerk.outcome() == outcome


async def test_where_no_hall_answers_the_outcome_is_not_known() -> None:
    async with told_by_hall(replace(Settings(), operators=OperatorsSettings(port=free_port())), "c") as clerk:
        assert await clerk.outcome() == ""
