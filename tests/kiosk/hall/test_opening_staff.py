"""Calls for staff as the hall opens them: from the settings over a real socket to a system that says who comes."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web
from aiohttp.test_utils import TestServer

from kiosk.config import Settings, StaffSettings
from kiosk.config.staff import StaffDestinationSettings
from kiosk.hall.opening import open_outbox, open_record, open_staff_desk
from kiosk.telemetry.metrics import Metrics
from support.staff_calls import call_staff


class DutyRoom:
    """Is busy at first, and then sends somebody."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, Any]]] = []

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((request.headers["Idempotency-Key"], await request.json()))
        if len(self.got) == 1:
            return web.Response(status=503)
        return web.json_response({"staff": "coming", "who": "王老师"})


async def test_a_call_reaches_the_duty_room_which_says_who_comes(tmp_path: Path) -> None:
    room, app, log = DutyRoom(), web.Application(), structlog.get_logger("kiosk")
    app.router.add_post("/calls", room.take)
    async with TestServer(app) as server, AsyncExitStack() as stack:
        first = StaffDestinationSettings(url=str(server.make_url("/calls")), secret="0123456789abcdef")
        settings = replace(Settings(), data_dir=tmp_path, staff=StaffSettings(first=first))
        metrics = Metrics()
        store, writer = await open_record(settings, stack, metrics, log)
        outbox = open_outbox(settings, store, metrics, log)
        stack.push_async_callback(outbox.close)
        desk = open_staff_desk(settings, store, writer, outbox, metrics, log)
        stack.push_async_callback(desk.close)
        await desk.recall()
        call = call_staff(desk, writer, "c1", place="一楼东侧")
        async with asyncio.timeout(30):
            while not desk.open_calls()[0].who or len(room.got) < 3:
                await asyncio.sleep(0.02)
        (key, called), (again, _), (_, taken) = room.got
        assert key == again, "it knows the repetition by its key"
        assert (called["id"], called["place"], called["event"]) == (call.id, "一楼东侧", "called")
        assert (taken["event"], taken["who"]) == ("taken", "王老师")
        await writer.settle(5)
        (kept,) = await store.open_staff_calls()
        assert (kept.who, kept.device, kept.place) == ("王老师", "kiosk-1", "一楼东侧")
