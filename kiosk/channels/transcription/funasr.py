"""`/funasr`: FunASR's clients. All rules of the wire are in `kiosk.wire.transcription.funasr`."""

from __future__ import annotations

from aiohttp import web

from kiosk.channels.transcription.visit import welcome
from kiosk.hall import Hall
from kiosk.wire.transcription.funasr import FunasrProtocol


async def serve_funasr(request: web.Request, hall: Hall) -> web.StreamResponse:
    protocol = FunasrProtocol(errors=hall.settings.limits.errors)
    return await welcome(request, hall, protocol, subprotocols=("binary",))
