"""Where a kiosk keeps its token: a cookie that no script reads, and that no other site's page sends along.

HttpOnly: a script in the page, injected or of an extension, cannot read it (it could read `localStorage`). SameSite=
Strict: a page of another site that opens a WebSocket or posts here sends no cookie, besides being refused by its
Origin. Over https also Secure, and named `__Host-…`: then no other port's http page and no sibling domain can set it.
A program that is no browser shows the token as `Authorization: Bearer`.
"""

from __future__ import annotations

from aiohttp import web

from kiosk.net.request_checks import called_by_https

#: Browsers keep a cookie for 400 days at most; each connection renews it.
_KEPT_S = 400 * 24 * 3600
_PLAIN, _SECURE = "kiosk-token", "__Host-kiosk-token"


def token_of(request: web.Request) -> str:
    """Empty where there is none."""
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return shown.strip()
    return request.cookies.get(_SECURE if called_by_https(request) else _PLAIN, "")


def keep_token(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Have the browser keep it, for another 400 days."""
    secure = called_by_https(request)
    response.set_cookie(
        _SECURE if secure else _PLAIN, token, max_age=_KEPT_S, path="/", httponly=True, samesite="Strict", secure=secure
    )
