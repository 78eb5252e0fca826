"""Kiosks over real sockets: a code becomes a cookie, the cookie opens the page's WebSocket, and can be taken back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from kiosk.config import FleetSettings, ListenerSettings, Settings
from kiosk.fleet.codes import TRIES
from kiosk.net import self_signed
from kiosk.server.server import Server
from kiosk.store import Store
from kiosk.wire import encode
from kiosk.wire import messages as m
from support.connected import listening, settings_of

#: Requests by this name are none of a browser under localhost.
LAN = "10.9.8.7"
CODE = "12345678"
SETTINGS = {"place": "一楼东侧", "window": "3", "volume": 40, "elderly": 1}


class KioskClientStand:
    """A browser on another machine: it sends what it was given as cookies, and its page's Origin."""

    def __init__(self, server: Server, http: aiohttp.ClientSession, scheme: str = "http") -> None:
        self.server, self.http = server, http
        self.base, self.origin = f"{scheme}://127.0.0.1:{server.public_port}", f"{scheme}://{LAN}:{server.public_port}"
        self.cookie = ""

    @property
    def headers(self) -> dict[str, str]:
        found = {"Host": f"{LAN}:{self.server.public_port}", "Origin": self.origin}
        return found | ({"Cookie": self.cookie} if self.cookie else {})

    async def enrol(self, code: str = CODE, **more: str) -> tuple[int, str]:
        """Status, and the code of the error."""
        body = json.dumps({"code": code})
        headers = {**self.headers, "Content-Type": "application/json", **more}
        async with self.http.post(f"{self.base}/enrol", data=body, headers=headers) as answer:
            if answer.status == 204:
                self.given = answer.headers["Set-Cookie"]
                self.cookie = self.given.partition(";")[0]
                return 204, ""
            return answer.status, (await answer.json())["error"]["code"]

    @asynccontextmanager
    async def page(self, device: str = "browser") -> AsyncIterator[Page]:
        async with self.http.ws_connect(f"{self.base}/ws", headers=self.headers, protocols=("kiosk.v1",)) as socket:
            page = Page(socket)
            if not socket.closed:
                await socket.send_str(encode(m.Hello(m.VERSION, device, m.Abilities(True, False, True, False))))
            yield page


class Page:
    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def next(self, *kinds: str) -> Mapping[str, Any]:
        async with asyncio.timeout(20):
            while True:
                received = await self.socket.receive()
                if received.type is aiohttp.WSMsgType.BINARY:
                    continue
                assert received.type is aiohttp.WSMsgType.TEXT, f"closed; expected {kinds}"
                message: Mapping[str, Any] = json.loads(received.data)
                if message["type"] in kinds:
                    return message

    async def closed(self) -> bool:
        async with asyncio.timeout(20):
            while (await self.socket.receive()).type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                pass
        return True

    async def send(self, message: m.Up) -> None:
        await self.socket.send_str(encode(message))


@asynccontextmanager
async def hall(
    tmp_path: Path, *, public: ListenerSettings | None = None, fleet: FleetSettings | None = None
) -> AsyncIterator[tuple[Server, aiohttp.ClientSession]]:
    store = await Store.open(replace(Settings(), data_dir=tmp_path))
    settings = replace(settings_of(public), fleet=fleet or FleetSettings(), drain_s=0.2)
    try:
        async with listening(settings, store=store) as server, aiohttp.ClientSession() as http:
            looking = asyncio.create_task(server.fleet.run())
            yield server, http
            looking.cancel()
            await server.hall.record_writer.settle(5)
    finally:
        await store.close()


async def invite(server: Server, name: str = "kiosk-1", code: str = CODE, **settings: Any) -> None:
    await server.hall.store.kiosks.invite(name, settings, code, name_id=f"id-{name}", lasts_ms=900_000)
    await server.fleet.refresh()


async def test_a_page_without_a_token_is_told_and_one_with_a_code_gets_in(tmp_path: Path) -> None:
    async with hall(tmp_path) as (server, http):
        kiosk = KioskClientStand(server, http)
        async with kiosk.page() as page:
            error = await page.next("error", "ready")
            assert (error["code"], error["fatal"]) == ("not_enrolled", True)
            assert await page.closed()
        await invite(server, **SETTINGS)
        assert await kiosk.enrol("0000 0000") == (403, "wrong_code")
        assert await kiosk.enrol("1234 5678") == (204, "")
        for word in ("HttpOnly", "SameSite=Strict", "Path=/"):
            assert word in kiosk.given
        assert "Secure" not in kiosk.given, "over http a browser would drop it"
        assert CODE not in kiosk.given
        async with kiosk.page("another name") as page:
            ready = await page.next("error", "ready")
            assert ready["kiosk"] == {
                "name": "kiosk-1", "place": "一楼东侧", "window": "3", "volume": 40, "elderly": True,
            }  # fmt: skip
            await page.send(m.PageStateMessage("index-a.js", "on", "running"))
            await page.send(m.Ping(1))
            await page.next("pong")
            url = f"http://127.0.0.1:{server.operators_port}/fleet"
            async with http.get(url) as answer:
                (told,) = (await answer.json())["kiosks"]
            assert (told["name"], told["stage"], told["page"]) == ("kiosk-1", "connected", "index-a.js")
            assert told["devices"] == {"microphone": "on", "speaker": "running"}
        thief = KioskClientStand(server, http)
        assert await thief.enrol() == (403, "wrong_code"), "replayed"


async def test_guessing_is_stopped_and_says_for_how_long(tmp_path: Path) -> None:
    async with hall(tmp_path) as (server, http):
        await invite(server)
        kiosk = KioskClientStand(server, http)
        answers = [await kiosk.enrol(f"{n:08}") for n in range(TRIES)]
        assert answers == [(403, "wrong_code")] * TRIES
        assert await kiosk.enrol() == (429, "too_often"), "the right one too"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400), ("[]", 400), ("7", 400), ('{"code": 12345678}', 400), ("{" * 5000, 400), ("[" * 50_000, 400),
        ('"x"', 400),
        ('{"code": "１２３４５６７８"}', 403),
    ],
)  # fmt: skip
async def test_what_is_no_code_is_a_wrong_one_and_what_is_no_try_counts_as_none(
    tmp_path: Path, body: str, status: int
) -> None:
    async with hall(tmp_path) as (server, http):
        await invite(server)
        kiosk = KioskClientStand(server, http)
        headers = {**kiosk.headers, "Content-Type": "application/json"}
        for _ in range(TRIES):
            async with http.post(f"http://127.0.0.1:{server.public_port}/enrol", data=body, headers=headers) as answer:
                assert answer.status == status
        assert (await kiosk.enrol())[0] == (204 if status == 400 else 429)


async def test_a_page_of_another_site_enrols_nothing(tmp_path: Path) -> None:
    async with hall(tmp_path) as (server, http):
        await invite(server)
        kiosk = KioskClientStand(server, http)
        assert await kiosk.enrol(Origin="https://evil.example") == (403, "origin")
        assert (await kiosk.enrol(**{"Content-Type": "text/plain"}))[0] == 415
        assert await kiosk.enrol() == (204, "")


async def test_a_revoked_kiosk_is_out_within_seconds_whatever_it_does(tmp_path: Path) -> None:
    async with hall(tmp_path) as (server, http):
        await invite(server)
        kiosk = KioskClientStand(server, http)
        await kiosk.enrol()
        async with kiosk.page() as page:
            await page.next("ready")
            await page.send(m.Start())
            await page.next("begun")
            await server.hall.store.kiosks.revoke("kiosk-1")
            async with asyncio.timeout(5):
                error = await page.next("error")
            assert (error["code"], error["fatal"]) == ("revoked", True)
            assert await page.closed()
        async with kiosk.page() as page:
            assert (await page.next("error", "ready"))["code"] == "revoked"


async def test_a_stolen_token_opens_no_second_connection_and_the_first_is_told(tmp_path: Path) -> None:
    async with hall(tmp_path) as (server, http):
        await invite(server)
        kiosk, thief = KioskClientStand(server, http), KioskClientStand(server, http)
        await kiosk.enrol()
        thief.cookie = kiosk.cookie
        async with kiosk.page() as page:
            await page.next("ready")
            async with thief.page() as other:
                assert (await other.next("error", "ready"))["code"] == "elsewhere"
                assert await other.closed()
            warning = await page.next("error")
            assert (warning["code"], warning["fatal"]) == ("token_elsewhere", False)
            await page.send(m.Start())
            await page.next("begun")
            async with http.get(f"http://127.0.0.1:{server.operators_port}/fleet") as answer:
                assert (await answer.json())["kiosks"][0]["alarm"]["address"] == "127.0.0.1"


async def test_changed_settings_reach_an_idle_page_at_once_and_a_citizen_never_notices(tmp_path: Path) -> None:
    async with hall(tmp_path) as (server, http):
        await invite(server)
        kiosk = KioskClientStand(server, http)
        await kiosk.enrol()
        async with kiosk.page() as page:
            await page.next("ready")
            await page.send(m.Start())
            await page.next("begun")
            await server.hall.store.kiosks.change("kiosk-1", {"name": "kiosk-9", "window": "7"})
            await server.fleet.refresh()
            await page.send(m.Ping(1))
            await page.next("pong")
            await page.send(m.Bye("leave"))
            await page.next("goodbye")
            assert await page.closed()
        async with kiosk.page() as page:
            assert (await page.next("ready"))["kiosk"]["window"] == "7"
            await server.hall.store.kiosks.change("kiosk-9", {"volume": 10})
            async with asyncio.timeout(5):
                assert await page.closed()


async def test_under_localhost_no_code_is_asked_for_and_through_a_proxy_one_is(tmp_path: Path) -> None:
    async with hall(tmp_path) as (server, http):
        for headers, first in (
            ({}, "ready"),
            ({"Host": f"localhost:{server.public_port}"}, "ready"),
            ({"X-Forwarded-For": "10.0.0.7"}, "error"),
            ({"Host": f"{LAN}:80"}, "error"),
        ):
            async with http.ws_connect(f"http://127.0.0.1:{server.public_port}/ws", headers=headers) as socket:
                page = Page(socket)
                await page.send(m.Hello(m.VERSION, "browser", m.Abilities(True, False, True, False)))
                message = await page.next("ready", "error")
                assert message["type"] == first, headers


async def test_in_an_open_hall_every_page_gets_in_but_not_under_an_enrolled_name(tmp_path: Path) -> None:
    async with hall(tmp_path, fleet=FleetSettings("open")) as (server, http):
        await invite(server, place="一楼")
        kiosk = KioskClientStand(server, http)
        async with kiosk.page("kiosk-1") as page:
            assert (await page.next("ready"))["kiosk"]["place"] == "一楼", "invited: its settings go by its name"
        other = KioskClientStand(server, http)
        await other.enrol()
        async with kiosk.page("kiosk-1") as page:
            assert (await page.next("ready", "error"))["code"] == "not_enrolled"
        async with kiosk.page("browser") as page:
            assert "kiosk" not in await page.next("ready")


async def test_a_program_shows_the_token_as_a_bearer(tmp_path: Path) -> None:
    async with hall(tmp_path) as (server, http):
        await invite(server)
        kiosk = KioskClientStand(server, http)
        await kiosk.enrol()
        token = kiosk.cookie.partition("=")[2]
        headers = {"Host": f"{LAN}:80", "Authorization": f"Bearer {token}"}
        async with http.ws_connect(f"http://127.0.0.1:{server.public_port}/ws", headers=headers) as socket:
            page = Page(socket)
            await page.send(m.Hello(m.VERSION, "program", m.Abilities(False, False, False, False)))
            assert (await page.next("ready", "error"))["kiosk"]["name"] == "kiosk-1"


async def test_over_https_the_cookie_is_for_https_alone(tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    self_signed.write(self_signed.make(["localhost"], 2), cert, key)
    async with hall(tmp_path, public=ListenerSettings(tls_cert=cert, tls_key=key)) as (server, _):
        await invite(server)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=False)) as http:
            kiosk = KioskClientStand(server, http, "https")
            assert await kiosk.enrol() == (204, "")
            assert kiosk.given.startswith("__Host-kiosk-token=")
            assert "Secure" in kiosk.given
            async with kiosk.page() as page:
                assert (await page.next("ready", "error"))["kiosk"]["name"] == "kiosk-1"


async def test_the_record_says_where_a_conversation_was(tmp_path: Path) -> None:
    async with hall(tmp_path) as (server, http):
        await invite(server, place="一楼东侧", window="3")
        kiosk = KioskClientStand(server, http)
        await kiosk.enrol()
        async with kiosk.page() as page:
            await page.next("ready")
            await page.send(m.Start())
            begun = await page.next("begun")
            await page.send(m.Text("转人工"))
            async with asyncio.timeout(20):
                while not server.hall.staff.open_calls():
                    await asyncio.sleep(0.02)
            (call,) = server.hall.staff.open_calls()
            assert call.where == "一楼东侧3号窗口（kiosk-1）"
            await server.hall.record_writer.settle(5)
            (stored,) = await server.hall.store.open_staff_calls()
            assert (stored.place, stored.window) == ("一楼东侧", "3")
        await server.hall.record_writer.settle(5)
        kept = await server.hall.store.conversation(begun["conversation"])
        assert kept is not None
        assert (kept.device, kept.place, kept.window) == ("kiosk-1", "一楼东侧", "3")


async def test_for_a_browser_fleet_is_a_page_and_for_a_program_a_list(tmp_path: Path) -> None:
    async with hall(tmp_path) as (server, http):
        url = f"http://127.0.0.1:{server.operators_port}/fleet"
        async with http.get(url, headers={"Accept": "application/json"}) as answer:
            assert await answer.json() == {
                "hall": "市民服务中心",
                "public_port": server.hall.settings.public.port,
                "kiosks": [],
            }
            assert answer.headers["Cache-Control"] == "no-store"
        async with http.get(url, headers={"Accept": "text/html,*/*"}) as answer:
            assert answer.status in (200, 503), "the page, or that it is not built"
            assert answer.content_type in ("text/html", "text/plain")
        async with http.get(f"http://127.0.0.1:{server.public_port}/fleet") as answer:
            assert answer.status == 404, "the public listener has no list"
