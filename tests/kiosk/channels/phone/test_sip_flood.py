"""A flood of SIP requests: none is forgotten, and the log stays short."""

from __future__ import annotations

import asyncio

import pytest
import structlog

from kiosk.channels.phone.refusals import EVERY_S
from kiosk.channels.phone.sip import SipListener
from kiosk.config import PhoneSettings
from support.phone_calls import exchange
from support.sip_script import SipScript

pytestmark = pytest.mark.virtual_time

PHONE = PhoneSettings(sip="on", sip_port=0)


async def test_every_request_of_a_flood_is_counted_and_told_in_a_line() -> None:
    flood = SipScript("127.0.0.9")
    with structlog.testing.capture_logs() as told:
        async with exchange(PHONE) as hall, SipListener(hall.hall, hall.lines) as listener:
            for _ in range(1_000):
                listener.datagram_received(flood.request("OPTIONS"), flood.source)
            await asyncio.sleep(2 * EVERY_S)
            sample = hall.hall.metrics.registry.get_sample_value("kiosk_client_errors_total", {"code": "flood"})
    assert sample == 1_000 - 256
    lines = [line for line in told if line["event"] == "telephone calls refused"]
    assert [(line["code"], line["count"], line["host"]) for line in lines] == [
        ("flood", 1, "127.0.0.9"),
        ("flood", 743, "127.0.0.9 x743"),
    ]
