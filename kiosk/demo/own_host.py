"""Who may ask a demo back end that listens on this machine alone: whoever calls it by this machine's loopback name.

By DNS rebinding a web page could otherwise read the one-time codes of a demonstration under a name of its own.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Awaitable, Callable

from aiohttp import web

_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost"})
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^:\[\]]+))(?::\d{1,5})?")
#: The pages are text with a style of their own, and load nothing.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Server": "kiosk-demo",
}


def is_loopback(host: str) -> bool:
    """Whether a name or an address, without a port, is the loopback's."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower().rstrip(".") in _NAMES


@web.middleware
async def own_host(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """421 where the request names another host."""
    named = _HOST.fullmatch(request.headers.get("Host", "").strip().lower())
    if named is None or not is_loopback(named[1] or named[2]):
        text = "expected Host to be 127.0.0.1 or localhost: this demo back end listens on this machine alone"
        return web.json_response({"error": {"code": "host", "message": text}}, status=421)
    return await handler(request)


async def secure(request: web.BaseRequest, response: web.StreamResponse) -> None:
    """For `app.on_response_prepare`."""
    response.headers.update(_HEADERS)
