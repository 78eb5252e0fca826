"""Mounts the console's routes on the operators' listener. Each request is checked in the same order: session, CSRF
token, permission, query, body; only then its handler is called.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from functools import partial
from typing import Any

import msgspec
from aiohttp import web

from kiosk.net.request_checks import refusal
from kiosk.operators.console import Console
from kiosk.operators.permissions import Entry, Permission
from kiosk.operators.reading import no_body, read_body, read_query
from kiosk.operators.routes import PREFIX, RequestRefusedError, Route, SignedIn
from kiosk.operators.sessions import CSRF

_FRESH = {"Cache-Control": "no-store"}


def add_console(app: web.Application, console: Console, routes: Iterable[Route]) -> None:
    for route in routes:
        app.router.add_route(route.method, PREFIX + route.path, partial(_serve, console, route))


async def _serve(console: Console, route: Route, request: web.Request) -> web.StreamResponse:
    response: web.StreamResponse
    try:
        arguments = await _arguments(console, route, request)
        answer = await route.handler(request, *arguments)
        response = answer if isinstance(answer, web.StreamResponse) else _answered(answer)
    except RequestRefusedError as error:
        response = refusal(error.status, error.code, error.message)
        response.headers.update(error.headers)
    if not response.prepared:
        response.headers.update(_FRESH)
    return response


async def _arguments(console: Console, route: Route, request: web.Request) -> list[Any]:
    """Of the handler, behind the request. Raises `RequestRefusedError`."""
    found: list[Any] = []
    if route.permission is not Entry.ANYONE:
        who = await console.sessions.of(request)
        if who is None:
            raise RequestRefusedError(401, "signed_out", "请登录。 Expected a session: sign in, or sign in again.")
        _check(route, request, who)
        found.append(who)
    query = read_query(request, route.query)
    if route.body is not None:
        found.append(await read_body(request, route))
    else:
        await no_body(request, route)
    if route.query is not None:
        found.append(query)
    return found


def _check(route: Route, request: web.Request, who: SignedIn) -> None:
    token = request.headers.get(CSRF, "")
    if route.method != "GET" and not hmac.compare_digest(token.encode(errors="surrogateescape"), who.csrf.encode()):
        raise RequestRefusedError(403, "csrf", f"expected the header {CSRF} with `csrf` of GET {PREFIX}/me")
    if not isinstance(route.permission, Permission):
        return
    if route.permission not in who.permissions:
        text = f"您的角色不能做这件事。 Expected an account with the permission {route.permission}."
        raise RequestRefusedError(403, "forbidden", text)
    if who.must_change_password:
        text = "请先改密码。 Expected the one-time password to be changed first."
        raise RequestRefusedError(403, "must_change_password", text)
    if who.must_enrol_totp:
        text = "请先登记第二因素。 Expected the second factor to be enrolled first."
        raise RequestRefusedError(403, "must_enrol_totp", text)


def _answered(answer: Any) -> web.Response:
    if answer is None:
        return web.Response(status=204)
    return web.Response(body=msgspec.json.encode(answer), content_type="application/json")
