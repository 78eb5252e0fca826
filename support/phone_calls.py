"""Calls to a hall in virtual time, on every surface, with stand-in engines.

AudioSocket runs over a pair of sockets and SIP over UDP on loopback; the WebSockets' messages go through queues, with
the same codecs and calls.
"""

from __future__ import annotations

import asyncio
import socket
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any, Literal

from kiosk.channels.phone.audiosocket import serve_audiosocket
from kiosk.channels.phone.call import PhoneCall
from kiosk.channels.phone.call_facts import CallFacts
from kiosk.channels.phone.lines import PhoneLines, Surface
from kiosk.channels.phone.sip import SipListener
from kiosk.client.phone.connections import TcpConnection
from kiosk.client.phone.gateway import MediaGateway
from kiosk.client.phone.sip import SipGateway
from kiosk.client.phone.sip_connection import SipConnection, sip
from kiosk.client.phone.surfaces import gateway_of
from kiosk.client.phone_caller import PhoneCaller
from kiosk.config import PhoneSettings, Settings, StaffSettings
from kiosk.hall import Hall
from kiosk.wire.phone.chan_websocket import ChanWebSocketCodec
from kiosk.wire.phone.dialects import DIALECTS
from kiosk.wire.phone.events import FRAME_MS, PhoneCodec, WireFrame
from kiosk.wire.phone.media_streams import MediaStreamsCodec
from support.fakes import Backend, Ledger
from support.halls import make_hall
from support.speech_stand_in import SpeakingCitizen, SpeechStandIn


class _Unwatched:
    facts = CallFacts("none", 0)

    turn: Literal["caller", "clerk"] = "clerk"

    def give_way(self) -> None:
        raise AssertionError("expected it to have said which call it is")


def take_line(lines: PhoneLines, line: str) -> None:
    """A call of which only its line matters."""
    lines.open(line, _Unwatched(), "", asyncio.get_running_loop().time())
    assert not lines.claim(line, line)


class ToldByLines:
    """A `ClerkTurn` without a socket: what the operators' listener would say of this call."""

    def __init__(self, lines: PhoneLines, call_id: str) -> None:
        self._lines, self._call_id = lines, call_id

    async def is_over(self) -> bool | None:
        whose = self._lines.turn(self._call_id)
        return whose == "caller" if whose else None


class QueueConnection:
    """A `CallConnection` without a socket. `sent`: frames of the caller's so far."""

    def __init__(self) -> None:
        self.closed_properly = False
        self.sent = 0
        self._up: asyncio.Queue[WireFrame | None] = asyncio.Queue()
        self._down: asyncio.Queue[WireFrame | None] = asyncio.Queue()

    # ---- the caller's end -------------------------------------------------------------------------------------------

    async def send(self, frame: WireFrame) -> None:
        self.sent += 1
        self._up.put_nowait(frame)

    async def incoming(self) -> AsyncIterator[WireFrame]:
        while (frame := await self._down.get()) is not None:
            yield frame

    async def close(self) -> None:
        self._up.put_nowait(None)

    # ---- the hall's end ---------------------------------------------------------------------------------------------

    def hall_sends(self, frame: WireFrame) -> None:
        self._down.put_nowait(frame)

    async def to_hall(self, on_left: Callable[[], None]) -> AsyncIterator[WireFrame]:
        """`on_left`: called when the caller closes."""
        while (frame := await self._up.get()) is not None:
            yield frame
        on_left()

    def hall_closes(self) -> None:
        self.closed_properly = True
        self._down.put_nowait(None)


CallLink = TcpConnection | QueueConnection | SipConnection


class Exchange:
    """A hall with telephone lines. `spoken`: what callers say. SIP is listened to from its first call on."""

    def __init__(self, phone: PhoneSettings | None = None, staff: StaffSettings | None = None, **parts: Any) -> None:
        self.ledger, self.spoken = parts.pop("store", None) or Ledger(), SpeechStandIn()
        self._listeners, self._sip = AsyncExitStack(), asyncio.Lock()
        self._listener: SipListener | None = None
        phone = replace(phone or PhoneSettings(), sip_port=0)
        settings = Settings(embeddings="off", phone=phone, staff=staff or StaffSettings())
        ears: dict[str, Any] = {"segmenter_hub": self.spoken, "recogniser": self.spoken}
        self.hall: Hall = make_hall(settings, store=self.ledger, **{"backend": Backend(), **ears, **parts})
        self.hall.ready = True
        self.lines = PhoneLines(self.hall)

    @property
    def caller(self) -> SpeakingCitizen:
        """Who called last."""
        return self.spoken.streams[-1]

    @asynccontextmanager
    async def call(
        self, call_id: uuid.UUID | None = None, *, rate: int = 8_000, surface: str = "audiosocket"
    ) -> AsyncIterator[tuple[PhoneCaller, asyncio.Task[None]]]:
        """A caller on one of `kiosk.client.phone.surfaces.SURFACES`, and the task that serves the call, which is over
        at the end.
        """
        gateway = gateway_of(surface, str(call_id or uuid.uuid4()), rate=rate)
        async with self.connected(gateway, surface) as (caller, serving, _):
            yield caller, serving

    @asynccontextmanager
    async def connected(
        self, gateway: MediaGateway, surface: str
    ) -> AsyncIterator[tuple[PhoneCaller, asyncio.Task[None], CallLink]]:
        """As `call`, through a gateway of the test's own; and the connection."""
        connection: CallLink
        if isinstance(gateway, SipGateway):
            listener = await self._listening()
            async with sip(gateway, "127.0.0.1", listener.bound) as connection:
                serving = asyncio.create_task(_served(listener, gateway))
                try:
                    async with PhoneCaller.over(connection, gateway) as caller:
                        yield caller, serving, connection
                finally:
                    await serving
            return
        if surface == "audiosocket":
            ours, theirs = socket.socketpair()
            serving = asyncio.create_task(serve_audiosocket(self.hall, self.lines, theirs))
            connection = await TcpConnection.over(ours)
        else:
            connection = QueueConnection()
            serving = asyncio.create_task(self._serve_messages(connection, surface))
        try:
            async with PhoneCaller.over(connection, gateway) as caller:
                yield caller, serving, connection
        finally:
            await serving

    async def _serve_messages(self, connection: QueueConnection, surface: str) -> None:
        asterisk = surface.startswith("chan-websocket")
        codec: PhoneCodec = ChanWebSocketCodec() if asterisk else MediaStreamsCodec(DIALECTS[surface])
        kind: Surface = "chan_websocket" if asterisk else "media_streams"
        call = PhoneCall(self.hall, self.lines, codec, connection.hall_sends, kind)
        try:
            await call.run(connection.to_hall(call.peer_left))
        finally:
            connection.hall_closes()

    async def _listening(self) -> SipListener:
        async with self._sip:
            if self._listener is None:
                self._listener = await self._listeners.enter_async_context(SipListener(self.hall, self.lines))
            return self._listener

    async def close(self) -> None:
        await self._listeners.aclose()
        await self.lines.close()
        await self.hall.sessions.drain(1)
        await self.hall.staff.close()
        self.hall.threads.shutdown()


async def _served(listener: SipListener, gateway: SipGateway) -> None:
    """Until the call is over on both sides."""
    while not gateway.over or gateway.call_id in listener.calls:
        await asyncio.sleep(FRAME_MS / 1000)


@asynccontextmanager
async def exchange(
    phone: PhoneSettings | None = None, staff: StaffSettings | None = None, **parts: Any
) -> AsyncIterator[Exchange]:
    """An `Exchange` that is closed at the end."""
    made = Exchange(phone, staff, **parts)
    try:
        yield made
    finally:
        await made.close()
