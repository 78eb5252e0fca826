"""The carrier's reports on the public listener: signed, or refused; what did not come is listed and counted."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from kiosk.config import MessageSettings, Settings
from kiosk.store import DeliveryEntry, Store, StoreError
from kiosk.upstream.webhook import Webhook
from support import connected

SECRET = "whsec_" + "c2VjcmV0c2VjcmV0"
BODY = json.dumps({"template": "receipt", "to": "13800138000", "values": {"业务": "社保卡挂失", "号": "SB1"}})


@asynccontextmanager
async def hall(folder: Path, secret: str = SECRET) -> AsyncIterator[tuple[Store, str, connected.Server]]:
    """The record, with one accepted message, behind a hall, and the address of its reports."""
    store = await Store.open(replace(Settings(), data_dir=folder))
    await store.add_delivery(DeliveryEntry("d1", "message", store.now_ms(), BODY))
    await store.delivery_tried("d1", "accepted", "200", "m1")
    settings = replace(connected.settings_of(), messages=MessageSettings(secret=secret))
    async with connected.listening(settings, store=store) as server:
        yield store, f"http://127.0.0.1:{server.public_port}/messages/report", server
    await store.close()


async def report(url: str, body: Mapping[str, object], *, secret: str = SECRET, at: float | None = None) -> str:
    hook = Webhook(url, secret=secret, now=(lambda: at) if at else time.time)
    outcome = await hook.post(body, key="report-1", within_s=5)
    await hook.close()
    return outcome.detail


def counted(server: connected.Server, state: str) -> float | None:
    labels = {"kind": "message", "state": state}
    return server.hall.metrics.registry.get_sample_value("kiosk_deliveries_total", labels)


@pytest.mark.parametrize(("arrived", "state"), [(True, "delivered"), (False, "undelivered")])
async def test_a_signed_report_settles_the_message_once(tmp_path: Path, arrived: bool, state: str) -> None:
    async with hall(tmp_path) as (store, url, server):
        assert await report(url, {"id": "d1", "arrived": arrived}) == "200"
        found = await store.delivery("d1")
        assert found is not None
        assert found.state == state
        assert [one.id for one in await store.to_do()] == ([] if arrived else ["d1"])
        assert counted(server, state) == 1
        assert await report(url, {"id": "d1", "arrived": arrived}) == "404"
        assert counted(server, state) == 1


@pytest.mark.parametrize(
    ("secret", "later_s"),
    [("", None), ("another", None), (SECRET, -400.0), (SECRET, 400.0)],
    ids=["without", "another", "old", "future"],
)
async def test_what_is_not_signed_now_by_the_sender_changes_nothing(
    tmp_path: Path, secret: str, later_s: float | None
) -> None:
    at = None if later_s is None else time.time() + later_s
    async with hall(tmp_path) as (store, url, _):
        assert await report(url, {"id": "d1", "arrived": False}, secret=secret, at=at) == "401"
        found = await store.delivery("d1")
        assert found is not None
        assert found.state == "accepted"


async def test_without_a_secret_no_report_is_taken(tmp_path: Path) -> None:
    async with hall(tmp_path, secret="") as (_, url, _):
        assert await report(url, {"id": "d1", "arrived": True}, secret="") == "401"


@pytest.mark.parametrize(
    ("body", "status"),
    [({"id": "d1"}, "400"), ({"id": "d1", "arrived": 1}, "400"), ({"id": 1, "arrived": True}, "400"),
     ({"id": "x", "arrived": True}, "404"), ({"id": "x" * 5000, "arrived": True}, "413")],
)  # fmt: skip
async def test_a_report_that_is_none(tmp_path: Path, body: Mapping[str, object], status: str) -> None:
    async with hall(tmp_path) as (_, url, _):
        assert await report(url, body) == status


async def test_a_changed_body_is_refused(tmp_path: Path) -> None:
    """Signed for `true`, sent with `false`."""
    async with hall(tmp_path) as (store, url, _), aiohttp.ClientSession() as http:
        data, at = b'{"id":"d1","arrived":true}', str(int(time.time()))
        made = hmac.digest(base64.b64decode(SECRET.removeprefix("whsec_")), f"k.{at}.".encode() + data, "sha256")
        signed = {
            "webhook-id": "k",
            "webhook-timestamp": at,
            "webhook-signature": f"v1,{base64.b64encode(made).decode()}",
        }
        async with http.post(url, data=data.replace(b"true", b"false"), headers=signed) as answer:
            assert answer.status == 401
        async with http.post(url, data=data, headers=signed) as answer:
            assert answer.status == 200
        found = await store.delivery("d1")
        assert found is not None
        assert found.state == "delivered"


async def test_a_record_that_takes_nothing_is_reported_to_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(name: str, *, arrived: bool) -> str:
        raise StoreError("locked", "The record is locked.")

    async with hall(tmp_path) as (store, url, _):
        monkeypatch.setattr(store, "delivery_reported", broken)
        assert await report(url, {"id": "d1", "arrived": True}) == "503"
