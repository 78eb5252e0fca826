"""How a caller reaches the hall by SIP: a UDP socket for the signalling, another for the sound."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections.abc import AsyncIterator, Callable

from kiosk.client.client import ClientError
from kiosk.client.phone.sip import SipGateway
from kiosk.wire.phone.events import FRAME_MS, WireFrame
from kiosk.wire.phone.sip.messages import PeerAddress

#: Seconds that the hall has to answer a call, and the end of one.
_ANSWER_S, _CLOSE_S = 5.0, 2.0
#: Datagrams that wait; beyond them the newest is dropped.
_WAITING = 500
_PORT_CLOSED = "the hall's SIP port is closed"
_FIXES = {
    403: "phone.allow of the hall does not have this machine",
    480: "the hall has no UDP port left in phone.sip_media_ports",
    486: "all its lines are taken (phone.calls)",
    488: "it takes none of our codings",
    503: "the hall is closing",
}


class _UdpSocket(asyncio.DatagramProtocol):
    """`on_datagram`: gets each with its source. `on_refused`: the peer's port is closed."""

    def __init__(self, on_datagram: Callable[[bytes, PeerAddress], None], on_refused: Callable[[], None]) -> None:
        self._on_datagram, self._on_refused = on_datagram, on_refused

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        self._on_datagram(data, (source[0], source[1]))

    def error_received(self, exc: Exception) -> None:
        self._on_refused()


class SipConnection:
    """A `CallConnection`: text goes to the signalling's socket, bytes to the sound's. Opened by `sip`."""

    closed_properly = False  # the end of a call is a message

    def __init__(self, gateway: SipGateway) -> None:
        self._gateway = gateway
        self._came: asyncio.Queue[WireFrame | None] = asyncio.Queue(_WAITING)
        self._refused = asyncio.Event()
        self._sound_from: PeerAddress | None = None
        self._signalling: asyncio.DatagramTransport
        self._sound: asyncio.DatagramTransport

    async def open(self, host: str, port: int) -> None:
        """Raises OSError where the name is not found."""
        loop = asyncio.get_running_loop()
        self._signalling, _ = await loop.create_datagram_endpoint(
            lambda: _UdpSocket(self._signalled, self._lost), remote_addr=(host, port)
        )
        near = self._signalling.get_extra_info("sockname")[:2]
        try:
            self._sound, _ = await loop.create_datagram_endpoint(
                lambda: _UdpSocket(self._sounded, lambda: None), local_addr=(near[0], 0)
            )
        except OSError:
            self._signalling.close()
            raise
        sound_port = self._sound.get_extra_info("sockname")[1]
        hall = self._signalling.get_extra_info("peername")[:2]
        self._gateway.place(near, sound_port, hall, loop.time)

    async def send(self, frame: WireFrame) -> None:
        if self._refused.is_set() or self._signalling.is_closing():
            raise ConnectionRefusedError(_PORT_CLOSED)
        if isinstance(frame, str):
            self._signalling.sendto(frame.encode("utf-8", "surrogateescape"))
        elif (to := self._sound_to()) is not None:
            self._sound.sendto(frame, to)

    async def incoming(self) -> AsyncIterator[WireFrame]:
        while (frame := await self._came.get()) is not None:
            yield frame

    async def close(self) -> None:
        """When the hall has answered our last request, or after two seconds."""
        if not self._signalling.is_closing():
            with contextlib.suppress(TimeoutError, OSError):
                await self.until(lambda: not self._gateway.waiting, _CLOSE_S)
            self._signalling.close()
            self._sound.close()

    async def until(self, done: Callable[[], bool], within_s: float) -> None:
        """Carry signalling both ways. Raises TimeoutError, and OSError where the hall's port is closed."""
        async with asyncio.timeout(within_s):
            while True:
                for frame in self._gateway.to_send():
                    await self.send(frame)
                if done():
                    return
                if self._refused.is_set():
                    raise ConnectionRefusedError(_PORT_CLOSED)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(FRAME_MS / 1000):
                        if (came := await self._came.get()) is not None:
                            self._gateway.feed(came)
                self._gateway.tick(None)

    def _signalled(self, data: bytes, source: PeerAddress) -> None:
        self._put(data.decode("utf-8", "surrogateescape"))

    def _sounded(self, data: bytes, source: PeerAddress) -> None:
        """Ours goes back to where the hall's comes from."""
        if source[0] == self._signalling.get_extra_info("peername")[0]:
            self._sound_from = source
            self._put(data)

    def _lost(self) -> None:
        self._refused.set()
        if self._came.full():
            self._came.get_nowait()
        self._came.put_nowait(None)

    def _put(self, frame: WireFrame) -> None:
        if not self._came.full():
            self._came.put_nowait(frame)

    def _sound_to(self) -> PeerAddress | None:
        """Where the hall's sound comes from, else where it says; a name, for which asyncio would wait, is none."""
        media = self._gateway.media
        if self._sound_from is not None or media is None:
            return self._sound_from
        try:
            return str(ipaddress.ip_address(media.address)), media.port
        except ValueError:
            return None


@contextlib.asynccontextmanager
async def sip(gateway: SipGateway, host: str, port: int) -> AsyncIterator[SipConnection]:
    """Call, wait for the answer, and hang up at the end. Raises ClientError."""
    where, fix = f"UDP {host[:80]}:{port}", "set phone.sip: on, and start it with: kiosk serve"
    connection = SipConnection(gateway)
    try:
        await connection.open(host, port)
    except (OSError, ValueError) as error:  # ValueError: a host that no name can be
        raise ClientError(f"No telephone line answers at {where} ({type(error).__name__}); {fix}") from error
    try:
        try:
            await connection.until(lambda: gateway.answered or gateway.over, _ANSWER_S)
        except OSError as error:  # TimeoutError too
            raise ClientError(f"No telephone line answers at {where} ({type(error).__name__}); {fix}") from error
        if gateway.refusal:
            told = _FIXES.get(gateway.refusal, "its log says why")
            raise ClientError(f"The hall refused the call at {where}: {gateway.refusal}; {told}")
        yield connection
    finally:
        gateway.hang_up()
        await connection.close()
