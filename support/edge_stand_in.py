"""The read-aloud service's side of the wire, on the loopback, with its own certificate; it fails on demand."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
from aiohttp import WSMsgType, web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "speech.platform.bing.com"
RATE = 24_000
TICKS = 10_000_000


def certificate(folder: Path) -> Path:
    """A PEM with key and self-signed certificate for `HOST`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName(HOST), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "stand-in.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


def mp3(words: list[tuple[str, float, float]]) -> bytes:
    """48 kbit/s MP3 in which each word is a tone from its begin to its end (seconds), and the rest silence."""
    sound = np.zeros(int((words[-1][2] + 0.3) * RATE), np.float32)
    for _, begin, end in words:
        at = np.arange(int(begin * RATE), int(end * RATE))
        sound[at] = 0.3 * np.sin(2 * np.pi * 300 * at / RATE)
    encoder = av.CodecContext.create("libmp3lame", "w")
    encoder.sample_rate, encoder.layout, encoder.format, encoder.bit_rate = RATE, "mono", "s16p", 48_000
    frame = av.AudioFrame.from_ndarray((sound * 32767).astype(np.int16)[None], format="s16p", layout="mono")
    frame.sample_rate = RATE
    fifo = av.AudioFifo()
    fifo.write(frame)
    packets = []
    while (piece := fifo.read(encoder.frame_size, partial=True)) is not None:
        packets += encoder.encode(piece)
    return b"".join(bytes(packet) for packet in [*packets, *encoder.encode(None)])


@dataclass
class StandIn:
    """What to do next (`fault`), and what was asked."""

    words: list[tuple[str, float, float]]
    fault: str = ""
    port: int = 0
    asked: list[str] = field(default_factory=list)
    calls: int = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.calls += 1
        if self.fault == "forbidden" or (self.fault == "forbidden once" and self.calls == 1):
            return web.Response(status=403)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        while "ssml" not in (self.asked[-1:] or [""])[0]:
            message = await socket.receive()
            if message.type is not WSMsgType.TEXT:
                return socket
            self.asked.append(message.data)
        await self._answer(socket)
        return socket

    async def _answer(self, socket: web.WebSocketResponse) -> None:
        await socket.send_str("X-RequestId:1\r\nPath:turn.start\r\n\r\n{}")
        if self.fault == "stall":
            await socket.receive()  # until the client gives up
            return
        if self.fault != "no words":
            for word, begin, end in self.words:
                await socket.send_str(_boundary(word, begin, end))
        sound = b"\xff\xfb garbage" * 400 if self.fault == "garbage" else mp3(self.words)
        if self.fault == "cut":
            sound = sound[: len(sound) // 3]
        for at in range(0, len(sound) if self.fault != "no sound" else 0, 720):
            head = b"X-RequestId:1\r\nContent-Type:audio/mpeg\r\nPath:audio\r\n"
            await socket.send_bytes(len(head).to_bytes(2, "big") + head + sound[at : at + 720])
        if self.fault != "cut":
            await socket.send_str("X-RequestId:1\r\nPath:turn.end\r\n\r\n{}")
        await socket.close()


def _boundary(word: str, begin: float, end: float) -> str:
    data = {
        "Offset": int(begin * TICKS),
        "Duration": int((end - begin) * TICKS),
        "text": {"Text": word, "Length": len(word), "BoundaryType": "WordBoundary"},
    }
    body = json.dumps({"Metadata": [{"Type": "WordBoundary", "Data": data}]})
    return f"X-RequestId:1\r\nPath:audio.metadata\r\n\r\n{body}"


@asynccontextmanager
async def serving(stand_in: StandIn, pem: Path) -> AsyncIterator[StandIn]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    app = web.Application()
    app.router.add_get("/{path:.*}", stand_in.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
    await site.start()
    assert isinstance(runner.addresses[0], tuple)
    stand_in.port = runner.addresses[0][1]
    try:
        yield stand_in
    finally:
        await runner.cleanup()
        await asyncio.sleep(0)
