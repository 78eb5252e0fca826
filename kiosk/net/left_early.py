"""A client that leaves before it was answered, such as during a WebSocket handshake: one line in the log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from aiohttp import ClientConnectionResetError, web

_log = structlog.get_logger("kiosk")


@web.middleware
async def left_early(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """The outermost of every application. Without it aiohttp logs a traceback, as of a mistake of the hall's."""
    try:
        return await handler(request)
    except ClientConnectionResetError:
        _log.info("client left before it was answered", path=request.path)
        return web.Response(status=400)  # written to nobody
