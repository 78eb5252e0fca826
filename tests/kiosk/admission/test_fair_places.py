"""Pages and places when one address takes them all: over real sockets, and who gives way without any."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
import pytest

from kiosk.admission.waiting_room import Unbounded, WaitingRoom
from kiosk.config import LimitSettings
from kiosk.hall.sessions import UNANSWERED_S, SessionRegistry
from kiosk.server.server import Server
from kiosk.telemetry.metrics import Metrics
from support.clock import Clock
from support.connected import listening, settings_of
from support.fakes import Ledger, Voice

PAGES, PLACES = 12, 2
ABILITIES = {"screen": True, "voice": False, "touch": True, "print": False}
HELLO = {"type": "hello", "v": "kiosk.v1", "device": "x", "abilities": ABILITIES}
HOG, CITIZEN = "127.0.0.2", "127.0.0.9"


class Places(Unbounded):
    def capacity(self) -> int:
        return PLACES


@dataclass
class Line:
    """A page that reads what comes."""

    socket: aiohttp.ClientWebSocketResponse
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, **message: Any) -> None:
        await self.socket.send_json(message)

    async def until(self, kind: str) -> dict[str, Any]:
        async with asyncio.timeout(20):
            while True:
                message = await self.socket.receive()
                assert message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY), "the server hung up"
                if message.type is aiohttp.WSMsgType.TEXT:
                    self.seen.append(json.loads(message.data))
                    if self.seen[-1]["type"] == kind:
                        return self.seen[-1]


class HallOf:
    def __init__(self, server: Server, stack: AsyncExitStack) -> None:
        self.server, self._stack = server, stack
        self._browsers: dict[str, aiohttp.ClientSession] = {}

    async def page(self, address: str) -> Line:
        if address not in self._browsers:
            connector = aiohttp.TCPConnector(local_addr=(address, 0), limit=0)
            self._browsers[address] = await self._stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        url = f"http://127.0.0.1:{self.server.public_port}/ws"
        line = Line(await self._browsers[address].ws_connect(url, protocols=("kiosk.v1",)))
        await line.send(**HELLO)
        await line.until("ready")
        return line


@asynccontextmanager
async def hall_of() -> AsyncIterator[HallOf]:
    metrics = Metrics()
    settings = replace(settings_of(limits=LimitSettings(connections=PAGES)), drain_s=0.2)
    sessions = SessionRegistry(limit=PAGES, grace_s=0, room=WaitingRoom(Places(), metrics, wait_s=180))
    parts = {"metrics": metrics, "sessions": sessions, "voice": Voice(), "store": Ledger()}
    async with listening(settings, **parts) as server, AsyncExitStack() as stack:
        yield HallOf(server, stack)


@pytest.mark.parametrize("address", [CITIZEN, HOG], ids=["own address", "behind the same proxy"])
async def test_pages_that_only_said_hello_keep_no_citizen_out(address: str) -> None:
    async with hall_of() as hall:
        hogs = [await hall.page(HOG) for _ in range(PAGES)]
        citizen = await hall.page(address)
        await citizen.send(type="start")
        await citizen.until("begun")
        assert (await hogs[0].until("error"))["code"] == "busy", "the one that was quiet the longest gave way"
        for _ in range(PAGES):
            await hall.page(HOG)
        await citizen.send(type="text", text="社保卡丢了")
        await citizen.until("transcript")


async def test_conversations_in_which_nothing_is_answered_give_way_to_those_who_wait() -> None:
    clock = Clock(asyncio.get_running_loop())
    async with hall_of() as hall:
        hogs = [await hall.page(HOG) for _ in range(PAGES)]
        for hog in hogs:
            await hog.send(type="start")
        await hogs[-1].until("waiting")
        citizen = await hall.page(CITIZEN)
        await citizen.send(type="start")
        assert (await citizen.until("waiting"))["position"] == 1, "its address has no place yet"
        clock.ahead += UNANSWERED_S
        await citizen.until("begun")
        assert (await hogs[0].until("goodbye"))["reason"] == "idle"


async def test_a_citizen_who_answered_does_not_give_way() -> None:
    clock = Clock(asyncio.get_running_loop())
    async with hall_of() as hall:
        talker, silent = await hall.page(CITIZEN), await hall.page(HOG)
        for line in (talker, silent):
            await line.send(type="start")
            await line.until("begun")
        await talker.send(type="text", text="社保卡丢了")
        await talker.until("transcript")
        waiting = await hall.page(HOG)
        await waiting.send(type="start")
        await waiting.until("waiting")
        clock.ahead += UNANSWERED_S
        await waiting.until("begun")
        assert {session.unanswered_since is None for session in hall.server.hall.sessions.live} == {True, False}
        assert (await silent.until("goodbye"))["reason"] == "idle"


# ---- who gives way, without sockets ---------------------------------------------------------------------------------


@dataclass(eq=False)
class Standing:
    address: str
    heard_at: float = 0.0
    attract: bool = True
    waits: bool = False
    gave_way: bool = False

    def give_way(self) -> None:
        self.gave_way = True


class Full(SessionRegistry):
    full = True  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("pages", "newcomer", "victim"),
    [
        ([Standing("a", 5), Standing("b", 2), Standing("b", 3)], "c", 1),
        ([Standing("a", 5), Standing("a", 2)], "a", 1),
        ([Standing("a", 1), Standing("b", 2), Standing("b", attract=False)], "c", 1),
        ([Standing("a", 1), *(Standing("b", attract=False) for _ in range(3))], "b", None),
        ([Standing("a", attract=False), Standing("b", attract=False)], "c", None),
        ([Standing("b", n, attract=False, waits=True) for n in range(3)], "c", 0),
        ([Standing("b", attract=False, waits=True)], "c", None),
        ([Standing("b", n, attract=False, waits=True) for n in range(3)], "b", None),
        ([], "c", None),
    ],
)
async def test_who_gives_way(pages: list[Standing], newcomer: str, victim: int | None) -> None:
    sessions = Full(limit=1, grace_s=0)
    for page in pages:
        sessions.add_page(page)
    assert sessions.make_room(newcomer) is (victim is not None)
    assert [page.gave_way for page in pages] == [number == victim for number in range(len(pages))]
