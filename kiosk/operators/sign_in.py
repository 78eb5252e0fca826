"""Sign in and out of the console, and who is signed in.

A wrong password, a wrong code, a disabled account and one that does not exist are answered alike, after the same time.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import msgspec
from aiohttp import web

from kiosk.operators.administration import account_name
from kiosk.operators.console import Console
from kiosk.operators.lock_out import address_key, lock_s
from kiosk.operators.permissions import Entry, Permission, Role
from kiosk.operators.routes import ApiAnswer, RequestBody, RequestRefusedError, Route, SignedIn
from kiosk.operators.second_factor import recovery_code, step_of
from kiosk.operators.sessions import keep_token
from kiosk.store.accounts import StoredAccount
from kiosk.store.audit import AuditNote


class SignInBody(RequestBody):
    """`code`: of the authenticator, or a recovery code; for accounts with a second factor."""

    account: str
    password: str
    code: str = ""


class Me(ApiAnswer):
    """`id`: of the account, as conversations name their owner. `account`: what it signs in with. `hall`: the hall's
    name. `idle_s`: seconds without a request of a person after which the session ends.
    """

    id: str
    account: str
    name: str
    roles: list[Role]
    permissions: list[Permission]
    csrf: str
    must_change_password: bool
    must_enrol_totp: bool
    hall: str
    idle_s: int


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
        note = AuditNote("signed in", _who(account), detail=f"from {request.remote}")
        token, who = await console.sessions.begin(request, account, changes, note)
    response = web.Response(body=msgspec.json.encode(_told(console, who)), content_type="application/json")
    keep_token(request, response, token)
    return response


async def _checked(console: Console, remote: str, body: SignInBody) -> tuple[StoredAccount, dict[str, Any]]:
    """The account, and what a sign-in changes of it. Raises `RequestRefusedError`."""
    name = account_name(body.account)
    account, changes = await _factors(
        console, remote, name, await console.accounts.find(name), body.password, body.code
    )
    return account, {**changes, "signed_in_ms": console.accounts.now_ms()}


async def proven(
    console: Console, request: web.Request, who: SignedIn, password: str, code: str | None
) -> StoredAccount:
    """Who is signed in shows both factors again; a code is used up. `code` None: the second one is not asked for. Call
    it in `sign_in_turn`. Raises `RequestRefusedError`.
    """
    account = await console.accounts.get(who.id)
    account, changes = await _factors(console, request.remote or "", who.account, account, password, code)
    await console.accounts.change(account.id, changes, None)
    return account


async def _factors(
    console: Console, remote: str, name: str, account: StoredAccount | None, password: str, code: str | None
) -> tuple[StoredAccount, dict[str, Any]]:
    now = console.accounts.now_ms() / 1000
    locked_s = console.of_nobody.wait_s(name, now) if account is None else account.locked_until_ms / 1000 - now
    if (wait_s := max(locked_s, console.of_addresses.wait_s(address_key(remote), now))) > 0:
        raise _too_often(wait_s)
    right = await console.passwords.matches("" if account is None else account.password, password)
    if account is None or not right or account.disabled_ms is not None:
        raise await _failed(console, account, name, remote)
    changes: dict[str, Any] = {"failures": 0, "locked_until_ms": None}
    if account.totp and code is not None:
        if not code.strip():
            raise RequestRefusedError(403, "code_needed", "请输入验证码。 Expected the authenticator's code.")
        used = _used_code(console, account, code, now)
        if used is None:
            raise await _failed(console, account, name, remote)
        changes |= used
    return account, changes


def _used_code(console: Console, account: StoredAccount, code: str, now: float) -> dict[str, Any] | None:
    """What using up the code changes of the account; None: it is not good."""
    if (step := step_of(account.totp, code, now, account.totp_step)) is not None:
        return {"totp_step": step}
    marks = console.accounts.recovery_marks(recovery_code(code))
    left = [mark for mark in account.recovery if mark not in marks]
    return {"recovery": left} if len(left) < len(account.recovery) else None


async def _failed(console: Console, account: StoredAccount | None, name: str, remote: str) -> RequestRefusedError:
    """Count and note it, and lock the account where it was once too often."""
    now_ms = console.accounts.now_ms()
    console.of_addresses.failed(address_key(remote), now_ms / 1000)
    if account is None:  # what was typed may be a password: it is not noted
        console.of_nobody.failed(name, now_ms / 1000)
        await console.accounts.note(AuditNote("sign-in failed", "", detail=f"unknown account, from {remote}"))
    else:
        failures = account.failures + 1
        locked_s = lock_s(failures)
        changes = {"failures": failures, "locked_until_ms": now_ms + round(locked_s * 1000) if locked_s else None}
        what = f"account locked for {locked_s:g} s" if locked_s else "sign-in failed"
        detail = f"disabled, from {remote}" if account.disabled_ms is not None else f"from {remote}"
        await console.accounts.change(account.id, changes, AuditNote(what, _who(account), detail=detail))
    text = "账号、密码或验证码不对。 Wrong account, password or code."
    return RequestRefusedError(403, "wrong_sign_in", text)


def _too_often(wait_s: float) -> RequestRefusedError:
    wait = math.ceil(wait_s)
    text = f"错得太多，请 {wait} 秒后再试。 Wrong too often: wait for {wait} s."
    return RequestRefusedError(429, "too_often", text, {"Retry-After": str(wait)})


async def _sign_out(console: Console, request: web.Request, who: SignedIn) -> web.StreamResponse:
    await console.sessions.end(who, AuditNote("signed out", who.who))
    response = web.Response(status=204)
    keep_token(request, response, "")
    return response


async def _me(console: Console, _: web.Request, who: SignedIn) -> Me:
    return _told(console, who)


def _told(console: Console, who: SignedIn) -> Me:
    settings = console.hall.settings
    return Me(
        id=who.id, account=who.account, name=who.name, roles=list(who.roles), permissions=sorted(who.permissions),
        csrf=who.csrf,
        must_change_password=who.must_change_password, must_enrol_totp=who.must_enrol_totp,
        hall=settings.hall.name, idle_s=settings.operators.idle_minutes * 60,
    )  # fmt: skip


def _who(account: StoredAccount) -> str:
    return f"{account.name} ({account.account})"
