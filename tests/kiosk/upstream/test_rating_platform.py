"""The platform that counts ratings, over a real socket: it fails half of the time, and counts each once, in order."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import structlog
from aiohttp import web
from aiohttp.test_utils import TestServer

from dialogue.acts import Rated
from kiosk.config import FeedbackSettings, Settings
from kiosk.hall.opening import open_outbox
from kiosk.hall.outbox import Outbox
from kiosk.hall.ratings import RatingDesk
from kiosk.store import ConversationEntry, Store
from kiosk.telemetry.metrics import Metrics
from kiosk.upstream.rating_platform import RATING, RatingPlatform
from kiosk.upstream.webhook import Webhook, is_signed

MANY = 60


class Platform:
    """Counts by the key. `fails`: half of the requests get no answer, one that is cut off, or an error; of some of
    them the rating was taken all the same.
    """

    def __init__(self, *, fails: bool) -> None:
        self._chance = Random(13) if fails else None
        self.counted: dict[str, dict[str, Any]] = {}
        self.attempts = 0
        self.signed = True

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.attempts += 1
        body = await request.read()
        self.signed &= is_signed("s3cret", request.headers, body, 1_795_000_000)
        key = request.headers["Idempotency-Key"]
        way = self._chance.choice(("ok", "ok", "ok", "503", "lost", "cut")) if self._chance else "ok"
        if way in ("ok", "lost", "cut"):
            self.counted.setdefault(key, json.loads(body))
        if way == "503":
            return web.Response(status=503)
        if way == "cut":
            assert request.transport is not None
            request.transport.abort()
        return web.Response(status=500 if way == "lost" else 200)


async def test_half_of_the_requests_fail_and_each_rating_is_counted_once_in_order(tmp_path: Path) -> None:
    platform, app, metrics = Platform(fails=True), web.Application(), Metrics()
    app.router.add_post("/in", platform.take)
    async with TestServer(app) as server:
        feedback = FeedbackSettings(
            url=str(server.make_url("/in")), secret="s3cret", fields="number=projectNo, window=-"
        )
        settings = replace(Settings(), data_dir=tmp_path, feedback=feedback)
        store = await Store.open(settings)
        outbox = Outbox(store, metrics, structlog.get_logger("kiosk"))
        webhook = Webhook(feedback.url, secret=feedback.secret, now=lambda: 1_795_000_000)
        carrier = RatingPlatform(feedback, webhook)
        outbox.carry_in_order(RATING, carrier, keep_s=3600, first_s=0.002, longest_s=0.01)
        desk = RatingDesk(settings, metrics.by_service)
        for number in range(MANY):
            one = Rated(f"社保卡挂失/{number}", "社保卡挂失", "", 1 + number % 5, f"SB{number}")
            made = desk.entries((one,), f"c{number}", "kiosk-1", "screen", store.now_ms())
            await store.keep(
                ConversationEntry(
                    f"c{number}", "kiosk-1", "screen", 0, ratings=made.ratings, deliveries=made.deliveries
                )
            )
        await outbox.round()
        async with asyncio.timeout(60):
            while await store.waiting_deliveries():
                await asyncio.sleep(0.01)
        await outbox.close()
        kept = await store.ratings()
        await store.close()
    assert platform.attempts > MANY
    assert [one["projectNo"] for one in platform.counted.values()] == [f"SB{number}" for number in range(MANY)]
    assert len(kept) == MANY
    assert all("window" not in one for one in platform.counted.values())
    assert platform.signed
    accepted = metrics.registry.get_sample_value("kiosk_deliveries_total", {"kind": "rating", "state": "accepted"})
    assert accepted == MANY


async def test_a_hall_opens_with_its_platform(tmp_path: Path) -> None:
    platform, app = Platform(fails=False), web.Application()
    app.router.add_post("/in", platform.take)
    async with TestServer(app) as server:
        feedback = FeedbackSettings(url=str(server.make_url("/in")))
        settings = replace(Settings(), data_dir=tmp_path, feedback=feedback)
        store = await Store.open(settings)
        outbox = open_outbox(settings, store, Metrics(), structlog.get_logger("kiosk"))
        made = RatingDesk(settings).entries((Rated("a/1", "a", "", 5),), "c1", "k", "screen", store.now_ms())
        await store.keep(ConversationEntry("c1", "k", "screen", 0, ratings=made.ratings, deliveries=made.deliveries))
        await outbox.round()
        async with asyncio.timeout(30):
            while await store.waiting_deliveries():
                await asyncio.sleep(0.01)
        await outbox.close()
        await store.close()
    assert [one["score"] for one in platform.counted.values()] == [5]
