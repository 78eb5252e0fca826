"""`GET /console/signed-in`: where people come back to from the organisation's server. It is no route of the API: what
stands behind the `?` is that server's. It always leads to the console's page, which then asks what became of it.
"""

from __future__ import annotations

from functools import partial

from aiohttp import web

from kiosk.operators.console import Console
from kiosk.operators.lock_out import address_key
from kiosk.operators.organisation.attempts import RETURN, Arrived, Organisation, Refused, attempt_of, keep_attempt
from kiosk.operators.organisation.people import mapped_roles, person_of
from kiosk.operators.organisation.refusals import COUNTED, REFUSALS, RefusalKind
from kiosk.operators.proving import named
from kiosk.store.accounts import StoredAccount
from kiosk.store.audit import AuditNote
from kiosk.upstream.oidc.errors import ProviderError
from kiosk.upstream.oidc.sign_in import prove


class _RefusedError(Exception):
    """`person`: who it is at the server, where that is known."""

    def __init__(
        self, kind: RefusalKind, detail: str = "", person: str = "", account: StoredAccount | None = None
    ) -> None:
        super().__init__(detail)
        self.kind: RefusalKind = kind
        self.person, self.account = person, account


def add_arrival(app: web.Application, console: Console) -> None:
    if console.organisation is not None:
        app.router.add_get(f"/console/{RETURN}", partial(_arrive, console, console.organisation))


async def _arrive(console: Console, organisation: Organisation, request: web.Request) -> web.StreamResponse:
    """A browser that has begun nothing here leaves nothing behind, and counts for nothing: a page of another site may
    have sent it, as a picture or by a link.
    """
    response = web.Response(status=303, headers={"Location": "./", "Cache-Control": "no-store"})
    token, address = attempt_of(request), address_key(request.remote or "")
    if request.headers.get("Sec-Fetch-Dest", "document") != "document":
        return response
    attempt: Arrived | Refused
    if console.of_addresses.wait_s(address, console.accounts.now_ms() / 1000) > 0:
        attempt = Refused("错得太多，请过一会儿再试。", console.accounts.now_ms())
    else:
        try:
            attempt = await _person(console, organisation, request)
        except _RefusedError as error:
            attempt = await _refused(console, request, error, counts=organisation.began(token))
    if token:
        organisation.end(token)
        keep_attempt(request, response, organisation.keep(attempt, address))
    return response


async def _person(console: Console, organisation: Organisation, request: web.Request) -> Arrived:
    """Raises `_RefusedError`, `StoreError`."""
    sign_in = organisation.returned(attempt_of(request), request.query.get("state", ""))
    if sign_in is None:
        raise _RefusedError("state")
    provider, settings = organisation.provider, organisation.provider.settings
    try:
        proven = await prove(provider, sign_in, request.query, console.accounts.now_ms() / 1000)
    except ProviderError as error:
        raise _RefusedError(error.kind, str(error)) from None
    person = person_of(settings, proven)
    if person is None:
        raise _RefusedError("claim", f"the ID token has no usable claim {settings.claim}")
    account = await console.accounts.linked_to(person)
    if account is None:
        raise _RefusedError("unlinked", person=person)
    if account.disabled_ms is not None:
        raise _RefusedError("disabled", person=person, account=account)
    roles = mapped_roles(settings, proven.claims, account)
    if roles == ():
        raise _RefusedError("roles", person=person, account=account)
    two = proven.token.proves_second_factor(*settings.second_factors)
    return Arrived(account.id, person, two, roles, console.accounts.now_ms())


async def _refused(console: Console, request: web.Request, error: _RefusedError, *, counts: bool) -> Refused:
    """Noted in the audit trail. `counts`: as a wrong sign-in of the address, where the person can bring it about."""
    remote, now_ms = request.remote or "", console.accounts.now_ms()
    if counts and error.kind in COUNTED:
        console.of_addresses.failed(address_key(remote), now_ms / 1000)
    who = "" if error.account is None else named(error.account)
    why = f"单位标识 {error.person}" if error.person else ""
    detail = "; ".join(filter(None, (error.kind, str(error), f"from {remote}")))
    note = AuditNote("organisation sign-in failed", who, why, detail=detail)
    await console.organisation_failures.note(remote, f"{error.kind} {error.person}", note)
    return Refused(REFUSALS[error.kind] + (error.person if error.kind == "unlinked" else ""), now_ms)
