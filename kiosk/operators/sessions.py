"""Sessions of operators: a cookie with a random token, which the record knows by its hash.

HttpOnly: no script of the page reads it; SameSite=Strict: no page of another site sends it. Over https also Secure, and
named `__Host-…`, so that no other port's http page and no sibling domain can set it. Each sign-in makes a new token:
one that was planted in the browser before is worth nothing. It ends when nobody used it for a while, and after some
hours whatever happens; also at once where the account is disabled, its password or roles change, or it is revoked.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from kiosk.config import OperatorsSettings
from kiosk.net.request_checks import called_by_https
from kiosk.operators.permissions import SECOND_FACTOR, Permission, Role, granted
from kiosk.operators.routes import SignedIn
from kiosk.store import StoreError
from kiosk.store.accounts import AccountRegister, SignInMeans, StoredAccount, StoredSession
from kiosk.store.audit import AuditNote

CSRF = "X-CSRF-Token"
#: Said by a page that asks by itself, with nobody at it: such a request does not put the idle sign-off off.
BACKGROUND = "X-Background"
_PLAIN, _SECURE = "console-session", "__Host-console-session"
#: Milliseconds after which a session's last use is written down again.
_NOTED_MS = 30_000
_BROWSER = 160


class AccountSessions:
    def __init__(self, register: AccountRegister, settings: OperatorsSettings) -> None:
        self._register = register
        self._idle_ms = settings.idle_minutes * 60_000
        self._longest_ms = settings.session_hours * 3_600_000
        #: By session, ms: when it was used last, and which of these the record has.
        self._used: dict[str, int] = {}
        self._noted: dict[str, int] = {}

    async def begin(
        self,
        request: web.Request,
        account: StoredAccount,
        changes: Mapping[str, Any],
        note: AuditNote,
        means: SignInMeans = "password",
    ) -> tuple[str, SignedIn]:
        """Sign in, with what changes of the account. A session that the browser still had ends."""
        now, token = self._register.now_ms(), secrets.token_urlsafe(32)
        browser = "".join(c for c in request.headers.get("User-Agent", "") if c.isprintable())[:_BROWSER]
        session = StoredSession(secrets.token_hex(8), now, now, request.remote or "", browser, means)
        await self._register.drop_sessions(now - self._longest_ms, now - self._idle_ms)
        await self._register.begin_session(token, session, account.id, changes, note, instead_of=token_of(request))
        self._used = {name: at for name, at in self._used.items() if now - at <= self._idle_ms}
        self._noted = {name: at for name, at in self._noted.items() if name in self._used}
        return token, _signed_in(token, session, account)

    async def of(self, request: web.Request) -> SignedIn | None:
        """Whose request it is."""
        token = token_of(request)
        return await self._of_token(token, used=BACKGROUND not in request.headers) if token else None

    async def still(self, request: web.Request, permission: Permission) -> bool:
        """For a WebSocket, to be asked every few seconds: whether its session still has this permission."""
        who = await self._of_token(token_of(request), used=False)
        return who is not None and permission in who.permissions

    async def used(self, who: SignedIn) -> None:
        """For a WebSocket: the person at it has just done something."""
        await self._use(who.session, self._register.now_ms())

    async def end(self, who: SignedIn, note: AuditNote) -> None:
        self._used.pop(who.session, None)
        await self._register.end_session(who.session, who.id, note)

    async def _of_token(self, token: str, *, used: bool) -> SignedIn | None:
        found = await self._register.session(token)
        if found is None:
            return None
        session, account = found
        now, last = self._register.now_ms(), max(session.seen_ms, self._used.get(session.id, 0))
        over = now - last > self._idle_ms or now - session.made_ms > self._longest_ms
        if over or account.disabled_ms is not None:
            return None
        if used:
            await self._use(session.id, now)
        return _signed_in(token, session, account)

    async def _use(self, session: str, now: int) -> None:
        self._used[session] = now
        if now - self._noted.get(session, 0) > _NOTED_MS:
            self._noted[session] = now
            with contextlib.suppress(StoreError):  # a full disk keeps nobody from reading
                await self._register.seen(session, now)


def token_of(request: web.Request) -> str:
    """Empty where there is none. Only https can have set the secure one: behind a proxy, a GET tells no scheme."""
    secure = request.cookies.get(_SECURE, "")
    return secure or ("" if called_by_https(request) else request.cookies.get(_PLAIN, ""))


def keep_token(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Have the browser keep it until it is closed. `token` empty: forget it."""
    secure = called_by_https(request)
    name, gone = _SECURE if secure else _PLAIN, None if token else 0
    response.set_cookie(name, token, max_age=gone, path="/", httponly=True, samesite="Strict", secure=secure)


def csrf_of(token: str) -> str:
    """What the page sends in `X-CSRF-Token`: from the token, which it cannot read."""
    return hashlib.sha256(f"csrf/{token}".encode(errors="surrogateescape")).hexdigest()


def _signed_in(token: str, session: StoredSession, account: StoredAccount) -> SignedIn:
    roles = tuple(role for role in Role if role in account.roles)
    return SignedIn(
        account.id, account.account, account.name, roles, granted(roles), session.id, csrf_of(token), session.address,
        must_change_password=account.one_time and session.means == "password",
        must_enrol_totp=not account.totp
        and session.means != "organisation-two"
        and not SECOND_FACTOR.isdisjoint(roles),
        has_totp=bool(account.totp), means=session.means, since_ms=session.made_ms,
    )  # fmt: skip
