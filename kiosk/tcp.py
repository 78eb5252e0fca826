"""The listeners' TCP side: accept under a cap, close what is silent or does not read, never run out of descriptors.

aiohttp closes a connection that has sent no whole request `REQUEST_S` after it was opened or last answered
(`keepalive_timeout`), and one whose request body trickles in `LINGER_S` after the answer (`lingering_time`). The kernel
closes one that has not taken what was sent for `UNREAD_S` (TCP_USER_TIMEOUT): a reader that stands still, a dead cable.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
import socket
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from kiosk.connection_table import ConnectionTable
from kiosk.http_headers import HEADERS

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

#: Seconds. A browser sends its request at once; a proxy opens connections when it needs them.
REQUEST_S, LINGER_S, UNREAD_S = 15.0, 2.0, 30.0
#: Seconds for a TLS handshake; until it is done the connection is in no table.
HANDSHAKE_S = 10.0
_FULL = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def raise_descriptor_limit() -> int:
    """Allow this process as many open files as the system grants. The limit that holds now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # a system that grants less than it says: the soft limit stays
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    return soft if soft != resource.RLIM_INFINITY else 1 << 20


class HttpConnection(web.RequestHandler):
    """aiohttp's connection, counted. One beyond the cap is answered 503 and closed before it has sent anything."""

    __slots__ = ("_refused", "_table")

    def __init__(self, manager: web.Server, table: ConnectionTable[HttpConnection], **options: Any) -> None:
        super().__init__(manager, keepalive_timeout=REQUEST_S, lingering_time=LINGER_S, **options)
        self._table, self._refused = table, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        peer = transport.get_extra_info("peername")
        stays, victim = self._table.enter(self, str(peer[0]) if peer else "")
        if victim is not None and victim.transport is not None:
            victim.transport.abort()
        if not stays:
            self._refused = True
            transport.write(_FULL)
            transport.close()
            return
        raw = transport.get_extra_info("socket")
        if raw is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(UNREAD_S * 1000))
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if not self._refused:
            super().data_received(data)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._table.leave(self)
        super().connection_lost(exc)

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """Also what is no HTTP at all: such an answer passes by the application and its headers."""
        response = super().handle_error(request, status, exc, message)
        response.headers.update(HEADERS)
        return response

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        try:
            return await super().finish_response(request, resp, start_time)
        finally:
            self._table.idle(self)

    def busy(self) -> None:
        """A request of this connection is being served, until its answer has been sent."""
        self._table.busy(self)


@web.middleware
async def counted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Tells the connection that a request of its is being served."""
    if isinstance(request.protocol, HttpConnection):
        request.protocol.busy()
    return await handler(request)


class HttpListener:
    """One application on one port, inside the `async with`. `port` 0 takes any free one; `bound` is what it got.

    `tls`: https instead of http.
    """

    def __init__(
        self,
        app: web.Application,
        host: str,
        port: int,
        table: ConnectionTable[HttpConnection],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        self._host, self._port, self._table, self._tls = host, port, table, tls
        self._server: asyncio.Server | None = None
        self.bound = 0

    async def __aenter__(self) -> HttpListener:
        await self._runner.setup()
        loop = asyncio.get_running_loop()
        manager = self._runner.server
        assert manager is not None, "setup makes it"
        try:
            self._server = await loop.create_server(
                lambda: HttpConnection(manager, self._table, loop=loop, access_log=None),
                self._host,
                self._port,
                ssl=self._tls,
                ssl_handshake_timeout=None if self._tls is None else HANDSHAKE_S,
            )
        except BaseException as error:
            await self._runner.cleanup()
            if isinstance(error, UnicodeError):  # no name for a machine, and asyncio says so in Python's terms
                raise OSError(f"cannot listen on {self._host!r}: no such host name") from None
            raise
        self.bound = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        await self._runner.cleanup()
