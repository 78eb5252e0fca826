"""Citizens who come and go in the ways that leak: at any moment, and without a word.

Where they leave: before `hello`; in attract mode; in the middle of a word; while the clerk speaks; while their words
are being recognised or decided upon. How: the connection is reset, closed, cut in the middle of a frame, or they say
`bye`. Sound is sent as fast as the server's ear may keep it (4 s), not in real time.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import socket
import struct
from collections import Counter
from collections.abc import Sequence

import aiohttp
import numpy as np
from numpy.typing import NDArray

from bench.clips import Clip
from kiosk.wire import MIC_SAMPLES, encode
from kiosk.wire import messages as m

#: Where they leave, and how many of a hundred.
WHERE = {"before hello": 8, "in attract mode": 22, "in mid-word": 25, "while she speaks": 25, "in mid-call": 20}
HOW = ("reset", "close", "half a frame", "bye")
_HEADER = struct.Struct("<BBHI")
_LIMIT_S = 60.0
#: The share of those queued at the door who wait for their turn.
_PATIENT = 0.9


def fates(seed: int, count: int) -> list[tuple[str, str]]:
    """Where and how each of them leaves."""
    draw = random.Random(seed)
    return [
        (draw.choices(list(WHERE), list(WHERE.values()))[0], draw.choice(HOW)) for _ in range(count)
    ]  # fmt: skip


class Leaver:
    """One visit, from connecting to disappearing."""

    def __init__(self, http: aiohttp.ClientSession, url: str, clips: Sequence[Clip], draw: random.Random) -> None:
        self._http, self._url, self._clips, self._draw = http, url, clips, draw
        self._sample = 0

    async def visit(self, where: str, how: str, seen: Counter[str]) -> None:
        """What goes wrong is counted in `seen`: the run goes on."""
        try:
            async with asyncio.timeout(_LIMIT_S):
                ws = await self._http.ws_connect(self._url, protocols=("kiosk.v1",), max_msg_size=1 << 22, compress=0)
                try:
                    await self._until(ws, where, seen)
                finally:
                    await self._leave(ws, how)
            seen[where] += 1
            seen[how] += 1
        except TimeoutError:
            seen[f"TROUBLE time-out {where}"] += 1
        except (aiohttp.ClientError, ConnectionError, RuntimeError) as error:
            seen[f"TROUBLE {type(error).__name__} {where}"] += 1

    async def _until(self, ws: aiohttp.ClientWebSocketResponse, where: str, seen: Counter[str]) -> None:
        if where == "before hello":
            await asyncio.sleep(self._draw.uniform(0, 0.3))
            return
        await ws.send_str(encode(m.Hello(m.VERSION, "leaks", m.Abilities(True, True, True, False))))
        if where == "in attract mode":
            await self._send(ws, np.zeros(self._draw.randrange(16_000), np.int16))
            return
        await ws.send_str(encode(m.Start()))
        if not await self._hear_her(ws, patient=self._draw.random() < _PATIENT):
            seen["queued, and left"] += 1
            return
        pcm = self._draw.choice(self._clips).pcm
        if where == "in mid-word":
            await self._send(ws, pcm[: self._draw.randrange(len(pcm) // 4, len(pcm) * 3 // 4)])
        elif where == "in mid-call":
            await self._send(ws, np.concatenate([pcm, np.zeros(16_000, np.int16)]))
            seen["words understood"] += await self._words(ws, self._draw.uniform(0, 2.5))

    async def _words(self, ws: aiohttp.ClientWebSocketResponse, seconds: float) -> int:
        """How many transcripts come before the patience is over: proof that the whole way was gone."""
        words = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                async for message in ws:
                    if message.type is aiohttp.WSMsgType.TEXT:
                        words += json.loads(message.data)["type"] == "transcript"
        return words

    async def _hear_her(self, ws: aiohttp.ClientWebSocketResponse, *, patient: bool) -> bool:
        """Until the first sound of her greeting; false for one who is told to wait and will not."""
        async for message in ws:
            if message.type is aiohttp.WSMsgType.BINARY:
                return True
            waits = message.type is aiohttp.WSMsgType.TEXT and json.loads(message.data)["type"] == "waiting"
            if waits and not patient:
                return False
        return False

    async def _send(self, ws: aiohttp.ClientWebSocketResponse, pcm: NDArray[np.int16]) -> None:
        for start in range(0, len(pcm) - MIC_SAMPLES, MIC_SAMPLES):
            await ws.send_bytes(_HEADER.pack(1, 2, 0, self._sample) + pcm[start : start + MIC_SAMPLES].tobytes())
            self._sample += MIC_SAMPLES

    async def _leave(self, ws: aiohttp.ClientWebSocketResponse, how: str) -> None:
        transport = _transport(ws)
        if how == "bye":
            with contextlib.suppress(aiohttp.ClientError, ConnectionError):
                await ws.send_str(encode(m.Bye("leave")))
        if how in ("bye", "close") or transport is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ws.close(), 5)
            return
        if how == "half a frame":
            transport.write(b"\x82\xfe\x02\x88\x00\x00\x00\x00" + bytes(_HEADER.size + MIC_SAMPLES))
        else:
            raw = transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, not a farewell
        transport.abort()
        await asyncio.sleep(0)


def _transport(ws: aiohttp.ClientWebSocketResponse) -> asyncio.Transport | None:
    """Under aiohttp's client: to leave as no well-behaved client leaves."""
    connection = getattr(getattr(ws, "_response", None), "connection", None)
    transport: asyncio.Transport | None = getattr(connection, "transport", None)
    return transport
