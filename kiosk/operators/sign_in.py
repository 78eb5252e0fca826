"""Sign in and out of the console, and who is signed in.

A wrong password, a wrong code, a disabled account and one that does not exist are answered alike, after the same time.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec
from aiohttp import web

from kiosk.operators.account_names import account_name
from kiosk.operators.console import Console
from kiosk.operators.permissions import Entry, Permission, Role
from kiosk.operators.proving import factors, named
from kiosk.operators.routes import ApiAnswer, RequestBody, Route, SignedIn
from kiosk.operators.sessions import keep_token
from kiosk.store.accounts import SignInMeans, StoredAccount
from kiosk.store.audit import AuditNote


class SignInBody(RequestBody):
    """`code`: of the authenticator, or a recovery code; for accounts with a second factor."""

    account: str
    password: str
    code: str = ""


class Me(ApiAnswer):
    """`id`: of the account, as conversations name their owner. `account`: what it signs in with. `hall`: the hall's
    name. `idle_s`: seconds without a request of a person after which the session ends. `means`: how it was signed in.
    `has_totp`: a second factor is enrolled.
    `leave`: where the session at the organisation's server is ended too; empty: nowhere.
    """

    id: str
    account: str
    name: str
    roles: list[Role]
    permissions: list[Permission]
    csrf: str
    must_change_password: bool
    must_enrol_totp: bool
    has_totp: bool
    hall: str
    idle_s: int
    means: SignInMeans
    leave: str


def routes(console: Console) -> tuple[Route, ...]:
    wrong = {403: ("wrong_sign_in", "code_needed"), 429: ("too_often",)}
    return (
        Route(
            "POST", "/sign-in", Entry.ANYONE, partial(_sign_in, console), "登录 · Sign in",
            body=SignInBody, answer=Me, errors=wrong, body_bytes=2048,
        ),
        Route("POST", "/sign-out", Entry.SIGNED_IN, partial(_sign_out, console), "退出 · Sign out"),
        Route("GET", "/me", Entry.SIGNED_IN, partial(_me, console), "我是谁 · Who is signed in", answer=Me),
    )  # fmt: skip


async def _sign_in(console: Console, request: web.Request, body: SignInBody) -> web.StreamResponse:
    async with console.sign_in_turn:
        account, changes = await _checked(console, request.remote or "", body)
        note = AuditNote("signed in", named(account), detail=f"from {request.remote}")
        token, who = await console.sessions.begin(request, account, changes, note)
    response = web.Response(body=msgspec.json.encode(told_of(console, request, who)), content_type="application/json")
    keep_token(request, response, token)
    return response


async def _checked(console: Console, remote: str, body: SignInBody) -> tuple[StoredAccount, dict[str, Any]]:
    """The account, and what a sign-in changes of it. Raises `RequestRefusedError`."""
    name = account_name(body.account)
    account, changes = await factors(console, remote, name, await console.accounts.find(name), body.password, body.code)
    return account, {**changes, "signed_in_ms": console.accounts.now_ms()}


async def _sign_out(console: Console, request: web.Request, who: SignedIn) -> web.StreamResponse:
    await console.sessions.end(who, AuditNote("signed out", who.who))
    response = web.Response(status=204)
    keep_token(request, response, "")
    return response


async def _me(console: Console, request: web.Request, who: SignedIn) -> Me:
    return told_of(console, request, who)


def told_of(console: Console, request: web.Request, who: SignedIn) -> Me:
    settings = console.hall.settings
    return Me(
        id=who.id, account=who.account, name=who.name, roles=list(who.roles), permissions=sorted(who.permissions),
        csrf=who.csrf,
        must_change_password=who.must_change_password, must_enrol_totp=who.must_enrol_totp,
        has_totp=who.has_totp,
        hall=settings.hall.name, idle_s=settings.operators.idle_minutes * 60, means=who.means,
        leave="" if who.means == "password" or console.organisation is None else console.organisation.leave(request),
    )  # fmt: skip
