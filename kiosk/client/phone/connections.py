"""How a caller reaches the hall: TCP for AudioSocket, a WebSocket for the others; SIP's way is `sip_connection.py`."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import websockets

from kiosk.client.client import ClientError, tls_context
from kiosk.wire.phone.events import WireFrame

_READ = 4096
_CLOSED_PROPERLY = 1000


class CallConnection(Protocol):
    """Raises OSError where it is lost. `closed_properly`: the hall ended it, and said so."""

    closed_properly: bool

    async def send(self, frame: WireFrame) -> None: ...

    def incoming(self) -> AsyncIterator[WireFrame]:
        """Until the connection ends."""
        ...

    async def close(self) -> None: ...


class TcpConnection:
    """A `CallConnection`."""

    closed_properly = False  # a stream that ends says nothing of why

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def over(cls, line: socket.socket) -> TcpConnection:
        return cls(*await asyncio.open_connection(sock=line))

    async def send(self, frame: WireFrame) -> None:
        """In one write, and without waiting: Asterisk does not wait either."""
        if self._writer.is_closing():
            raise ConnectionError("the hall has closed the call")
        self._writer.write(frame if isinstance(frame, bytes) else frame.encode())

    async def incoming(self) -> AsyncIterator[WireFrame]:
        while data := await self._reader.read(_READ):
            yield data

    async def close(self) -> None:
        with contextlib.suppress(OSError):
            self._writer.close()
            await self._writer.wait_closed()


class WebSocketConnection:
    """A `CallConnection`."""

    def __init__(self, link: websockets.ClientConnection) -> None:
        self._link = link
        self.closed_properly = False

    async def send(self, frame: WireFrame) -> None:
        try:
            await self._link.send(frame)
        except websockets.ConnectionClosed as error:
            raise ConnectionError("the hall has closed the call") from error

    async def incoming(self) -> AsyncIterator[WireFrame]:
        try:
            while True:
                yield await self._link.recv()
        except websockets.ConnectionClosed as error:
            self.closed_properly = error.rcvd is not None and error.rcvd.code == _CLOSED_PROPERLY

    async def close(self) -> None:
        await self._link.close()


@contextlib.asynccontextmanager
async def tcp(host: str, port: int) -> AsyncIterator[CallConnection]:
    """Raises ClientError."""
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except (OSError, ValueError) as error:  # ValueError: a host that no name can be
        fix = "set phone.audiosocket: on, and start it with: kiosk serve"
        raise ClientError(f"No telephone line answers at {host[:80]}:{port} ({type(error).__name__}); {fix}") from error
    connection = TcpConnection(reader, writer)
    try:
        yield connection
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def web_socket(
    url: str, *, subprotocol: str = "", headers: Mapping[str, str] | None = None, trust: Path | None = None
) -> AsyncIterator[CallConnection]:
    """`trust`: as in `KioskClient.open`. Raises ClientError."""
    shown = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"[:200]  # a path may hold the secret
    try:
        link = await websockets.connect(
            url,
            subprotocols=[websockets.Subprotocol(subprotocol)] if subprotocol else None,
            additional_headers=dict(headers or {}),
            compression=None,
            ssl=tls_context(trust) if url.startswith("wss:") else None,
        )
    except websockets.InvalidStatus as error:
        fix = "compare phone.password, phone.carrier_secret and phone.carrier_url with those of the running hall"
        raise ClientError(
            f"The hall refused the call at {shown}: status {error.response.status_code}; {fix}"
        ) from error
    except ssl.SSLError as error:
        raise ClientError(f"No trusted https at {shown} ({error}). Set public.tls_cert to its certificate") from error
    except (websockets.InvalidURI, ValueError) as error:
        raise ClientError(f"Expected an address such as ws://127.0.0.1:8080; got {shown}") from error
    except (OSError, websockets.WebSocketException, TimeoutError) as error:
        fix = "set phone.chan_websocket or phone.carrier, and start it with: kiosk serve"
        raise ClientError(f"No telephone line answers at {shown} ({type(error).__name__}); {fix}") from error
    connection = WebSocketConnection(link)
    try:
        yield connection
    finally:
        await connection.close()
