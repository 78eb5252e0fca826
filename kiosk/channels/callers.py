"""Other people's clients at the door: whether they may come in, told before the WebSocket is opened."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from typing import Literal
from urllib.parse import urlsplit

from aiohttp import web

from kiosk.hall import Hall

#: A proxy stands between: every client of its looks as if it were on this machine.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


def refusal(request: web.Request, hall: Hall) -> web.Response | None:
    """None, or why not: 401 (token), 403 (a web page of another site), 503 (draining, or no place), as JSON."""
    if (why := _unknown(request, hall.settings.public.token)) is not None:
        hall.metrics.client_error("unauthorised")
        return _answer(401, "unauthorised", why)
    if _of_another_site(request):
        hall.metrics.client_error("origin")
        return _answer(403, "origin", "expected no Origin, or this server's own: a web page elsewhere may not connect")
    if hall.visitors.draining:
        return _answer(503, "drain", "the server is about to stop")
    if hall.visitors.full or not _place(hall):
        return _answer(503, "busy", "all places are taken; try again later")
    return None


def _unknown(request: web.Request, token: str) -> str | None:
    if not token:
        if _on_this_machine(request):
            return None
        return "only clients on this machine may come; set public.token to let others in, and show it as a bearer token"
    # FunASR's clients cannot send a header: they put the token into the address.
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    shown = shown.strip() if kind.lower() == "bearer" else request.query.get("token", "")
    if hmac.compare_digest(shown.encode(), token.encode()):
        return None
    return "expected Authorization: Bearer and the server's public.token (or ?token= in the address)"


def _on_this_machine(request: web.Request) -> bool:
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


def _of_another_site(request: web.Request) -> bool:
    """A browser on this machine would carry any site's script past the door."""
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host


def _place(hall: Hall) -> bool:
    """Whether a conversation could begin now. Such clients do not queue: they can come back by themselves."""
    asking = _Asking()
    who = secrets.token_hex(8)
    hall.visitors.room.ask(who, asking)
    hall.visitors.room.left(who)
    return asking.admitted_at_once


class _Asking:
    """Satisfies `kiosk.waiting_room.Guest`."""

    admitted_at_once = False

    def moved(self, position: int) -> None: ...

    def admitted(self) -> None:
        self.admitted_at_once = True

    def turned_away(self, reason: Literal["busy", "drain"]) -> None: ...


def _answer(status: int, code: str, text: str) -> web.Response:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {"Retry-After": "10"} if status == 503 else {}
    return web.json_response({"error": {"code": code, "message": text}}, status=status, headers=headers)
