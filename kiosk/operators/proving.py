"""Whether a person is who he says: password, second factor, and how long he has to wait after wrong ones."""

from __future__ import annotations

import math
from typing import Any

from aiohttp import web

from kiosk.operators.console import Console
from kiosk.operators.lock_out import address_key, lock_s
from kiosk.operators.routes import RequestRefusedError, SignedIn
from kiosk.operators.second_factor import recovery_code, step_of
from kiosk.store.accounts import StoredAccount
from kiosk.store.audit import AuditNote

#: Milliseconds in which a sign-in by the organisation's server stands for the password.
FRESH_MS = 600_000


async def proven(
    console: Console, request: web.Request, who: SignedIn, password: str, code: str | None
) -> StoredAccount:
    """Who is signed in shows both factors again; a code is used up. `code` None: the second one is not asked for. Who
    signed in by the organisation's server in the last minutes needs no password. Call it in `sign_in_turn`. Raises
    `RequestRefusedError`.
    """
    account = await console.accounts.get(who.id)
    remote = request.remote or ""
    if account is not None and not password and who.means != "password":
        check_waits(console, account, remote)
        if console.accounts.now_ms() - who.since_ms > FRESH_MS:
            text = "登录得太久了，请退出再用单位登录一次。 Expected a sign-in of the last minutes: sign in again."
            raise RequestRefusedError(403, "sign_in_again", text)
        changes = {} if code is None else await second_factor(console, account, code, remote)
    else:
        account, changes = await factors(console, remote, who.account, account, password, code)
    if changes:
        await console.accounts.change(account.id, changes, None)
    return account


async def factors(
    console: Console, remote: str, name: str, account: StoredAccount | None, password: str, code: str | None
) -> tuple[StoredAccount, dict[str, Any]]:
    """The account, and what showing both changes of it. Raises `RequestRefusedError`."""
    if account is None:
        _check_wait(console, console.of_nobody.wait_s(name, console.accounts.now_ms() / 1000), remote)
    else:
        check_waits(console, account, remote)
    right = await console.passwords.matches("" if account is None else account.password, password)
    if account is None or not right or account.disabled_ms is not None:
        raise await failed(console, account, name, remote)
    changes: dict[str, Any] = {"failures": 0, "locked_until_ms": None}
    if code is not None:
        changes |= await second_factor(console, account, code, remote)
    return account, changes


async def second_factor(console: Console, account: StoredAccount, code: str, remote: str) -> dict[str, Any]:
    """What showing it changes of the account; nothing where it has none. Raises `RequestRefusedError`."""
    if not account.totp:
        return {}
    if not code.strip():
        raise RequestRefusedError(403, "code_needed", "请输入验证码。 Expected the authenticator's code.")
    used = used_code(console, account, code, console.accounts.now_ms() / 1000)
    if used is None:
        raise await failed(console, account, account.account, remote)
    return used


def check_waits(console: Console, account: StoredAccount, remote: str) -> None:
    """Raises `RequestRefusedError` while the account, or the address, has to wait."""
    _check_wait(console, (account.locked_until_ms - console.accounts.now_ms()) / 1000, remote)


def _check_wait(console: Console, account_s: float, remote: str) -> None:
    of_address_s = console.of_addresses.wait_s(address_key(remote), console.accounts.now_ms() / 1000)
    if (wait_s := max(account_s, of_address_s)) > 0:
        raise too_often(wait_s)


def used_code(console: Console, account: StoredAccount, code: str, now: float) -> dict[str, Any] | None:
    """What using up the code changes of the account; None: it is not good."""
    if (step := step_of(account.totp, code, now, account.totp_step)) is not None:
        return {"totp_step": step}
    marks = console.accounts.recovery_marks(recovery_code(code))
    left = [mark for mark in account.recovery if mark not in marks]
    return {"recovery": left} if len(left) < len(account.recovery) else None


async def failed(console: Console, account: StoredAccount | None, name: str, remote: str) -> RequestRefusedError:
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
        await console.accounts.change(account.id, changes, AuditNote(what, named(account), detail=detail))
    text = "账号、密码或验证码不对。 Wrong account, password or code."
    return RequestRefusedError(403, "wrong_sign_in", text)


def too_often(wait_s: float) -> RequestRefusedError:
    wait = math.ceil(wait_s)
    text = f"错得太多，请 {wait} 秒后再试。 Wrong too often: wait for {wait} s."
    return RequestRefusedError(429, "too_often", text, {"Retry-After": str(wait)})


def named(account: StoredAccount) -> str:
    """For the audit trail."""
    return f"{account.name} ({account.account})"
