"""From an editor's request to the end of her trial by voice."""

from __future__ import annotations

from aiohttp import web

from kiosk.channels.trial.connection import MESSAGE_BYTES, TrialConnection
from kiosk.channels.websocket import HeartbeatSocket
from kiosk.hall import Hall
from kiosk.net.budget import network
from kiosk.net.tcp import lasting
from kiosk.operators.editor.voice import VoiceTrial

#: Seconds between two pings.
_HEARTBEAT_S = 6.0


async def serve_trial(hall: Hall, request: web.Request, trial: VoiceTrial) -> web.StreamResponse:
    """It takes a conversation's place in the hall, because it costs as much; a quarter of them is kept for citizens."""
    socket = HeartbeatSocket(heartbeat=_HEARTBEAT_S, max_msg_size=MESSAGE_BYTES, compress=False)
    await socket.prepare(request)
    lasting(request)
    connection = TrialConnection(hall, socket, trial)
    if await connection.greeted():
        hall.sessions.host(connection, network(request.remote or ""))
        await connection.serve()
    return socket
