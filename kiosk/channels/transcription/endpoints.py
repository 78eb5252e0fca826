"""The transcription clients' WebSocket endpoints: `/funasr` and `/v1/realtime`.

The rules of the wire are in `kiosk.wire.transcription`.
"""

from __future__ import annotations

import secrets
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
from kiosk.wire.transcription.funasr import FunasrProtocol
from kiosk.wire.transcription.openai_realtime import RealtimeProtocol
from kiosk.wire.transcription.openai_session import SessionConfig

#: Bytes in one frame. FunASR's and OpenAI's clients send a second of sound or less.
MESSAGE_BYTES = 1 << 20


async def serve_funasr(request: web.Request, hall: Hall) -> web.StreamResponse:
    """`/funasr`: FunASR's clients."""
    protocol = FunasrProtocol(errors=hall.settings.limits.errors)
    return await _serve(request, hall, protocol, subprotocols=("binary",))


async def serve_realtime(request: web.Request, hall: Hall) -> web.StreamResponse:
    """`/v1/realtime`: clients of OpenAI's Realtime API, for transcription.

    `model` in the address is ignored: the hall's recogniser transcribes, and `session.created` names it.
    """
    config = SessionConfig(hall.recogniser.name, hall.settings.asr.end_silence_ms)
    protocol = RealtimeProtocol(secrets.token_hex(8), config, errors=hall.settings.limits.errors)
    return await _serve(request, hall, protocol, subprotocols=("realtime",))


async def _serve(
    request: web.Request, hall: Hall, protocol: TranscriptionProtocol, *, subprotocols: tuple[str, ...]
) -> web.StreamResponse:
    """From a client's request to the end of its connection."""
    if (refused := denial(request, hall)) is not None:
        return refused
    # A client whose sound waits for the recogniser answers no pings meanwhile: 60 s between two.
    socket = HeartbeatSocket(protocols=subprotocols, heartbeat=60, max_msg_size=MESSAGE_BYTES + 1, compress=False)
    await socket.prepare(request)
    lasting(request)
    address, budgets = request.remote or "", request.app[BUDGETS]
    connection = TranscriptionConnection(hall, socket, protocol, partial(budgets.control, address))
    hall.sessions.host(connection, network(address))
    await connection.serve()
    return socket
