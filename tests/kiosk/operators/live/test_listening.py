"""Listening in by ear over real sockets: who may, what comes, and every end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import aiohttp
import numpy as np
import pytest

from kiosk.config.live import LiveSettings
from kiosk.hall.live import LiveView
from kiosk.hall.live.sound import FRAME, RATE, LiveSound
from kiosk.operators.live import listening
from kiosk.operators.permissions import Role
from kiosk.operators.routes import PREFIX
from kiosk.session import ClientProfile, Session
from kiosk.store.audit import AuditNote, AuditRow
from support.connected import settings_of
from support.console import ConsoleStand, OperatorBrowser, console
from support.fakes import Page
from support.tasks import named

LOUD = np.full(1600, 20_000, np.int16)


@asynccontextmanager
async def standing(folder: Path, sound: Literal["on", "off"] = "on") -> AsyncIterator[ConsoleStand]:
    settings = replace(settings_of(), services_dir=folder / "services", live=LiveSettings(sound=sound))
    async with console(folder, settings=settings, roles=(Role.SEAT, Role.ANALYST)) as found:
        yield found
        async with asyncio.timeout(20):  # else something was left behind
            while named("live.sound"):
                await asyncio.sleep(0.01)


async def began(stand: ConsoleStand, channel: Literal["screen", "phone"] = "screen") -> Session:
    session = Session(stand.server.hall, Page(), ClientProfile(channel, "k1", screen=channel == "screen"))
    stand.server.hall.sessions.enter(session)
    await asyncio.sleep(0)
    session.start()
    return session


async def opened(browser: OperatorBrowser, session: str) -> aiohttp.ClientWebSocketResponse:
    return await browser.http.ws_connect(f"{browser.base}{PREFIX}/live/conversations/{session}/sound")


async def loud(socket: aiohttp.ClientWebSocketResponse, level: int) -> None:
    """Until a frame that is so loud."""
    async with asyncio.timeout(20):
        while True:
            received = await socket.receive()
            assert received.type is aiohttp.WSMsgType.BINARY, received
            assert len(received.data) in (8, 8 + 2 * FRAME)
            if np.frombuffer(received.data, "<i2", offset=8).max(initial=0) >= level:
                return


async def ended(socket: aiohttp.ClientWebSocketResponse) -> Any:
    """The last text before the hall hung up."""
    told = None
    async with asyncio.timeout(20):
        async for received in socket:
            if received.type is aiohttp.WSMsgType.TEXT:
                told = json.loads(received.data)
    return told


async def unheard(view: LiveView) -> None:
    """Until nobody listens any more."""
    async with asyncio.timeout(20):
        while view.sound is not None:
            await asyncio.sleep(0.01)


async def noted(stand: ConsoleStand) -> tuple[AuditRow, ...]:
    """The newest first; until the end of each listening stands there too."""
    async with asyncio.timeout(20):
        while True:
            await stand.server.hall.record_writer.settle(20)
            rows = await stand.store.audit_trail(20)
            if sum(row.what == "stopped listening" for row in rows) == sum("listened to" in row.what for row in rows):
                return rows
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("channel", ["screen", "phone"])
async def test_a_seat_hears_both_sides_until_the_conversation_is_over(
    tmp_path: Path, channel: Literal["screen", "phone"]
) -> None:
    async with standing(tmp_path) as stand:
        session = await began(stand, channel)
        socket = await opened(stand.of[Role.SEAT], session.id)
        session.inputs.text("我的社保卡丢了")
        await loud(socket, 1000)  # the clerk, answering
        session.hear(0, LOUD)
        await loud(socket, 20_000)
        view = stand.server.hall.live.board.view(session.id)
        session.end("cancelled")
        assert await ended(socket) == {"type": "over"}
        assert view is not None
        await unheard(view)
        notes = [row for row in await noted(stand) if "listen" in row.what]
        assert [(row.what, row.who, row.conversation) for row in notes] == [
            (what, "seat (seat)", session.id) for what in ("stopped listening", "listened to sound")
        ]
        assert notes[0].detail.startswith("after ")


async def test_a_page_that_closes_leaves_nothing(tmp_path: Path) -> None:
    async with standing(tmp_path) as stand:
        session = await began(stand)
        view = stand.server.hall.live.board.view(session.id)
        assert view is not None
        first, second = [await opened(stand.of[Role.SEAT], session.id) for _ in range(2)]
        session.inputs.text("我的社保卡丢了")
        await loud(first, 1000)
        await first.close()
        session.hear(0, LOUD)
        await loud(second, 20_000)
        await second.close()
        await unheard(view)
        session.end("cancelled")


async def test_a_hall_that_does_not_allow_it_refuses_and_says_so_on_the_captions(tmp_path: Path) -> None:
    async with standing(tmp_path, "off") as stand:
        seat, session = stand.of[Role.SEAT], await began(stand)
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await opened(seat, session.id)
        assert refused.value.status == 409
        path = f"{seat.base}{PREFIX}/live/conversations/{session.id}/captions"
        captions = await seat.http.ws_connect(path)
        assert (await captions.receive_json())["sound"] is False
        await captions.close()
        assert "listened to sound" not in [row.what for row in await stand.store.audit_trail(20)]
        session.end("cancelled")


async def test_who_may_not_listen_and_what_is_not_there(tmp_path: Path) -> None:
    async with standing(tmp_path) as stand:
        seat, session = stand.of[Role.SEAT], await began(stand)
        for browser, id, headers, status in (
            (stand.of[Role.ANALYST], session.id, {}, 403), (seat, "none", {}, 404),
            (seat, session.id, {"Origin": "http://evil.test"}, 403),
        ):  # fmt: skip
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await browser.http.ws_connect(f"{seat.base}{PREFIX}/live/conversations/{id}/sound", headers=headers)
            assert refused.value.status == status
        assert (await seat.get(f"/live/conversations/{session.id}/sound"))[0] == 426
        session.end("cancelled")


async def test_an_account_hears_four_at_once(tmp_path: Path) -> None:
    async with standing(tmp_path) as stand:
        seat, session = stand.of[Role.SEAT], await began(stand)
        sockets = [await opened(seat, session.id) for _ in range(4)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await opened(seat, session.id)
        assert refused.value.status == 429
        await sockets[0].close()
        assert len([row for row in await stand.store.audit_trail(20) if row.what == "listened to sound"]) == 4
        async with asyncio.timeout(20):
            while len(named("live.sound")) > 3:
                await asyncio.sleep(0.01)
        again = await opened(seat, session.id)
        for socket in (*sockets[1:], again):
            await socket.close()
        session.end("cancelled")


async def test_a_session_that_ends_hears_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "MAY_S", 0.1)
    async with standing(tmp_path) as stand:
        session = await began(stand)
        socket = await opened(stand.of[Role.SEAT], session.id)
        session.hear(0, LOUD)
        await loud(socket, 20_000)
        await stand.store.accounts.change("id-seat", {"disabled_ms": 1}, AuditNote("account disabled", "test"))
        assert await ended(socket) is None
        session.end("cancelled")


def test_a_console_that_reads_slowly_skips() -> None:
    sound = LiveSound(0.0)
    feed = listening.SoundFeed(sound, 1.0)

    def hear(tenths: range) -> None:
        for nth in tenths:
            sound.citizen((nth + 1) / 10, np.full(RATE // 10, nth + 1, np.int16))

    hear(range(12))
    assert feed.due(1.0) > 0
    assert np.frombuffer(feed.take(1.1), "<i2", offset=8).max() == 7
    assert feed.due(1.15) == pytest.approx(0.05, abs=0.001)
    hear(range(12, 100))
    late = feed.take(9.9)  # many seconds later
    assert feed.skipped > 80
    assert int.from_bytes(late[4:8], "little") == feed.skipped
    assert np.frombuffer(late, "<i2", offset=8).max() == 96
