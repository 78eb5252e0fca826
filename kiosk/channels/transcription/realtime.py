"""`/v1/realtime`: clients of OpenAI's Realtime API, for transcription. Rules: `wire.transcription.openai_realtime`."""

from __future__ import annotations

import secrets

from aiohttp import web

from kiosk.channels.transcription.visit import welcome
from kiosk.hall import Hall
from kiosk.wire.transcription.openai_realtime import RealtimeProtocol
from kiosk.wire.transcription.openai_session import SessionConfig


async def serve_realtime(request: web.Request, hall: Hall) -> web.StreamResponse:
    """`model` in the address is read past: what hears is the hall's own recogniser, and `session.created` names it."""
    config = SessionConfig(hall.recogniser.name, hall.settings.asr.end_silence_ms)
    protocol = RealtimeProtocol(secrets.token_hex(8), config, errors=hall.settings.limits.errors)
    return await welcome(request, hall, protocol, subprotocols=("realtime",))
