"""Checks before a request is served: its host, the origin of its web page, and its address's rate."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from aiohttp.typedefs import Middleware

from kiosk.net.budget import AddressBudgets
from kiosk.net.hosts import Hosts
from kiosk.telemetry.metrics import Metrics

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HOSTS: web.AppKey[Hosts] = web.AppKey("hosts", Hosts)
BUDGETS: web.AppKey[AddressBudgets] = web.AppKey("budgets", AddressBudgets)

#: Exempt from the host check: load balancers and container engines ask these under any name.
_HEALTH = frozenset({"/healthz", "/readyz"})
#: Methods that change nothing.
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_EXTRA = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "10"}, 503: {"Retry-After": "10"}}

#: Headers of aiohttp's errors that say more than the status.
_KEPT = frozenset({"Allow", "Sec-WebSocket-Version"})
#: Headers of a proxy. Behind one on this machine every client has a loopback address.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")

_log = structlog.get_logger("kiosk")


def refusal(status: int, code: str, text: str) -> web.Response:
    """`code` is for programs; the text says what was expected, what came, and what to do, and holds no secret."""
    body = {"error": {"code": code, "message": text}}
    return web.json_response(body, status=status, headers=_EXTRA.get(status, {}))


def refusal_code(status: int) -> str:
    """Of an answer that has no code of its own: `not_found`, `method_not_allowed`."""
    return HTTPStatus(status).phrase.lower().replace(" ", "_").replace("-", "_")


@web.middleware
async def told_in_json(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The errors of aiohttp's own, such as of its router, as any other refusal."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        response = refusal(error.status, refusal_code(error.status), error.text or error.reason)
        response.headers.update((name, value) for name, value in error.headers.items() if name in _KEPT)
        return response


@web.middleware
async def known_host(request: web.Request, handler: Handler) -> web.StreamResponse:
    """421 where the request names a host that is not this server (`kiosk.net.hosts`)."""
    if request.path not in _HEALTH:
        why = request.app[HOSTS].wrong_host(request.headers.get("Host", ""))
        if why is not None:
            _log.warning("request refused", code="host", host=request.headers.get("Host", "")[:100])
            return refusal(421, "host", why)
    return await handler(request)


def own_pages(metrics: Metrics) -> Middleware:
    """403 where a web page of another origin opens a WebSocket, or changes something. Programs send no `Origin`."""

    @web.middleware
    async def own_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
        opens = request.headers.get("Upgrade", "").strip().lower() == "websocket"
        refused = _foreign_page(request, metrics) if opens or request.method not in _READING else None
        return await handler(request) if refused is None else refused

    return own_pages


def _foreign_page(request: web.Request, metrics: Metrics) -> web.Response | None:
    why = request.app[HOSTS].wrong_origin(
        request.headers.get("Origin"), request.headers.get("Host", ""), secure=request.secure
    )
    if why is None:
        return None
    metrics.client_error("origin")
    _log.warning("request refused", code="origin")
    return refusal(403, "origin", why)


def too_often(request: web.Request, metrics: Metrics) -> web.Response | None:
    """429 where this address has opened too many WebSockets lately, else None."""
    if request.app[BUDGETS].connect(request.remote or "", asyncio.get_running_loop().time()):
        return None
    metrics.client_error("too_often")
    return refusal(429, "too_often", "too many connections from this address in a short time; wait before the next")


def on_this_machine(request: web.Request) -> bool:
    """Whether the client connects from this machine, and not through a proxy on it."""
    return not any(name in request.headers for name in _FORWARDED) and _is_loopback(request.remote or "")


def called_by_https(request: web.Request) -> bool:
    """As the browser sees it: a proxy before the hall may take the TLS off. Pages name their scheme in `Origin`."""
    return request.secure or request.headers.get("Origin", "").startswith("https://")


def under_localhost(request: web.Request) -> bool:
    """Whether a client on this machine calls the server by an address of this machine alone: http://localhost:8080/.

    A proxy on this machine that tells nothing of its clients is not taken for one, as long as it passes on the `Host`
    that they called.
    """
    origin = request.headers.get("Origin")
    calls = [request.headers.get("Host", ""), *([] if origin is None else [origin.partition("://")[2]])]
    return on_this_machine(request) and all(_names_this_machine(host) for host in calls)


def _names_this_machine(host: str) -> bool:
    try:
        name = urlsplit(f"http://{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or name.endswith(".localhost") or _is_loopback(name)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
