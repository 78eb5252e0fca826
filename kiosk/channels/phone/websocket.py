"""The telephone's WebSockets on the public listener: Asterisk's chan_websocket, and carriers' Media Streams.

Each connection is one call. Exchanges and carriers send no `Origin`; a web page elsewhere is refused. The rules of the
wires are in `kiosk.wire.phone`.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
from collections.abc import AsyncIterator, Callable

from aiohttp import WSCloseCode, WSMsgType, web

from kiosk.channels.phone.call import PhoneCall
from kiosk.channels.phone.lines import PhoneLines, Surface
from kiosk.channels.websocket import HeartbeatSocket
from kiosk.hall import Hall
from kiosk.net.request_checks import on_this_machine, refusal, too_often
from kiosk.net.tcp import lasting
from kiosk.wire.phone.chan_websocket import ChanWebSocketCodec
from kiosk.wire.phone.dialects import DIALECTS
from kiosk.wire.phone.events import PhoneCodec, WireFrame, known_id
from kiosk.wire.phone.media_streams import MediaStreamsCodec
from kiosk.wire.phone.signatures import is_carriers

#: Bytes of the longest message that is read. Asterisk sends 65,500 at most.
_MESSAGE = 1 << 17
#: Frames waiting for a slow peer: 5 s of sound. Overflow: the call is cut.
_OUTBOX = 256
_REFUSED = {
    "busy": "all telephone lines are taken",
    "silent": "too many connections of this address have not said which call they are",
    "starting": "the hall is still starting; call again in a minute",
}
#: Codes with which a peer that hangs up closes: done, going away, none. Others tell a fault, 1006 a broken connection.
_LEFT = frozenset({WSCloseCode.OK, WSCloseCode.GOING_AWAY, 1005})


async def serve_chan_websocket(request: web.Request, hall: Hall, lines: PhoneLines) -> web.StreamResponse:
    """`/phone/asterisk?call=NAME`: `call` is the name by which the dialplan asks for the outcome."""
    if not _knows_password(request, hall):
        return _unauthorised(request, hall, lines, "chan_websocket")
    known_as = known_id(request.query.get("call", ""))
    return await _serve(request, hall, lines, ChanWebSocketCodec(), "chan_websocket", ("media",), known_as)


async def serve_media_stream(request: web.Request, hall: Hall, lines: PhoneLines) -> web.StreamResponse:
    """`/phone/stream`, signed by the carrier, or `/phone/stream/SECRET` where it signs nothing."""
    phone = hall.settings.phone
    dialect, token = DIALECTS[phone.carrier], request.match_info.get("token", "")
    if not is_carriers(dialect, phone.carrier_secret, phone.carrier_url, request.headers, token):
        return _unauthorised(request, hall, lines, "media_streams")
    return await _serve(request, hall, lines, MediaStreamsCodec(dialect), "media_streams", (), "")


def _knows_password(request: web.Request, hall: Hall) -> bool:
    phone = hall.settings.phone
    if not phone.password:
        return on_this_machine(request)
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    wanted = base64.b64encode(f"{phone.user}:{phone.password}".encode())
    return kind.lower() == "basic" and hmac.compare_digest(wanted, shown.strip().encode(errors="surrogateescape"))


def _unauthorised(request: web.Request, hall: Hall, lines: PhoneLines, surface: Surface) -> web.Response:
    if (refused := too_often(request, hall.metrics)) is not None:  # guesses count against the address
        lines.refusals.refused(surface, "too_often", request.remote or "", counted=True)
        return refused
    lines.refusals.refused(surface, "unauthorised", request.remote or "")
    response = refusal(401, "unauthorised", "expected the user and password, signature or secret of the phone settings")
    response.headers["WWW-Authenticate"] = 'Basic realm="kiosk"'
    return response


async def _serve(
    request: web.Request,
    hall: Hall,
    lines: PhoneLines,
    codec: PhoneCodec,
    surface: Surface,
    subprotocols: tuple[str, ...],
    known_as: str,
) -> web.StreamResponse:
    address = request.remote or ""
    why = lines.refuses or ("" if lines.make_room(address, asyncio.get_running_loop().time()) else "silent")
    if why:
        lines.refusals.refused(surface, why, address)
        return refusal(503, why, _REFUSED[why])
    socket = HeartbeatSocket(protocols=subprotocols, max_msg_size=_MESSAGE, compress=False)
    await socket.prepare(request)
    lasting(request)
    outbox = _Outbox(hall, socket)
    call = PhoneCall(hall, lines, codec, outbox.put, surface, address=address, known_as=known_as)
    writing = asyncio.create_task(outbox.write(), name="phone.write")
    try:
        await call.run(_received(socket, call.peer_left))
    finally:
        outbox.close()
        await writing
    return socket


class _Outbox:
    """Frames on their way to the peer. `put` never waits; a peer that does not read is cut off."""

    def __init__(self, hall: Hall, socket: web.WebSocketResponse) -> None:
        self._hall, self._socket = hall, socket
        self._frames: asyncio.Queue[WireFrame | None] = asyncio.Queue(_OUTBOX)
        self._closed = False

    def put(self, frame: WireFrame) -> None:
        if self._closed:
            return
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            self._hall.metrics.client_error("slow")
            while not self._frames.empty():
                self._frames.get_nowait()
            self.close()

    def close(self) -> None:
        """Send what waits, and close the socket."""
        if not self._closed:
            self._closed = True
            if self._frames.full():
                self._frames.get_nowait()
            self._frames.put_nowait(None)

    async def write(self) -> None:
        while (frame := await self._frames.get()) is not None:
            try:
                if isinstance(frame, str):
                    await self._socket.send_str(frame)
                else:
                    await self._socket.send_bytes(frame)
            except (ConnectionError, RuntimeError):  # the peer went between two frames
                break
        self._closed = True
        await self._socket.close()


async def _received(socket: web.WebSocketResponse, on_left: Callable[[], None]) -> AsyncIterator[WireFrame]:
    """`on_left`: called where the peer closes the WebSocket properly, which is how Asterisk tells a hang-up."""
    async for message in socket:
        if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            yield message.data
    if socket.close_code in _LEFT:
        on_left()
