"""The driver of readers behind a vendor's HTTP service, against a stand-in of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from kiosk.config.devices import PresenceSettings, ReaderSettings
from kiosk.devices.driver import Became, CardLaid, DeviceError, PresenceSeen
from kiosk.devices.drivers.http_reader import HttpReader
from kiosk.devices.drivers.json_poll import at_path
from kiosk.devices.drivers.presence import HttpPresence
from kiosk.wire.messages import IdCard
from support.driven import driven
from support.ports import free_port

CARD = IdCard("李桂英", "11010519491231002X")
LAID = {"code": 0, "data": {"partyName": CARD.name, "certNumber": CARD.number.lower()}}


class VendorService:
    """`body`: what it answers: JSON, or bytes as they are."""

    def __init__(self) -> None:
        self.body: Any = {"code": 1}
        self.status = 200

    async def answer(self, _: web.Request) -> web.Response:
        if isinstance(self.body, bytes):
            return web.Response(body=self.body, status=self.status)
        return web.json_response(self.body, status=self.status)


@asynccontextmanager
async def service() -> AsyncIterator[tuple[VendorService, str]]:
    vendor = VendorService()
    app = web.Application()
    app.router.add_get("/read", vendor.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield vendor, f"http://127.0.0.1:{port}/read"
    finally:
        await runner.cleanup()


def settings_at(url: str) -> ReaderSettings:
    return ReaderSettings(
        driver="http", url=url, name_field="data.partyName", number_field="data.certNumber",
        unplugged_when="code=-1, code=-2", poll_ms=100,
    )  # fmt: skip


async def test_a_card_is_told_once_while_the_service_goes_on_giving_it() -> None:
    async with service() as (vendor, url), driven(HttpReader(settings_at(url))) as told:
        await told.until(Became("ready"))
        vendor.body = LAID
        await told.until(CardLaid(CARD))
        await told.until(Became("ready"), 2)
        assert told.events.count(CardLaid(CARD)) == 1


@pytest.mark.parametrize(
    ("body", "status", "condition", "text"),
    [
        ({"code": -1}, 200, "unplugged", "code=-1"),
        (b"<html>", 200, "wrong", "JSON"),
        ({}, 500, "wrong", "500"),
        ({"data": {"partyName": "李", "certNumber": "123"}}, 200, "wrong", "18 characters"),
        ({"data": {"partyName": "", "certNumber": CARD.number}}, 200, "wrong", "a name"),
        (b"[" * 100_000, 200, "wrong", "JSON"),
        (b"x" * (3 << 20), 200, "wrong", "bytes"),
    ],
)
async def test_what_is_wrong_is_told(body: Any, status: int, condition: str, text: str) -> None:
    async with service() as (vendor, url):
        vendor.body, vendor.status = body, status
        async with driven(HttpReader(settings_at(url))) as told:
            with pytest.raises(DeviceError, match=text) as raised:
                await told.first()
            assert raised.value.condition == condition
            assert CARD.number not in str(raised.value)


async def test_a_service_that_does_not_run_is_unplugged() -> None:
    async with driven(HttpReader(settings_at(f"http://127.0.0.1:{free_port()}/read"))) as told:
        with pytest.raises(DeviceError) as raised:
            await told.first()
        assert raised.value.condition == "unplugged"


async def test_a_name_in_gb18030_is_read() -> None:
    body = f'{{"data": {{"partyName": "{CARD.name}", "certNumber": "{CARD.number}"}}}}'.encode("gb18030")
    async with service() as (vendor, url), driven(HttpReader(settings_at(url))) as told:
        vendor.body = body
        await told.until(CardLaid(CARD))


async def test_a_sensor_behind_a_service() -> None:
    settings = PresenceSettings(driver="http", present_field="radar.near", word="true", poll_ms=100)
    async with service() as (vendor, url):
        vendor.body = {"radar": {"near": False}}
        settings = replace(settings, url=url)
        async with driven(HttpPresence(settings)) as told:
            await told.until(PresenceSeen(False))
            vendor.body = {"radar": {"near": True}}
            await told.until(PresenceSeen(True))
            vendor.body = {}
            with pytest.raises(DeviceError, match=r"radar\.near"):
                await told.until(PresenceSeen(False), 100)


@pytest.mark.parametrize(
    ("value", "path", "found"),
    [
        ({"a": {"b": "x"}}, "a.b", "x"),
        ({"a": [{"b": 7}]}, "a.0.b", "7"),
        ({"a": True}, "a", "true"),
        ({"a": None}, "a", ""),
        ({"a": {}}, "a", ""),
        ([], "a", ""),
        ({"a": []}, "a.5", ""),
    ],
)
def test_a_path_leads_to_text_or_to_nothing(value: Any, path: str, found: str) -> None:
    assert at_path(value, path) == found
