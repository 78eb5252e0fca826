"""The hall's outbox as it is opened: with the sender of the settings, to the demo's page."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import aiohttp
import structlog

from kiosk.config import MessageSettings, Settings
from kiosk.config.settings import HallSettings
from kiosk.demo import server as demo_backend
from kiosk.hall.opening import open_outbox
from kiosk.store import DeliveryEntry, Store
from kiosk.telemetry.metrics import Metrics
from kiosk.upstream.message_sender import MESSAGE

VALUES = {"业务": "社保卡挂失", "名称": "受理号", "号": "SB1"}


async def test_a_message_goes_through_the_outbox_to_the_demos_page(tmp_path: Path) -> None:
    async with demo_backend.running("http://127.0.0.1:0", None) as address:
        url = f"{address}/sms"
        hall, messages = replace(HallSettings(), sms="sender"), MessageSettings(url=url, signature="示例大厅")
        settings = replace(Settings(), data_dir=tmp_path, hall=hall, messages=messages)
        store = await Store.open(settings)
        outbox = open_outbox(settings, store, Metrics(), structlog.get_logger("kiosk"))
        body = json.dumps({"template": "receipt", "to": "13800138000", "values": VALUES})
        entry = DeliveryEntry("a1", MESSAGE, store.now_ms(), body)
        assert await outbox.hold(entry)
        assert await outbox.deliver(entry, 5) == "accepted"
        found = await store.delivery("a1")
        assert found is not None
        assert found.reference == "demo-1"
        async with aiohttp.ClientSession() as http, http.get(url) as answer:
            assert "【示例大厅】您办理的社保卡挂失已受理，受理号：SB1" in await answer.text()
        await outbox.close()
        await store.close()


async def test_without_a_sender_nothing_carries_messages(tmp_path: Path) -> None:
    store = await Store.open(replace(Settings(), data_dir=tmp_path))
    outbox = open_outbox(Settings(), store, Metrics(), structlog.get_logger("kiosk"))
    assert not outbox.carries(MESSAGE)
    await store.close()
