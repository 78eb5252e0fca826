"""Whether a transcription client may connect, decided before its WebSocket is opened."""

from __future__ import annotations

import hmac

from aiohttp import web

from kiosk.hall import Hall
from kiosk.net.request_checks import on_this_machine, refusal, too_often


def denial(request: web.Request, hall: Hall) -> web.Response | None:
    """None, or a refusal in JSON: 429 (too often), 401 (token), 503 (draining, no place)."""
    if (refused := too_often(request, hall.metrics)) is not None:
        return refused
    if (why := _unknown(request, hall.settings.public.token)) is not None:
        hall.metrics.client_error("unauthorised")
        return refusal(401, "unauthorised", why)
    if hall.sessions.draining:
        return refusal(503, "drain", "the server is about to stop")
    if not hall.sessions.admits_other_clients():
        return refusal(503, "busy", "all places for such clients are taken; try again later")
    return None


def _unknown(request: web.Request, token: str) -> str | None:
    if not token:
        if on_this_machine(request):
            return None
        return "only clients on this machine may come; set public.token to let others in, and show it as a bearer token"
    # FunASR's clients cannot send a header: they put the token into the address.
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    shown = shown.strip() if kind.lower() == "bearer" else request.query.get("token", "")
    if hmac.compare_digest(shown.encode(errors="surrogateescape"), token.encode()):
        return None
    return "expected Authorization: Bearer and the server's public.token (or ?token= in the address)"
