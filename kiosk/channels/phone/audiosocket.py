"""AudioSocket's listener: Asterisk connects once for each call."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import socket
from collections.abc import AsyncIterator
from functools import partial

from kiosk.channels.phone.call import PhoneCall
from kiosk.channels.phone.call_tasks import CallTasks
from kiosk.channels.phone.lines import PhoneLines
from kiosk.config.phone import is_allowed
from kiosk.hall import Hall
from kiosk.net.accepting import Acceptor, bind
from kiosk.wire.phone.audiosocket import AudioSocketCodec
from kiosk.wire.phone.events import WireFrame

#: Bytes that wait for a peer that does not read (about 2 s at 16 kHz); then the call is cut.
_UNSENT = 65_536
_READ = 4096
#: Seconds for which a peer may acknowledge nothing (a cut cable). Asterisk gives up a silent AudioSocket after 2.
_GONE_S = 10.0
#: Seconds that the last frames have to leave.
_CLOSE_S = 2.0


class AudioSocketListener:
    """Listens inside the `async with`; `bound` is the port. At its end all calls are over."""

    def __init__(self, hall: Hall, lines: PhoneLines) -> None:
        self._hall, self._lines = hall, lines
        self._calls = CallTasks(hall)
        self._acceptor: Acceptor | None = None
        self.bound = 0

    async def __aenter__(self) -> AudioSocketListener:
        phone = self._hall.settings.phone
        sockets = await bind(phone.host, phone.port)
        self.bound = sockets[0].getsockname()[1]
        self._acceptor = Acceptor(sockets, self._accepted)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._acceptor is not None:
            self._acceptor.close()
        await self._calls.close()

    def _accepted(self, line: socket.socket, address: str) -> None:
        if why := self._refuses(address):
            self._lines.refusals.refused("audiosocket", why, address)
            line.close()
        else:
            self._calls.start(serve_audiosocket(self._hall, self._lines, line, address))

    def _refuses(self, address: str) -> str:
        """Why a connection is refused; empty: it is not."""
        if not is_allowed(address, self._hall.settings.phone.allow):
            return "not_allowed"
        if why := self._lines.refuses:
            return why
        return "" if self._lines.make_room(address, asyncio.get_running_loop().time()) else "silent"


async def serve_audiosocket(hall: Hall, lines: PhoneLines, line: socket.socket, address: str = "") -> None:
    """One accepted connection, which is closed at the end."""
    if line.family in (socket.AF_INET, socket.AF_INET6) and hasattr(socket, "TCP_USER_TIMEOUT"):
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(_GONE_S * 1000))
    reader, writer = await asyncio.open_connection(sock=line)

    def send(frame: WireFrame) -> None:
        """One write a frame: Asterisk ends a call whose frame comes in two parts."""
        if writer.is_closing():
            return
        if writer.transport.get_write_buffer_size() > _UNSENT:
            hall.metrics.client_error("slow")
            writer.transport.abort()
        else:
            writer.write(frame if isinstance(frame, bytes) else frame.encode())

    known = partial(_knows_secret, hall.settings.phone.secret)
    call = PhoneCall(
        hall, lines, AudioSocketCodec(), send, "audiosocket", address=address, shares=bool(address), may_begin=known
    )
    try:
        await call.run(_received(reader))
    finally:
        writer.close()
        try:
            async with asyncio.timeout(_CLOSE_S):
                await writer.wait_closed()
        except (TimeoutError, OSError):  # the peer does not read, or went first
            writer.transport.abort()


async def _received(reader: asyncio.StreamReader) -> AsyncIterator[WireFrame]:
    with contextlib.suppress(OSError):
        while data := await reader.read(_READ):
            yield data


def _knows_secret(secret: str, call_id: str) -> bool:
    """Whether the UUID begins with the hall's secret."""
    return hmac.compare_digest(call_id.replace("-", "")[: len(secret)].encode(), secret.encode())
