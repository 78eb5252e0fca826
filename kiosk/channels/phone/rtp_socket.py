"""The UDP socket of one SIP call's sound: where the peer's comes from, ours goes back to (symmetric RTP, RFC 4961)."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager

from kiosk.channels.phone.datagrams import send_datagram
from kiosk.wire.phone.events import WireFrame
from kiosk.wire.phone.rtp.codec import RtpCodec
from kiosk.wire.phone.rtp.packets import parse_rtp
from kiosk.wire.phone.sip.messages import PeerAddress

#: Datagrams that wait: a second of sound. Overflow: the oldest is dropped.
_WAITING = 50
#: Seconds without sound after which another source may take its place.
_SILENT_S = 1.0
#: DSCP EF, in the byte that carries it: networks that know it carry sound first.
_EXPEDITED = 0xB8


class RtpSocket(asyncio.DatagramProtocol):
    """`may_send`: whether sound is taken from an address that the call does not name. `on_sound`: called for each.

    One source is heard at a time. Another takes its place when it was silent, or if it is the one that the call names.
    """

    def __init__(self, may_send: Callable[[str], bool]) -> None:
        self._may_send = may_send
        self.on_sound: Callable[[], None] = lambda: None
        self._peer: PeerAddress | None = None
        self._named: PeerAddress | None = None
        self._heard_at = float("-inf")  # sound of `_peer`
        self._expected: Collection[str] = ()
        self._transport: asyncio.DatagramTransport | None = None
        self._frames: asyncio.Queue[WireFrame | None] = asyncio.Queue(_WAITING)
        self._over = False
        self.port = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, host: str, ports: range, may_send: Callable[[str], bool]) -> AsyncIterator[RtpSocket]:
        """At any free port of `ports`, an even one. Raises OSError where none is free."""
        loop = asyncio.get_running_loop()
        even = [port for port in ports if port % 2 == 0]
        missing: OSError = OSError(f"expected a free UDP port from {ports.start} to {ports.stop - 1}")
        for port in random.sample(even, len(even)):
            try:
                transport, made = await loop.create_datagram_endpoint(lambda: cls(may_send), local_addr=(host, port))
            except OSError as error:
                missing = error
                continue
            made.use(port, transport)
            try:
                yield made
            finally:
                transport.close()
            return
        raise missing

    def use(self, port: int, transport: asyncio.DatagramTransport) -> None:
        """What `open` has opened."""
        self.port, self._transport = port, transport
        opened: socket.socket = transport.get_extra_info("socket")
        if opened.family == socket.AF_INET:
            opened.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, _EXPEDITED)

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        if not (source[0] in self._expected or self._may_send(source[0])) or parse_rtp(data) is None:
            return
        sender, now = (source[0], source[1]), asyncio.get_running_loop().time()
        if sender not in (self._peer, self._named) and now - self._heard_at <= _SILENT_S:
            return
        self._peer, self._heard_at = sender, now
        self.on_sound()
        self._put(data)

    def error_received(self, exc: Exception) -> None:
        """The peer's port is closed, for now: its signalling says when it is gone."""

    def connect(self, peer: PeerAddress, expected: Collection[str]) -> None:
        """Send to `peer`, until sound comes from elsewhere. `expected`: addresses from which it may come."""
        self._peer = self._named = peer
        self._expected, self._heard_at = expected, float("-inf")

    def send(self, frame: WireFrame) -> None:
        if self._transport is not None and self._peer is not None and isinstance(frame, bytes):
            send_datagram(self._transport, frame, self._peer)

    def wake(self) -> None:
        """The codec has something to tell."""
        self._put(b"")

    def press(self, digit: str) -> None:
        """A key that came with the signalling, in its order with the sound."""
        self._put(digit)

    def end(self) -> None:
        """The call is over: `received` ends."""
        self._put(None)
        self._over = True

    async def received(self, codec: RtpCodec) -> AsyncIterator[WireFrame]:
        """What `codec` is fed: datagrams, keys, and b"" whenever it is due."""
        frame: WireFrame | None = b""
        while frame is not None:
            yield frame
            due = codec.due
            try:
                async with asyncio.timeout_at(due if due < float("inf") else None):
                    frame = await self._frames.get()
            except TimeoutError:
                frame = b""

    def _put(self, frame: WireFrame | None) -> None:
        if self._over:
            return
        if self._frames.full():
            self._frames.get_nowait()
        self._frames.put_nowait(frame)
