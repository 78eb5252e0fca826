"""Connections that only cost, over real sockets: readers that trickle, handshakes that do not end, no descriptors."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import resource
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from kiosk.channels.browser.page_files import PageFile
from kiosk.net import self_signed, tcp
from kiosk.net.connection_table import STALLED_S, ConnectionCap, ConnectionTable
from kiosk.net.tcp import HttpConnection, HttpListener, counted
from support.clock import Clock

BIG = 8 << 20
GET = b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n"


class Listening:
    def __init__(self, listener: HttpListener, table: ConnectionTable[HttpConnection], tls: bool) -> None:
        self.table, self.port = table, listener.bound
        self._scheme = "https" if tls else "http"

    async def get(self, path: str = "/small") -> int:
        trusting = aiohttp.TCPConnector(ssl=False, local_addr=("127.0.0.9", 0))
        url = f"{self._scheme}://127.0.0.1:{self.port}{path}"
        async with aiohttp.ClientSession(connector=trusting) as http, http.get(url) as answer:
            await answer.read()
            return answer.status

    async def entered(self, count: int) -> None:
        async with asyncio.timeout(20):
            while len(self.table) < count:
                await asyncio.sleep(0)

    async def stalled(self, count: int) -> None:
        """Until so many connections hold back what their clients do not read."""
        async with asyncio.timeout(20):
            while sum(map(_held_back, self.table)) < count:
                await asyncio.sleep(0)


def _held_back(connection: HttpConnection) -> bool:
    return connection.transport is not None and connection.transport.get_write_buffer_size() > 0


@asynccontextmanager
async def listening(
    cap: ConnectionCap, tls: ssl.SSLContext | None = None, page: Path | None = None
) -> AsyncIterator[Listening]:
    async def small(_: web.Request) -> web.Response:
        return web.Response(text="x")

    async def big(_: web.Request) -> web.Response:
        return web.Response(body=bytes(BIG))

    async def file(_: web.Request) -> web.StreamResponse:
        assert page is not None
        return PageFile(page)

    app = web.Application(middlewares=[counted])
    app.add_routes([web.get("/small", small), web.get("/big", big), web.get("/file", file)])
    table = ConnectionTable[HttpConnection](cap)
    async with HttpListener(app, "127.0.0.1", 0, table, tls) as listener:
        yield Listening(listener, table, tls is not None)


@pytest.fixture
def tls(tmp_path: Path) -> ssl.SSLContext:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    self_signed.write(self_signed.make(["localhost", "127.0.0.1"], 30), cert, key, force=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


@contextlib.contextmanager
def sockets() -> Iterator[list[socket.socket]]:
    opened: list[socket.socket] = []
    try:
        yield opened
    finally:
        for each in opened:
            each.close()


def connect(port: int, address: str) -> socket.socket:
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    line.bind((address, 0))
    line.connect(("127.0.0.1", port))
    line.setblocking(False)
    return line


def cut_off(line: socket.socket) -> bool:
    """Whether the server has closed it, after all that it had sent."""
    with contextlib.suppress(BlockingIOError):
        try:
            while line.recv(1 << 16):
                pass
        except ConnectionError:
            pass
        return True
    return False


async def test_readers_that_trickle_give_way_when_the_table_is_full() -> None:
    clock = Clock(asyncio.get_running_loop())
    async with listening(ConnectionCap(8, 4)) as server:
        with sockets() as slow:
            for number in range(8):
                slow.append(connect(server.port, f"127.0.0.{2 + number // 4}"))
                slow[-1].send(GET * 40)
            await server.stalled(8)
            clock.ahead += STALLED_S
            for _ in range(3):
                assert await server.get() == 200


async def test_an_answer_has_so_much_time_however_many_were_asked_for_at_once() -> None:
    clock = Clock(asyncio.get_running_loop())
    async with listening(ConnectionCap(8, 4)) as server:
        with sockets() as slow:
            slow.append(connect(server.port, "127.0.0.2"))
            slow[0].send(GET * 40)
            await server.entered(1)
            for _ in range(4):
                await asyncio.sleep(0.1)
                clock.ahead += tcp.ANSWER_S / 4 - 0.2
                slow[0].recv(200)
            assert len(server.table) == 1
            clock.ahead += 1
            async with asyncio.timeout(20):
                while len(server.table):
                    await asyncio.sleep(0.01)


async def test_files_cut_while_they_are_sent_leave_nothing_behind(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock(asyncio.get_running_loop())
    page = tmp_path / "big.js"
    page.write_bytes(bytes(BIG))
    async with listening(ConnectionCap(40, 20), page=page) as server:
        with sockets() as slow:
            for _ in range(8):
                slow.append(connect(server.port, "127.0.0.2"))
                slow[-1].send(GET.replace(b"/big", b"/file") * 10)
            await server.entered(8)
            await asyncio.sleep(0.2)
            clock.ahead += tcp.ANSWER_S + 1
            async with asyncio.timeout(20):
                while len(server.table):
                    await asyncio.sleep(0.01)
            for _ in range(8):  # their numbers are used again
                slow.append(connect(server.port, "127.0.0.3"))
                assert await server.get() == 200
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


async def test_what_is_closed_is_gone_though_its_reader_trickles() -> None:
    clock = Clock(asyncio.get_running_loop())
    async with listening(ConnectionCap(8, 4)) as server:
        with sockets() as slow:
            slow.append(connect(server.port, "127.0.0.2"))
            slow[0].send(GET)
            await server.stalled(1)
            (connection,) = server.table
            connection.force_close()
            await asyncio.sleep(0.1)
            assert len(server.table) == 1, "it may still take what was sent"
            clock.ahead += tcp.LINGER_S + 1
            async with asyncio.timeout(20):
                while len(server.table):
                    await asyncio.sleep(0.01)


@pytest.fixture
def no_collector() -> Iterator[None]:
    """It would close what was forgotten."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
async def test_half_open_handshakes_are_counted_and_keep_nobody_out(tls: ssl.SSLContext) -> None:
    async with listening(ConnectionCap(100, 50, opening=8), tls) as server:
        before = len(os.listdir("/proc/self/fd"))
        with sockets() as flood:
            for round_ in range(10):
                for number in range(20):
                    flood.append(connect(server.port, f"127.0.0.{2 + number % 4}"))
                await server.entered(8)
                assert await server.get() == 200, round_
                assert len(server.table) <= 9
                await asyncio.sleep(0.05)
                theirs = len(os.listdir("/proc/self/fd")) - before - len(flood)
                assert theirs < 20, "what has given way holds no descriptor"
            assert sum(map(cut_off, flood)) >= 190


async def test_a_handshake_has_so_much_time(tls: ssl.SSLContext) -> None:
    clock = Clock(asyncio.get_running_loop())
    async with listening(ConnectionCap(8, 4), tls) as server:
        with sockets() as slow:
            slow.append(connect(server.port, "127.0.0.2"))
            slow.append(connect(server.port, "127.0.0.2"))
            slow[1].send(b"no handshake at all")
            await server.entered(1)
            await asyncio.sleep(0.05)
            clock.ahead += tcp.HANDSHAKE_S + 1
            async with asyncio.timeout(20):
                while len(server.table):
                    await asyncio.sleep(0.01)
            assert await server.get() == 200


async def test_no_descriptor_is_503_and_passes(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("page")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    async with listening(ConnectionCap(8, 4), page=page) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        request = b"GET /file HTTP/1.1\r\nHost: x\r\n\r\n"
        writer.write(request)
        assert b" 200 " in await reader.readuntil(b"page")
        waiting = connect(server.port, "127.0.0.2")
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
        assert b" 503 " in head
        assert b"Retry-After" in head
        waiting.close()
        writer.close()
        assert await server.get("/file") == 200


async def test_accepting_goes_on_after_descriptors_ran_out(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock(asyncio.get_running_loop())
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    async with listening(ConnectionCap(8, 4)) as server:
        with sockets() as waiting:
            waiting.append(connect(server.port, "127.0.0.2"))
            waiting[0].send(GET.replace(b"big", b"small"))
            try:
                resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
                await asyncio.sleep(0.05)
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, before)
            assert len(server.table) == 0
            assert [record.message.splitlines()[0] for record in caplog.records] == [
                "socket.accept() out of system resource"
            ]
            clock.ahead += 2
            assert await server.get() == 200
            await server.entered(1)
