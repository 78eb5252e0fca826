"""`kiosk call`'s way to a running hall: a call over real sockets on each surface, with the settings' credentials."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from kiosk.client import ClientError
from kiosk.client.phone.surfaces import (
    SURFACES,
    calling,
    gateway_of,
    line_address,
    new_call_id,
    surface_that_is_on,
)
from kiosk.client.phone_caller import is_loud
from kiosk.config import PhoneSettings, Settings
from kiosk.server.server import Server
from kiosk.wire.phone.dialects import DIALECTS
from support import connected
from support.callers import Parrot
from support.connected import settings_of
from support.fakes import Ledger
from support.speech_stand_in import SpeechStandIn

URL = "wss://hall.example.gov.cn/phone/stream"
SECRET = "40325ec25efd4bd3"


def phone_of(surface: str) -> PhoneSettings:
    """Settings in which only `surface` is on, and asks for credentials."""
    if surface == "audiosocket":
        return PhoneSettings(audiosocket="on", port=0, secret=SECRET)
    if surface.startswith("chan-websocket"):
        return PhoneSettings(chan_websocket="on", password="right")
    if surface == "sip":
        return PhoneSettings(sip="on", sip_port=0, sip_media_ports="24000-24999")
    return PhoneSettings(carrier=surface, carrier_secret="token", carrier_url=URL)  # type: ignore[arg-type]


@asynccontextmanager
async def listening(phone: PhoneSettings) -> AsyncIterator[tuple[Server, Settings]]:
    """A server, and the settings by which a caller finds it."""
    settings, hears = replace(settings_of(), phone=phone), SpeechStandIn()
    parts: dict[str, Any] = {"store": Ledger(), "recogniser": Parrot(), "segmenter_hub": hears}
    async with connected.listening(settings, **parts) as server:
        found = replace(
            settings,
            phone=replace(phone, port=server.phone_port or phone.port, sip_port=server.sip_port),
            public=replace(settings.public, port=server.public_port),
        )
        yield server, found


@pytest.mark.parametrize("surface", SURFACES)
async def test_a_caller_hears_the_greeting(surface: str) -> None:
    async with listening(phone_of(surface)) as (server, settings):
        call_id = new_call_id(surface, settings.phone)
        gateway = gateway_of(surface, call_id, caller="13800138000")
        async with calling(settings, surface, gateway, line_address(settings, surface), call_id) as caller:
            async with asyncio.timeout(60):
                while not (caller.heard and is_loud(caller.heard[-1])):
                    await asyncio.sleep(0.02)
            assert len(server.lines) == 1
        async with asyncio.timeout(30):
            while len(server.lines):
                await asyncio.sleep(0.02)
        assert server.lines.outcome(call_id) == "cancelled"
        assert gateway.refused == []


@pytest.mark.parametrize("surface", ["chan-websocket", "twilio", "telnyx"])
async def test_wrong_credentials_are_told(surface: str) -> None:
    async with listening(phone_of(surface)) as (_, settings):
        phone = replace(settings.phone, password="wrong", carrier_secret="wrong")
        stranger, gateway = replace(settings, phone=phone), gateway_of(surface, "c")
        with pytest.raises(ClientError, match=r"401; compare phone\.password") as refusal:
            async with calling(stranger, surface, gateway, line_address(settings, surface), "c"):
                pytest.fail("let in")
        assert "wrong" not in str(refusal.value), "a secret is not shown"


@pytest.mark.parametrize("surface", ["audiosocket", "sip", "telnyx"])
async def test_nobody_there(surface: str) -> None:
    gateway = gateway_of(surface, new_call_id(surface, PhoneSettings()))
    with pytest.raises(ClientError, match=r"No telephone line answers at .*127\.0\.0\.1:1"):
        async with calling(Settings(), surface, gateway, ("127.0.0.1", 1), "c"):
            pytest.fail("let in")


def test_the_surface_that_the_settings_switch_on() -> None:
    assert surface_that_is_on(PhoneSettings()) == "audiosocket"
    for surface in ("audiosocket", "chan-websocket", "sip", *DIALECTS):
        assert surface_that_is_on(phone_of(surface)) == surface


def test_the_address_is_that_of_the_settings() -> None:
    settings = Settings()
    assert line_address(settings, "audiosocket") == (settings.phone.host, settings.phone.port)
    assert line_address(settings, "twilio")[1] == settings.public.port
    assert line_address(settings, "sip") == (settings.phone.host, settings.phone.sip_port)
    every = replace(settings, phone=replace(settings.phone, host="0.0.0.0"))
    assert line_address(every, "audiosocket")[0] == "127.0.0.1"
    assert line_address(every, "audiosocket", "10.1.2.3", 9) == ("10.1.2.3", 9)


@pytest.mark.parametrize(
    ("surface", "rate", "told"),
    [("telnyx", 16_000, "telnyx calls at 8000 Hz; got 16000"), ("sip", 44_100, "8000 or 16000 Hz; got 44100")],
)
def test_a_rate_that_a_surface_has_not(surface: str, rate: int, told: str) -> None:
    with pytest.raises(ClientError, match=told):
        gateway_of(surface, "c", rate=rate)


def test_the_secret_begins_the_call_id() -> None:
    assert new_call_id("audiosocket", phone_of("audiosocket")).replace("-", "").startswith(SECRET)
