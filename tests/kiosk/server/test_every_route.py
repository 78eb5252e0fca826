"""Every route of both listeners: none for rebound names, none for pages of other sites, all with the headers."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp
import pytest
from aiohttp import web

from kiosk.config import PhoneSettings
from kiosk.net.headers import HEADERS
from kiosk.server.operators import operators_application
from kiosk.server.public import public_application
from kiosk.server.server import Server
from support.connected import listening, settings_of

EVIL = "https://evil.example"
UPGRADE = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}  # fmt: skip
HEALTH = {"/healthz", "/readyz"}


def routes_of(app: web.Application) -> list[tuple[str, str]]:
    """Method and an address of each; HEAD is as GET."""
    found = []
    for route in app.router.routes():
        assert route.resource is not None
        path = re.sub(r"\{(\w+)\}", lambda hole: "take" if hole[1] == "what" else "7", route.resource.canonical)
        found.append((route.method, path))
    return [(method, path) for method, path in found if method != "HEAD"]


@asynccontextmanager
async def both() -> AsyncIterator[tuple[Server, list[tuple[int, str, str]]]]:
    """A hall with all routes there are, and each of them: port, method, address."""
    phone = PhoneSettings(chan_websocket="on", carrier="plivo", carrier_secret="0123456789abcdef")
    async with listening(replace(settings_of(), phone=phone)) as server:
        applications = (
            (server.public_port, public_application(server.hall, server, server.lines, server.fleet)),
            (server.operators_port, operators_application(server.hall, server, server.lines, server.fleet)),
        )
        yield server, [(port, *route) for port, app in applications for route in routes_of(app)]


async def test_the_list_is_of_all_there_are() -> None:
    async with both() as (_, routes):
        known = {(method, path) for _, method, path in routes}
        for each in (
            ("GET", "/ws"), ("GET", "/funasr"), ("GET", "/v1/realtime"), ("GET", "/phone/asterisk"),
            ("GET", "/phone/stream/7"), ("POST", "/upload"), ("POST", "/enrol"), ("GET", "/"), ("GET", "/fleet"),
            ("GET", "/bell/ws"), ("POST", "/staff/calls/7/take"),
        ):  # fmt: skip
            assert each in known, each


async def test_a_rebound_name_gets_nothing_anywhere() -> None:
    async with both() as (_, routes), aiohttp.ClientSession() as http:
        for port, method, path in routes:
            for more in ({}, UPGRADE) if method == "GET" else ({},):
                headers = {**more, "Host": f"evil.example:{port}"}
                async with http.request(method, f"http://127.0.0.1:{port}{path}", headers=headers) as answer:
                    assert (answer.status == 421) is (path not in HEALTH), (method, path)


async def test_a_page_of_another_site_opens_and_changes_nothing_anywhere() -> None:
    async with both() as (server, routes), aiohttp.ClientSession() as http:
        for port, method, path in routes:
            for origin in (EVIL, "null", f"http://127.0.0.1:{port + 1}"):
                headers = {"Origin": origin, **(UPGRADE if method == "GET" else {})}
                async with http.request(method, f"http://127.0.0.1:{port}{path}", headers=headers) as answer:
                    assert answer.status == 403, (method, path, origin)
                    assert "Access-Control-Allow-Origin" not in answer.headers
        assert len(server.hall.sessions) == 0


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST"])
async def test_nor_by_a_method_that_no_route_has(method: str) -> None:
    async with both() as (server, _), aiohttp.ClientSession() as http:
        for port in (server.public_port, server.operators_port):
            async with http.request(method, f"http://127.0.0.1:{port}/nothing", headers={"Origin": EVIL}) as answer:
                assert answer.status in (403, 404, 405)


async def test_every_answer_carries_the_policy() -> None:
    async with both() as (_, routes), aiohttp.ClientSession() as http:
        for port, method, path in routes:
            if path == "/metrics":
                continue  # the same, over a body that is long
            headers = {"Accept": "text/html"}
            async with http.request(method, f"http://127.0.0.1:{port}{path}", headers=headers) as answer:
                for name, value in HEADERS.items():
                    assert answer.headers[name] == value, (method, path, name)
