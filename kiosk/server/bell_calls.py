"""What staff do with a call on the bell page. Each is in the record and in the audit trail, with who did it.

`POST /staff/calls/ID/take`, `…/arrive`, `…/close` with `{"who": "王老师"}`; `…/vouch` with `{"who", "reason",
"document", "agrees": true}`: who took the call and is there has seen the citizen's document (`kiosk.hall.vouching`).
All with `Content-Type: application/json`.

The page asks for no session, because it has to work where nobody has signed in. In a browser that is signed in to the
console, by an account that may step in (`live.step_in`), it is that account that does it, and `who` may be left out.
What an account took is that account's: nobody arrives, closes or vouches in its name. Where there are accounts, only
they vouch.
"""

from __future__ import annotations

from functools import partial

from aiohttp import web

from kiosk.hall import Hall
from kiosk.hall.reasons import SHORTEST, reason_of
from kiosk.hall.vouching import DOCUMENTS, LONGEST, VouchDesk
from kiosk.net.json_body import JsonBodyError, json_body
from kiosk.net.request_checks import refusal
from kiosk.operators.console import Console
from kiosk.operators.permissions import Permission
from kiosk.operators.routes import SignedIn
from kiosk.store import StoreError
from mandarin.printable import printable

_NOT_VOUCHED = {
    "taken": "somebody else has this call", "not_there": "say 到了 first",
    "gone": "the citizen is not there any more: nobody was vouched for",
}  # fmt: skip


def add_bell_calls(app: web.Application, hall: Hall, console: Console) -> None:
    app.router.add_post("/staff/calls/{id}/{what:take|arrive|close}", partial(_act, hall, console))
    vouching = VouchDesk(hall.settings.identity, hall.staff, hall.store, hall.log)
    app.router.add_post("/staff/calls/{id}/vouch", partial(_vouch, vouching, console))


async def _act(hall: Hall, console: Console, request: web.Request) -> web.Response:
    if request.content_type != "application/json":  # a page of another site cannot send this type without asking
        return refusal(415, "not_json", "expected Content-Type: application/json")
    try:
        body = await json_body(request)
    except JsonBodyError:
        body = None
    said = body.get("who", "") if isinstance(body, dict) else None
    account = await _account(console, request)
    if not isinstance(said, str) or not (said.strip() or account):
        return refusal(400, "bad_name", 'expected {"who": "a name"}')
    desk, name, what = hall.staff, request.match_info["id"], request.match_info["what"]
    call = desk.find(name)
    answer = {"take": desk.take, "arrive": desk.arrive, "close": desk.close_call}[what]
    match answer(name, *_person(said, account, taking=what == "take"), noted=_noted(request, said, account)):
        case "yours":
            return web.json_response({})
        case "taken":
            error = {"code": "taken", "message": "it is another's: who took it says so, signed in where it was then"}
            return web.json_response({"error": error, "who": "" if call is None else call.who}, status=409)
        case _:
            return _unknown()


async def _vouch(vouching: VouchDesk, console: Console, request: web.Request) -> web.Response:
    if request.content_type != "application/json":
        return refusal(415, "not_json", "expected Content-Type: application/json")
    try:
        body = await json_body(request)
        who, why, document, agrees = (body[name] for name in ("who", "reason", "document", "agrees"))
        told = all(isinstance(one, str) for one in (who, why, document)) and isinstance(agrees, bool)
    except (JsonBodyError, KeyError, TypeError):
        return refusal(400, "bad_vouch", 'expected {"who", "reason", "document", "agrees": true or false}')
    why = reason_of(why, LONGEST) if told else None
    if why is None or not who.strip() or document not in DOCUMENTS:
        expected = f"expected a name, a reason of {SHORTEST} to {LONGEST} characters, and one of the documents"
        return refusal(400, "bad_vouch", expected)
    account = await _account(console, request)
    if account is None and await console.has_accounts():
        text = "请先在这台电脑上登录控制台（/console），再核对证件。 Expected a session of an account that may step in."
        return refusal(401, "signed_out", text)
    name, id = _person(who, account)
    noted = _noted(request, who, account)
    try:
        outcome = await vouching.vouch(
            request.match_info["id"], name, why, document, agrees=agrees, account=id, noted=noted
        )
    except StoreError:
        return refusal(503, "not_recorded", "the audit trail cannot be written now: nobody was vouched for")
    if outcome == "yours":
        return web.json_response({})
    return _unknown() if outcome == "unknown" else refusal(409, outcome, _NOT_VOUCHED[outcome])


async def _account(console: Console, request: web.Request) -> SignedIn | None:
    """Who is signed in with this browser, and may step in. Its cookie is no other site's to send, and the page of
    another port is refused by its origin (`kiosk.net.request_checks.own_pages`).
    """
    who = await console.sessions.of(request)
    if who is None or who.must_change_password or who.must_enrol_totp:
        return None
    return who if Permission.LIVE_STEP_IN in who.permissions else None


def _person(said: str, account: SignedIn | None, *, taking: bool = False) -> tuple[str, str]:
    """Name and account. A call that was taken by a name, before signing in, is still known by that name."""
    if account is None:
        return said, ""
    return (account.name if taking or not said.strip() else said), account.id


def _noted(request: web.Request, said: str, account: SignedIn | None) -> str:
    """For the audit trail."""
    if account is not None:
        return account.who
    return f"{printable(said).strip()[:40]}（呼叫铃，没有登录，{request.remote}）"


def _unknown() -> web.Response:
    return refusal(404, "unknown", "no open call of this id, or nobody has taken it")
