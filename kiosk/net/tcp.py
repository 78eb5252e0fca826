"""TCP connections of the listeners: counted at acceptance, closed when silent or not reading, capped.

aiohttp closes a connection that has sent no whole request `REQUEST_S` after it was opened or last answered
(`keepalive_timeout`), and one whose request body trickles in `LINGER_S` after the answer (`lingering_time`). The kernel
closes one that has not acknowledged data for `UNREAD_S` (TCP_USER_TIMEOUT): a stalled reader, a dead cable. This module
closes one whose answer has not been read `ANSWER_S` after it was begun: a reader that takes a byte now and then.
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

from kiosk.net.accepting import Acceptor, bind
from kiosk.net.budget import network
from kiosk.net.connection_table import ConnectionTable
from kiosk.net.headers import HEADERS
from kiosk.net.left_early import left_early
from kiosk.net.request_checks import refusal, refusal_code

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

#: Seconds for a whole request. Browsers and proxies send theirs at once.
REQUEST_S, LINGER_S, UNREAD_S = 15.0, 2.0, 30.0
#: Seconds for an answer, pipelined ones together; also for a TLS handshake.
ANSWER_S = 20.0
HANDSHAKE_S = 10.0
_FULL = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def raise_descriptor_limit() -> int:
    """Raise this process's limit of open files as far as the system grants; the limit in force."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # the system grants less than it reports: the soft limit stays
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    return soft if soft != resource.RLIM_INFINITY else 1 << 20


class HttpConnection(web.RequestHandler):
    """aiohttp's connection, counted from its acceptance on. `line`: its socket."""

    __slots__ = ("_begun", "_deadline", "_line", "_opening", "_table", "_transport")

    def __init__(
        self, manager: web.Server, table: ConnectionTable[HttpConnection], line: socket.socket, **options: Any
    ) -> None:
        super().__init__(manager, keepalive_timeout=REQUEST_S, lingering_time=LINGER_S, **options)
        self._table, self._line = table, line
        self._opening: asyncio.Task[None] | None = None
        self._begun = False  # the socket is asyncio's, to close it
        self._transport: asyncio.Transport | None = None  # aiohttp drops its reference when it closes the connection
        self._deadline: asyncio.TimerHandle | None = None

    def open(self, tls: ssl.SSLContext | None) -> None:
        """The TLS handshake, if any, and then HTTP."""
        self._opening = self._loop.create_task(self._open(tls), name="connection.open")

    async def _open(self, tls: ssl.SSLContext | None) -> None:
        self._begun, limit = True, None if tls is None else HANDSHAKE_S
        try:
            await self._loop.connect_accepted_socket(lambda: self, self._line, ssl=tls, ssl_handshake_timeout=limit)
        except OSError:  # no handshake, or none in time
            self._table.leave(self)

    def cut(self) -> None:
        """Close at once, dropping unsent data."""
        self._table.leave(self)
        if self._opening is not None:
            self._opening.cancel()
        if self._begun:
            self._sever()
        else:
            self._line.close()

    def _sever(self) -> None:
        """Shut the connection down: the peer sees its end, and pending writes fail.

        Without TLS not by `abort`: asyncio would close the socket under its own `sendfile` and leave its descriptor in
        the selector, and the next connection with that descriptor would never be read.
        """
        if self._transport is not None and self._transport.get_extra_info("sslcontext") is not None:
            self._transport.abort()
        else:
            with contextlib.suppress(OSError):  # closed already
                self._line.shutdown(socket.SHUT_RDWR)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._table.opened(self, self._loop.time())
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(UNREAD_S * 1000))
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._table.leave(self)
        self._transport = None
        self._in_time()
        super().connection_lost(exc)

    def force_close(self) -> None:
        """Also closes a connection whose reader takes a byte now and then."""
        super().force_close()
        if self._transport is not None:
            self._loop.call_later(LINGER_S, self._sever)

    def handle_error(
        self, request: web.BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """Also for input that is not HTTP: this answer bypasses the application and its headers. It repeats nothing."""
        super().handle_error(request, status, exc, message)  # logs it
        text = "the server failed; its log says why" if status >= 500 else "expected an HTTP/1.1 request; got another"
        response = refusal(status, refusal_code(status), text)
        response.force_close()
        response.headers.update(HEADERS)
        return response

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        try:
            return await super().finish_response(request, resp, start_time)
        finally:
            if not self._messages:  # pipelined requests share the time of this answer
                self._table.idle(self, self._loop.time())
                self._in_time()

    def busy(self) -> None:
        """A request of this connection is being served, until its answer has been sent."""
        self._table.busy(self, self._loop.time())
        if self._deadline is None:
            self._deadline = self._loop.call_later(ANSWER_S, self.cut)

    def lasting(self) -> None:
        """The request has become a WebSocket whose hello was accepted: no more time limits."""
        self._table.lasting(self, self._loop.time())
        self._in_time()

    def _in_time(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


@web.middleware
async def counted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Marks the request's connection as busy while it is served."""
    if isinstance(request.protocol, HttpConnection):
        request.protocol.busy()
    return await handler(request)


def lasting(request: web.Request) -> None:
    """Marks the request's connection as lasting."""
    if isinstance(request.protocol, HttpConnection):
        request.protocol.lasting()


class HttpListener:
    """One application on one port, inside the `async with`. `port` 0 takes any free one; `bound` is the actual port.

    `tls`: https instead of http; another context may take its place, for the connections that come then.
    """

    def __init__(
        self,
        app: web.Application,
        host: str,
        port: int,
        table: ConnectionTable[HttpConnection],
        tls: ssl.SSLContext | None = None,
    ) -> None:
        app.middlewares.insert(0, left_early)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        self._host, self._port, self._table, self.tls = host, port, table, tls
        self._manager: web.Server | None = None
        self._acceptor: Acceptor | None = None
        self.bound = 0

    async def __aenter__(self) -> HttpListener:
        await self._runner.setup()
        self._manager = self._runner.server
        try:
            sockets = await bind(self._host, self._port)
        except BaseException as error:
            await self._runner.cleanup()
            if isinstance(error, UnicodeError):  # not a valid host name
                raise OSError(f"cannot listen on {self._host!r}: no such host name") from None
            raise
        self.bound = sockets[0].getsockname()[1]
        self._acceptor = Acceptor(sockets, self._accepted)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._acceptor is not None:
            self._acceptor.close()
        await self._runner.cleanup()

    def _accepted(self, line: socket.socket, address: str) -> None:
        assert self._manager is not None, "setup makes it"
        loop = asyncio.get_running_loop()
        connection = HttpConnection(self._manager, self._table, line, loop=loop, access_log=None)
        handshake = self.tls is not None
        stays, victim = self._table.enter(connection, network(address), loop.time(), handshake=handshake)
        if victim is not None:
            victim.cut()
        if stays:
            connection.open(self.tls)
            return
        if not handshake:
            with contextlib.suppress(OSError):
                line.send(_FULL)
        line.close()
