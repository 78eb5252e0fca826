"""Both listeners over real sockets: what they answer, to whom, and what they do to connections that only cost."""

from __future__ import annotations

import asyncio
import contextlib
import json
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import websockets

from kiosk.admission.waiting_room import Gauges, Unbounded, WaitingRoom
from kiosk.channels.browser.connection import Connection
from kiosk.client import KioskClient
from kiosk.config import LimitSettings, ListenerSettings
from kiosk.hall.sessions import SessionRegistry
from kiosk.net import tcp
from kiosk.net.connection_table import ConnectionCap
from kiosk.net.headers import HEADERS
from kiosk.server import public
from kiosk.server.server import Server
from kiosk.telemetry.metrics import Metrics
from kiosk.upstream.gateway import BackendError
from kiosk.wire import messages as m
from support import connected
from support.callers import Parrot
from support.clock import Clock
from support.connected import page_url, settings_of
from support.fakes import Ledger, Voice

HELLO = (
    '{"type":"hello","v":"kiosk.v1","device":"x","abilities":{"screen":true,"voice":false,"touch":true,"print":false}}'
)


class Quick(Voice):
    async def held(self, text: str, *, speed: float = 1.0) -> None:
        return None


@asynccontextmanager
async def listening(
    public: ListenerSettings | None = None, gauges: Gauges | None = None, **turns: float
) -> AsyncIterator[Server]:
    settings = replace(settings_of(public, limits=LimitSettings(connections=8), **turns), drain_s=0.2)
    grace_s = settings.turns.resume_grace_s
    sessions = SessionRegistry(
        limit=8, grace_s=grace_s, room=WaitingRoom(gauges or Unbounded(), Metrics(), wait_s=grace_s)
    )
    parts = {"voice": Quick(quicker=40), "store": Ledger(), "recogniser": Parrot(), "sessions": sessions}
    async with connected.listening(settings, **parts) as server:
        yield server


async def ask(port: int, text: str | bytes) -> tuple[int, dict[str, str], bytes]:
    """One request, byte for byte: status, headers (lower case), body. Reads until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(text.encode() if isinstance(text, str) else text)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    writer.close()
    return int(lines[0].split()[1]), headers, body


def get(path: str, host: str = "127.0.0.1", **headers: str) -> str:
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{more}\r\n"


UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec_WebSocket_Version": "13",
    "Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}

# ---- what every answer carries --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        (get("/healthz"), 200),
        (get("/nothing"), 404),
        (get("/healthz", "evil.example"), 200),
        (get("/nothing", "evil.example"), 421),
        (get("/").replace("GET", "POST"), 405),
        ("nonsense\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (get("/", Content_Length="x"), 400),
        (get("/healthz" + "x" * 20_000), 400),
        (get("/staff/calls/' OR nonsense/take").replace("GET", "POST"), 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: 127.0.0.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400),
    ],
)
@pytest.mark.parametrize("listener", ["public_port", "operators_port"])
async def test_every_answer_is_fit_for_browsers_and_says_nothing_of_what_serves_it(
    listener: str, request_text: str | bytes, status: int
) -> None:
    async with listening() as server:
        got, headers, body = await ask(getattr(server, listener), request_text)
        assert got == status
        for name, value in HEADERS.items():
            assert headers[name.lower()] == value
        if status >= 400:
            error = json.loads(body)["error"]
            assert error["code"]
            assert error["message"]
            assert b"nonsense" not in body
        said = (json.dumps(headers) + body.decode(errors="replace")).lower()
        assert not any(word in said for word in ("aiohttp", "python", "traceback"))


async def test_the_page_and_its_socket_carry_the_headers_too() -> None:
    async with listening() as server:
        for path, more in (("/", {}), ("/ws", UPGRADE)):
            status, headers, _ = await ask(server.public_port, get(path, **more))
            assert status in (200, 101, 503), path
            assert headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert headers["server"] == "kiosk"


async def test_a_page_of_operators_is_none_of_the_public_listeners(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "upload.html", "bell.html", "fleet.html", "console.html", "assets/icon.svg"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(public, "page_dir", lambda: tmp_path)
    async with listening() as server:
        for path in ("/", "/index.html", "/upload.html", "/assets/icon.svg"):
            assert (await ask(server.public_port, get(path)))[0] == 200, path
        for path in (
            "/bell.html", "/fleet.html", "/console.html", "/./bell.html", "/bell.html/", "/%62ell.html", "//bell.html",
            "/assets/../bell.html", "/bell", "/fleet",
        ):  # fmt: skip
            assert (await ask(server.public_port, get(path)))[0] == 404, path


# ---- whom they answer -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/ws", "/funasr", "/v1/realtime", "/assets/icon.svg", "/nothing"])
async def test_a_rebound_name_gets_nothing(path: str) -> None:
    async with listening() as server:
        status, _, body = await ask(server.public_port, get(path, "evil.example:8080", **UPGRADE))
        assert (status, json.loads(body)["error"]["code"]) == (421, "host")
        assert "public.hosts" in json.loads(body)["error"]["message"]


async def test_metrics_are_not_for_rebound_names_either() -> None:
    async with listening() as server:
        assert (await ask(server.operators_port, get("/metrics", "evil.example")))[0] == 421
        assert (await ask(server.operators_port, get("/metrics", "localhost:8081")))[0] == 200


async def test_configured_hosts_and_their_pages_are_let_in() -> None:
    async with listening(ListenerSettings(port=0, hosts="kiosk.hall.gov.cn")) as server:
        status, *_ = await ask(server.public_port, get("/ws", "kiosk.hall.gov.cn", **UPGRADE))
        assert status == 101
        origin = {"Origin": "https://kiosk.hall.gov.cn"}
        assert (await ask(server.public_port, get("/ws", "127.0.0.1:1", **UPGRADE, **origin)))[0] == 101
        status, _, body = await ask(server.public_port, get("/ws", **UPGRADE, Origin="https://evil.example"))
        assert (status, json.loads(body)["error"]["code"]) == (403, "origin")


@pytest.mark.parametrize("path", ["/ws", "/funasr", "/v1/realtime"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:3000", "http://127.0.0.1:1"])
async def test_pages_of_other_sites_open_no_socket(path: str, origin: str) -> None:
    async with listening() as server:
        host = f"127.0.0.1:{server.public_port}"
        assert (await ask(server.public_port, get(path, host, **UPGRADE, Origin=origin)))[0] == 403
        assert (await ask(server.public_port, get("/ws", host, **UPGRADE, Origin=f"http://{host}")))[0] == 101
        assert (await ask(server.public_port, get("/ws", host, **UPGRADE)))[0] == 101, "no browser, no Origin"


# ---- connections that only cost -------------------------------------------------------------------------------------


async def closed(reader: asyncio.StreamReader) -> bool:
    with contextlib.suppress(ConnectionError):
        return await asyncio.wait_for(reader.read(), 10) is not None
    return True


@pytest.mark.parametrize(
    "sent", ["", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ", "G"], ids=["silent", "slow headers", "one byte"]
)
@pytest.mark.parametrize("listener", ["public_port", "operators_port"])
async def test_a_connection_without_a_whole_request_is_closed(listener: str, sent: str) -> None:
    clock = Clock(asyncio.get_running_loop())
    async with listening() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", getattr(server, listener))
        writer.write(sent.encode())
        await asyncio.sleep(0.05)
        clock.ahead += tcp.REQUEST_S - 1
        if sent:
            writer.write(b"a")  # a byte now and then buys no time
        await asyncio.sleep(0.05)
        assert not reader.at_eof()
        clock.ahead += 2
        assert await closed(reader)
        writer.close()


async def test_a_connection_between_two_requests_is_closed_too() -> None:
    clock = Clock(asyncio.get_running_loop())
    async with listening() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.public_port)
        for _ in range(3):
            writer.write(get("/healthz").encode())
            assert b"200 OK" in await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(len('{"status": "alive"}'))
            clock.ahead += tcp.REQUEST_S - 1
        await asyncio.sleep(0.05)
        assert not reader.at_eof(), "one that is used stays"
        clock.ahead += 2
        assert await closed(reader)
        writer.close()


async def test_a_body_that_trickles_in_is_not_waited_for() -> None:
    clock = Clock(asyncio.get_running_loop())
    async with listening() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.public_port)
        writer.write(get("/healthz", Content_Length="1000000").encode() + b"x")
        assert b"200 OK" in await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.05)
        clock.ahead += tcp.LINGER_S + 1
        assert await closed(reader)
        writer.close()


async def test_half_open_connections_keep_no_citizen_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.server.server.cap_for", lambda pages, descriptors: ConnectionCap(20, 20))
    async with listening() as server:
        async with KioskClient.open(f"ws://127.0.0.1:{server.public_port}/ws") as citizen:
            flood = [await asyncio.open_connection("127.0.0.1", server.public_port) for _ in range(100)]
            async with KioskClient.open(f"ws://127.0.0.1:{server.public_port}/ws") as another:
                for client in (citizen, another):
                    await client.send(m.Start())
                    while not isinstance(await asyncio.wait_for(client.messages.get(), 10), m.Begun):
                        pass
            gone = [reader.at_eof() or reader.exception() is not None for reader, _ in flood]
            assert sum(gone) >= 80
        for _, writer in flood:
            writer.close()


async def test_beyond_the_cap_with_all_busy_a_newcomer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.server.server.cap_for", lambda pages, descriptors: ConnectionCap(3, 3))
    async with listening() as server:
        url = f"ws://127.0.0.1:{server.public_port}/ws"
        async with websockets.connect(url), websockets.connect(url), websockets.connect(url):
            assert (await ask(server.public_port, get("/healthz")))[0] == 503
        await asyncio.sleep(0.05)
        assert (await ask(server.public_port, get("/healthz")))[0] == 200


def test_the_descriptor_limit_is_raised_to_what_the_system_grants() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, before[1]), before[1]))
        assert tcp.raise_descriptor_limit() == before[1]
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == before[1]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


# ---- pages that ask for too much ------------------------------------------------------------------------------------


async def told(socket: Any) -> list[dict[str, Any]]:
    """Everything the server says until it hangs up."""
    said: list[dict[str, Any]] = []
    with contextlib.suppress(websockets.ConnectionClosed):
        async with asyncio.timeout(20):
            async for frame in socket:
                if isinstance(frame, str):
                    said.append(json.loads(frame))
    return said


@pytest.mark.parametrize(
    "frame",
    [
        '{"type":"settings","elderly":true}',
        '{"type":"text","text":"' + "我" * 500 + '"}',
        b"\x01\x02\0\0\0\0\0\0" + bytes(640),
    ],
    ids=["control", "long texts", "sound"],
)
async def test_a_flood_is_cut_off(frame: str | bytes) -> None:
    async with listening() as server:
        async with websockets.connect(f"ws://127.0.0.1:{server.public_port}/ws") as socket:
            await socket.send(HELLO)
            with contextlib.suppress(websockets.ConnectionClosed):
                for _ in range(3000):
                    await socket.send(frame)
            errors = [one for one in await told(socket) if one["type"] == "error"]
        if isinstance(frame, str):
            assert {one["code"] for one in errors} == {"too_fast"}
        assert errors[-1]["fatal"]


async def test_connecting_again_and_again_is_refused() -> None:
    async with listening() as server:
        answers = [(await ask(server.public_port, get("/ws", **UPGRADE)))[:2] for _ in range(60)]
        statuses = [status for status, _ in answers]
        assert statuses[:48] == [101] * 48
        assert statuses[-1] == 429
        assert answers[-1][1]["retry-after"] == "10"


class Counting(Unbounded):
    inside = 0

    def occupied(self, conversations: int) -> None:
        self.inside = conversations


async def test_the_place_of_a_page_that_has_gone_is_free_at_once() -> None:
    gauges = Counting()
    async with listening(gauges=gauges, resume_grace_s=600) as server:
        url = page_url(server)
        tokens = []
        for number in range(20):  # more ghosts than pages may connect
            async with KioskClient.open(url) as client:
                await client.send(m.Start())
                while not isinstance(begun := await asyncio.wait_for(client.messages.get(), 10), m.Begun):
                    pass
                tokens.append(begun.resume)
                assert gauges.inside == 1, number
        assert len(server.hall.sessions) <= 9, "the oldest ghosts have made room"
        async with KioskClient.open(url, resume=tokens[-1]) as back:
            assert back.ready is not None
            assert back.ready.resumed
            assert gauges.inside == 1, "who comes back takes a place again"
        for session in server.hall.sessions.live:
            session.end("idle")


async def test_some_places_are_kept_for_citizens() -> None:
    async with listening() as server:
        sessions = server.hall.sessions
        assert sessions.admits_other_clients()
        url = f"ws://127.0.0.1:{server.public_port}/ws"
        async with contextlib.AsyncExitStack() as stack:
            for _ in range(6):
                await stack.enter_async_context(KioskClient.open(url))
            assert not sessions.admits_other_clients(), "two of eight stay free"
            status, _, body = await ask(server.public_port, get("/funasr", **UPGRADE))
            assert (status, json.loads(body)["error"]["code"]) == (503, "busy")
            await stack.enter_async_context(KioskClient.open(url))


class Answered:
    """A back end's `call` that answers at once."""

    count = 0

    async def __call__(self, api: str, params: dict[str, str], *, key: str, timeout_s: float | None) -> dict[str, str]:
        self.count += 1
        return {}


async def test_the_back_end_is_asked_only_so_often_for_one_page() -> None:
    async with listening() as server:
        backend: Any = server.hall.backend
        connection = Connection(server.hall, None, "10.0.0.1")  # type: ignore[arg-type]
        backend.call = answered = Answered()
        kinds = []
        for _ in range(40):
            try:
                await connection.backend.call("sbk.status", {}, key="", timeout_s=1)
            except BackendError as error:
                kinds.append(error.kind)
        assert answered.count == 30
        assert set(kinds) == {"unreachable"}


async def test_metrics_name_what_was_refused() -> None:
    async with listening() as server, aiohttp.ClientSession() as http:
        await ask(server.public_port, get("/ws", **UPGRADE, Origin="https://evil.example"))
        async with http.get(f"http://127.0.0.1:{server.operators_port}/metrics") as answer:
            assert 'kiosk_client_errors_total{code="origin"} 1.0' in await answer.text()
