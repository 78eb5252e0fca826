"""One hostile client of a hall, in a process of its own: everything that costs the server more than the sender.

It does one thing after the other, for some seconds each, over and over, from one address. `bench.soak` starts it and
asks whether citizens notice. It counts what it was answered, so that a run in which it did nothing is seen as one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import aiohttp

from kiosk.wire import encode
from kiosk.wire import messages as m

#: Seconds for one kind of attack, and the pause between two frames of a flood.
_EACH_S, _BETWEEN_S = 12.0, 0.004
#: Not the citizens' address: budgets and caps are counted by address.
_FROM = ("127.0.0.66", 0)
_HELLO = encode(m.Hello(m.VERSION, "hostile", m.Abilities(True, True, True, False)))


class Hostile:
    """`url`: the hall's WebSocket. `run` until cancelled or `seconds` are over."""

    def __init__(self, url: str, seed: int = 1) -> None:
        parts = urlsplit(url)
        self._url, self._host, self._port = url, parts.hostname or "127.0.0.1", parts.port or 80
        self._draw = random.Random(seed)
        self.seen: Counter[str] = Counter()

    async def run(self, seconds: float) -> None:
        attacks: tuple[Callable[[aiohttp.ClientSession], Awaitable[None]], ...] = (
            self._garbage, self._controls, self._long_texts, self._oversize, self._ghosts, self._half_open,
            self._slow_headers, self._slow_bodies, self._strangers, self._no_http, self._reads_nothing,
        )  # fmt: skip
        connector = aiohttp.TCPConnector(local_addr=_FROM)
        async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=_EACH_S)) as http:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    while True:
                        for attack in attacks:
                            await self._for_a_while(attack, http)

    async def _for_a_while(
        self, attack: Callable[[aiohttp.ClientSession], Awaitable[None]], http: aiohttp.ClientSession
    ) -> None:
        loop = asyncio.get_running_loop()
        until, name = loop.time() + _EACH_S, attack.__name__.strip("_")
        while loop.time() < until:
            try:
                async with asyncio.timeout_at(until):
                    await attack(http)
                self.seen[name] += 1
            except TimeoutError:
                self.seen[f"{name}, held"] += 1
            except (aiohttp.ClientError, ConnectionError, OSError) as error:
                self.seen[f"{name}, refused: {getattr(error, 'status', type(error).__name__)}"] += 1
            await asyncio.sleep(0.05)

    # ---- over a WebSocket -------------------------------------------------------------------------------------------

    async def _flood(self, http: aiohttp.ClientSession, frame: Callable[[], str | bytes], *, begin: bool) -> None:
        """Until the server hangs up."""
        async with http.ws_connect(self._url, protocols=("kiosk.v1",), max_msg_size=1 << 22, compress=0) as socket:
            await socket.send_str(_HELLO)
            if begin:
                await socket.send_str(encode(m.Start()))
            reading = asyncio.create_task(self._read(socket))
            try:
                while not socket.closed and not reading.done():
                    piece = frame()
                    await (socket.send_str(piece) if isinstance(piece, str) else socket.send_bytes(piece))
                    await asyncio.sleep(_BETWEEN_S)
            finally:
                reading.cancel()

    @staticmethod
    async def _read(socket: aiohttp.ClientWebSocketResponse) -> None:
        async for _ in socket:
            pass

    async def _garbage(self, http: aiohttp.ClientSession) -> None:
        draw = self._draw
        await self._flood(http, lambda: draw.randbytes(draw.randrange(1, 3000)), begin=False)

    async def _controls(self, http: aiohttp.ClientSession) -> None:
        frames = [encode(m.SettingsMessage(True)), encode(m.Touch("是")), encode(m.Key("1")), encode(m.Start())]
        await self._flood(http, lambda: self._draw.choice(frames), begin=True)

    async def _long_texts(self, http: aiohttp.ClientSession) -> None:
        def text() -> str:
            return encode(m.Text("".join(chr(self._draw.randrange(0x4E00, 0x9FA5)) for _ in range(500))))

        await self._flood(http, text, begin=True)

    async def _oversize(self, http: aiohttp.ClientSession) -> None:
        await self._flood(http, lambda: json.dumps({"type": "text", "text": "长" * 60_000}), begin=False)

    async def _ghosts(self, http: aiohttp.ClientSession) -> None:
        """Begins a conversation and is gone without a word."""
        async with http.ws_connect(self._url, protocols=("kiosk.v1",), compress=0) as socket:
            await socket.send_str(_HELLO)
            await socket.send_str(encode(m.Start()))
            await socket.receive(timeout=5)
            transport = socket.get_extra_info("transport")
            if transport is not None:
                transport.abort()

    async def _strangers(self, http: aiohttp.ClientSession) -> None:
        """Pages of other sites, rebound names, guessed tokens."""
        base = f"http://{self._host}:{self._port}"
        for path, headers in (
            ("/ws", {"Origin": "https://evil.example"}),
            ("/", {"Host": "evil.example"}),
            ("/funasr?token=guess", {}),
            ("/v1/realtime", {"Authorization": f"Bearer {self._draw.random()}", "Origin": "https://evil.example"}),
        ):
            async with http.get(base + path, headers=headers) as answer:
                self.seen[f"strangers, answered {answer.status}"] += 1

    # ---- under HTTP -------------------------------------------------------------------------------------------------

    async def _raw(self, sent: bytes, trickle: bytes, count: int) -> None:
        """So many connections that send this, and then a byte now and then, until the server closes them."""
        writers = []
        try:
            for _ in range(count):
                _, writer = await asyncio.open_connection(self._host, self._port, local_addr=_FROM)
                writers.append(writer)
                writer.write(sent)
            while any(not writer.is_closing() for writer in writers):
                for writer in writers:
                    if trickle and not writer.is_closing():
                        writer.write(trickle)
                await asyncio.sleep(0.5)
        finally:
            for writer in writers:
                writer.close()

    async def _half_open(self, http: aiohttp.ClientSession) -> None:
        await self._raw(b"", b"", 200)

    async def _slow_headers(self, http: aiohttp.ClientSession) -> None:
        await self._raw(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ", b"x", 100)

    async def _slow_bodies(self, http: aiohttp.ClientSession) -> None:
        await self._raw(b"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n", b"x", 100)

    async def _no_http(self, http: aiohttp.ClientSession) -> None:
        _, writer = await asyncio.open_connection(self._host, self._port, local_addr=_FROM)
        writer.write(self._draw.randbytes(2000) + b"\r\n\r\n")
        await writer.drain()
        writer.close()

    async def _reads_nothing(self, http: aiohttp.ClientSession) -> None:
        """Asks for the page a hundred times on one connection and takes none of it."""
        _, writer = await asyncio.open_connection(self._host, self._port, local_addr=_FROM)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 100)
        await asyncio.sleep(2)
        writer.transport.abort()


def command(url: str, seconds: float) -> list[str]:
    """Not `-m`: the script that runs every bench takes a module with an entry point for a bench of its own."""
    return [sys.executable, "-c", "from bench.hostile import main; main()", url, str(seconds)]


def main() -> None:
    os.nice(15)  # its own work must not be what citizens wait for
    hostile = Hostile(sys.argv[1])
    asyncio.run(hostile.run(float(sys.argv[2])))
    print(json.dumps(hostile.seen, ensure_ascii=False), flush=True)
