"""From the request of somebody else's client to its end: the door, a place in the hall, the WebSocket."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from kiosk.channels.transcription.access import denial
from kiosk.channels.transcription.connection import TranscriptionConnection
from kiosk.channels.websocket import HeartbeatSocket
from kiosk.hall import Hall
from kiosk.net.budget import network
from kiosk.net.request_checks import BUDGETS
from kiosk.net.tcp import lasting
from kiosk.wire.transcription.actions import TranscriptionProtocol

#: Bytes in one frame. FunASR's and OpenAI's clients send a second of sound or less.
MESSAGE_BYTES = 1 << 20


async def welcome(
    request: web.Request, hall: Hall, protocol: TranscriptionProtocol, *, subprotocols: tuple[str, ...]
) -> web.StreamResponse:
    if (refused := denial(request, hall)) is not None:
        return refused
    # A client that has to wait for its sound to be heard answers no pings meanwhile: the beat is a slow one.
    socket = HeartbeatSocket(protocols=subprotocols, heartbeat=60, max_msg_size=MESSAGE_BYTES + 1, compress=False)
    await socket.prepare(request)
    lasting(request)
    address, budgets = request.remote or "", request.app[BUDGETS]
    visit = TranscriptionConnection(hall, socket, protocol, partial(budgets.control, address))
    hall.sessions.host(visit, network(address))
    await visit.serve()
    return socket
