"""The accounts of the console, for administrators. Nobody changes his own account here, so that no administrator grants
himself a right.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from aiohttp import web

from kiosk.operators.administration import Administration
from kiosk.operators.console import Console
from kiosk.operators.permissions import ALONE, GRANTS, SECOND_FACTOR, TITLES, Permission, Role
from kiosk.operators.routes import ApiAnswer, RequestBody, RequestRefusedError, Route, SignedIn, not_found
from kiosk.store.accounts import StoredAccount, StoredSession


class RoleRow(ApiAnswer):
    """`alone`: held beside no other. `second_factor`: needs one. `on_machine`: given on the machine alone."""

    role: Role
    title: str
    permissions: list[Permission]
    alone: bool
    second_factor: bool
    on_machine: bool


class AccountRow(ApiAnswer):
    """Times: ms since 1970, UTC. `one_time`: it has not changed its one-time password yet. `linked`:
    who the person is at the organisation's sign-in server; empty: signs in by password alone.
    """

    id: str
    account: str
    name: str
    roles: list[Role]
    second_factor: bool
    one_time: bool
    locked_until_ms: int | None
    disabled_ms: int | None
    made_ms: int
    signed_in_ms: int | None
    linked: str


class SessionRow(ApiAnswer):
    """`browser`: as it calls itself. `mine`: it is the one that asks."""

    id: str
    made_ms: int
    seen_ms: int
    address: str
    browser: str
    mine: bool


class NewAccountBody(RequestBody):
    account: str
    roles: list[Role]
    name: str = ""
    linked: str = ""


class AccountChangeBody(RequestBody):
    name: str | None = None
    roles: list[Role] | None = None


class LinkBody(RequestBody):
    """`linked`: who the person is at the organisation's sign-in server; empty: take the link away."""

    linked: str


class OneTimePassword(ApiAnswer):
    """Told this once."""

    password: str


def routes(console: Console) -> tuple[Route, ...]:
    read, manage = Permission.ACCOUNTS_READ, Permission.ACCOUNTS_MANAGE
    refused = {403: ("own_account", "auditor")}
    wrong = {400: ("bad_name", "bad_roles"), **refused}
    one = "/accounts/{id}"
    return (
        Route("GET", "/roles", read, _roles, "角色 · Roles and what they may do", answer=list[RoleRow]),
        Route("GET", "/accounts", read, partial(_all, console), "账号 · All accounts", answer=list[AccountRow]),
        Route(
            "POST", "/accounts", manage, partial(_make, console), "新账号 · A new account", body=NewAccountBody,
            answer=OneTimePassword,
            errors={**wrong, 400: ("bad_account", "bad_link", *wrong[400]), 409: ("taken", "alike", "linked_already")},
        ),
        Route(
            "PATCH", one, manage, partial(_change, console), "改姓名、角色 · Name and roles", body=AccountChangeBody,
            errors=wrong,
        ),
        Route(
            "PUT", f"{one}/link", manage, partial(_link, console), "关联单位登录 · Link to the organisation's sign-in",
            body=LinkBody, errors={400: ("bad_link",), 409: ("linked_already",), **refused},
        ),
        Route(
            "POST", f"{one}/reset", manage, partial(_reset, console), "重置密码和第二因素 · Reset both factors",
            answer=OneTimePassword, errors=refused,
        ),
        *(
            Route("POST", f"{one}/{word}", manage, _deed(console, deed), summary, errors=refused)
            for word, deed, summary in (
                ("disable", Administration.disable, "停用 · Disable"),
                ("enable", Administration.enable, "启用 · Enable"),
                ("unlock", Administration.unlock, "解锁 · Unlock"),
            )
        ),
        Route(
            "GET", f"{one}/sessions", read, partial(_sessions, console), "登录在哪里 · Its sessions",
            answer=list[SessionRow],
        ),
        Route(
            "DELETE", one + "/sessions/{session}", manage, partial(_end_session, console), "让它退出 · End a session",
            errors=refused,
        ),
    )  # fmt: skip


async def _roles(_: web.Request, who: SignedIn) -> list[RoleRow]:
    return [
        RoleRow(role, TITLES[role], sorted(GRANTS[role]), role in ALONE, role in SECOND_FACTOR, role is Role.AUDITOR)
        for role in Role
    ]


async def _all(console: Console, _: web.Request, who: SignedIn) -> list[AccountRow]:
    now = console.accounts.now_ms()
    return [_row(one, now) for one in await console.accounts.all()]


async def _make(console: Console, _: web.Request, who: SignedIn, body: NewAccountBody) -> OneTimePassword:
    return OneTimePassword(await _by(console, who).make(body.account, body.name, body.roles, body.linked))


async def _change(console: Console, request: web.Request, who: SignedIn, body: AccountChangeBody) -> None:
    await _by(console, who).change(await _other(console, request, who), body.name, body.roles)


async def _link(console: Console, request: web.Request, who: SignedIn, body: LinkBody) -> None:
    await _by(console, who).link(await _other(console, request, who), body.linked)


async def _reset(console: Console, request: web.Request, who: SignedIn) -> OneTimePassword:
    return OneTimePassword(await _by(console, who).reset(await _other(console, request, who)))


def _deed(
    console: Console, deed: Callable[[Administration, StoredAccount], Awaitable[None]]
) -> Callable[[web.Request, SignedIn], Awaitable[None]]:
    async def handler(request: web.Request, who: SignedIn) -> None:
        await deed(_by(console, who), await _other(console, request, who))

    return handler


async def _sessions(console: Console, request: web.Request, who: SignedIn) -> list[SessionRow]:
    one = await _known(console, request)
    return [session_row(session, who) for session in await console.accounts.sessions(one.id)]


async def _end_session(console: Console, request: web.Request, who: SignedIn) -> None:
    one = await _other(console, request, who)
    await _by(console, who).end_session(one, request.match_info["session"])


def _by(console: Console, who: SignedIn) -> Administration:
    return Administration(console.accounts, console.passwords, who.who)


async def _known(console: Console, request: web.Request) -> StoredAccount:
    one = await console.accounts.get(request.match_info["id"])
    if one is None:
        raise not_found("账号")
    return one


async def _other(console: Console, request: web.Request, who: SignedIn) -> StoredAccount:
    one = await _known(console, request)
    if one.id == who.id:
        text = "自己的账号要由另一位管理员来改。 Expected another administrator: nobody changes his own account here."
        raise RequestRefusedError(403, "own_account", text)
    return one


def _row(one: StoredAccount, now_ms: int) -> AccountRow:
    return AccountRow(
        one.id, one.account, one.name, [role for role in Role if role in one.roles], bool(one.totp), one.one_time,
        one.locked_until_ms if one.locked_until_ms > now_ms else None, one.disabled_ms, one.made_ms, one.signed_in_ms,
        one.linked,
    )  # fmt: skip


def session_row(one: StoredSession, who: SignedIn) -> SessionRow:
    return SessionRow(one.id, one.made_ms, one.seen_ms, one.address, one.browser, one.id == who.session)
