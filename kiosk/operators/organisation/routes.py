"""The page's side of sign-in by the organisation's server: whether there is one, begin, and what became of it."""

from __future__ import annotations

from functools import partial
from typing import Literal

import msgspec
from aiohttp import web

from kiosk.operators.administration import Administration
from kiosk.operators.console import Console
from kiosk.operators.lock_out import address_key
from kiosk.operators.organisation.attempts import Arrived, Organisation, attempt_of, keep_attempt
from kiosk.operators.organisation.refusals import REFUSALS
from kiosk.operators.permissions import Entry, Role
from kiosk.operators.proving import check_waits, named, second_factor, too_often
from kiosk.operators.routes import ApiAnswer, RequestBody, RequestRefusedError, Route
from kiosk.operators.sessions import keep_token
from kiosk.operators.sign_in import Me, told_of
from kiosk.store.accounts import SignInMeans, StoredAccount
from kiosk.store.audit import AuditNote
from kiosk.upstream.oidc.errors import ProviderError
from kiosk.upstream.oidc.sign_in import address

_PATH = "/sign-in/organisation"


class OrganisationSignIn(ApiAnswer):
    """`title`: of the button; empty: the hall has no such sign-in. `state`: of this browser's: none is under way, the
    person is known (`known`), or it was refused, with `message`, which is told once.
    """

    title: str
    state: Literal["none", "known", "refused"]
    message: str


class SignInAddress(ApiAnswer):
    """Where the browser goes."""

    address: str


class FinishBody(RequestBody):
    """`code`: of the account's second factor, where the organisation does not vouch for one."""

    code: str = ""


def routes(console: Console) -> tuple[Route, ...]:
    anyone = Entry.ANYONE
    return (
        Route(
            "GET", _PATH, anyone, partial(_state, console), "单位登录 · Sign-in by the organisation's server",
            answer=OrganisationSignIn,
        ),
        Route(
            "POST", _PATH, anyone, partial(_begin, console), "去单位登录 · Begin it", answer=SignInAddress,
            errors={409: ("not_offered",), 429: ("too_often",), 502: ("provider",)},
        ),
        Route(
            "POST", f"{_PATH}/finish", anyone, partial(_finish, console), "完成单位登录 · Finish it", body=FinishBody,
            answer=Me, errors={403: ("wrong_sign_in", "code_needed"), 409: ("not_begun",), 429: ("too_often",)},
            body_bytes=2048,
        ),
    )  # fmt: skip


async def _state(console: Console, request: web.Request) -> OrganisationSignIn:
    organisation = console.organisation
    if organisation is None:
        return OrganisationSignIn("", "none", "")
    title, token = organisation.provider.settings.title, attempt_of(request)
    if organisation.arrived(token) is not None:
        return OrganisationSignIn(title, "known", "")
    message = organisation.take_refusal(token)
    return OrganisationSignIn(title, "refused" if message else "none", message)


async def _begin(console: Console, request: web.Request) -> web.StreamResponse:
    organisation = _offered(console)
    network = address_key(request.remote or "")
    wait_s = console.of_addresses.wait_s(network, console.accounts.now_ms() / 1000)
    if wait_s > 0:
        raise too_often(wait_s)
    organisation.end(attempt_of(request))
    token, sign_in = organisation.begin(request, network)
    try:
        where = await address(organisation.provider, sign_in)
    except ProviderError as error:
        organisation.end(token)
        detail = f"{error.kind}; {error}; from {request.remote}"
        note = AuditNote("organisation sign-in failed", "", detail=detail)
        await console.organisation_failures.note(request.remote or "", error.kind, note)
        raise RequestRefusedError(502, "provider", f"{REFUSALS[error.kind]} Refused: {error}.") from None
    response = web.Response(body=msgspec.json.encode(SignInAddress(where)), content_type="application/json")
    keep_attempt(request, response, token)
    return response


async def _finish(console: Console, request: web.Request, body: FinishBody) -> web.StreamResponse:
    organisation, attempt = _offered(console), attempt_of(request)
    async with console.sign_in_turn:
        arrived = organisation.arrived(attempt)
        account = None if arrived is None else await console.accounts.get(arrived.account)
        if arrived is None or account is None or account.disabled_ms is not None or account.linked != arrived.person:
            organisation.end(attempt)
            text = "请再点一次单位登录。 Expected a sign-in that the organisation's server has just answered."
            raise RequestRefusedError(409, "not_begun", text)
        check_waits(console, account, request.remote or "")
        changes = {} if arrived.two else await second_factor(console, account, body.code, request.remote or "")
        account = await _with_roles(console, account, arrived)
        means: SignInMeans = "organisation-two" if arrived.two else "organisation"
        note = AuditNote("signed in", named(account), detail=f"by the organisation's server, from {request.remote}")
        changes |= {"failures": 0, "locked_until_ms": None, "signed_in_ms": console.accounts.now_ms()}
        token, who = await console.sessions.begin(request, account, changes, note, means)
        organisation.end(attempt)
    response = web.Response(body=msgspec.json.encode(told_of(console, request, who)), content_type="application/json")
    keep_token(request, response, token)
    keep_attempt(request, response, "")
    return response


async def _with_roles(console: Console, account: StoredAccount, arrived: Arrived) -> StoredAccount:
    """As his groups have it, where they say anything; other sessions of the account end where that is a change."""
    if arrived.roles is None or set(arrived.roles) == set(account.roles):
        return account
    by_groups = Administration(console.accounts, console.passwords, "单位的组")
    await by_groups.change(account, None, [Role(role) for role in arrived.roles])
    return await console.accounts.get(account.id) or account


def _offered(console: Console) -> Organisation:
    if console.organisation is None:
        text = "这个大厅没有设置单位登录。 Expected operators.oidc.issuer to be set."
        raise RequestRefusedError(409, "not_offered", text)
    return console.organisation
