"""`/ws`: from a page's request to the end of its connection."""

from __future__ import annotations

from aiohttp import WSCloseCode, web

from kiosk.channels.browser.connection import Connection
from kiosk.channels.browser.kiosk_token import keep_token, token_of
from kiosk.channels.browser.membership import FleetMembership
from kiosk.channels.websocket import HeartbeatSocket
from kiosk.fleet import Fleet, FleetRefusedError
from kiosk.hall import Hall
from kiosk.net.request_checks import BUDGETS, too_often
from kiosk.net.tcp import lasting
from kiosk.wire import encode
from kiosk.wire import messages as m

SUBPROTOCOL = "kiosk.v1"


async def serve_page(request: web.Request, hall: Hall, fleet: Fleet) -> web.StreamResponse:
    """The WebSocket handler. aiohttp closes a connection that sends more than the limit or stops answering pings.

    A page that the fleet does not know is told so over the WebSocket: a script sees no status of a failed handshake.
    """
    if (refused := too_often(request, hall.metrics)) is not None:
        return refused
    socket = HeartbeatSocket(
        protocols=(SUBPROTOCOL,),
        heartbeat=10,
        max_msg_size=hall.settings.limits.message_bytes * 2,
        compress=False,
    )
    try:
        member = FleetMembership.of(request, fleet)
    except FleetRefusedError as why:
        hall.metrics.client_error(why.code)
        await socket.prepare(request)
        await socket.send_str(encode(m.Error(why.code, str(why), fatal=True)))
        await socket.close(code=WSCloseCode.POLICY_VIOLATION)
        return socket
    if member.enrolled:
        keep_token(request, socket, token_of(request))
    await socket.prepare(request)
    address, budgets = request.remote or "", request.app[BUDGETS]
    await Connection(hall, socket, address, budgets, lambda: lasting(request), member).run()
    return socket
