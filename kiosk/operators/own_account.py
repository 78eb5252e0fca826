"""What people do with their own account: password, second factor, sessions. Each asks for the password again, so that
whoever finds a browser open takes no account over.
"""

from __future__ import annotations

from functools import partial

import qrcode
from aiohttp import web

from kiosk.operators.accounts import SessionRow, session_row
from kiosk.operators.console import Console
from kiosk.operators.passwords import wrong_password
from kiosk.operators.permissions import Entry
from kiosk.operators.proving import proven
from kiosk.operators.routes import ApiAnswer, RequestBody, RequestRefusedError, Route, SignedIn, not_found
from kiosk.operators.second_factor import address_of, new_recovery_codes, new_secret, recovery_code, step_of
from kiosk.store.audit import AuditNote


class PasswordBody(RequestBody):
    current: str
    new: str


class ProofBody(RequestBody):
    """`code`: of the second factor, where the account has one. `password`: empty where the organisation's server signed
    the person in during the last ten minutes.
    """

    password: str = ""
    code: str = ""


class CodeBody(RequestBody):
    code: str


class Enrolment(ApiAnswer):
    """`qr`: the rows of a QR code of `address`, a `1` for each dark square. `secret`: to be typed in instead."""

    secret: str
    address: str
    qr: list[str]


class RecoveryCodes(ApiAnswer):
    """Told this once; each is good once."""

    codes: list[str]


def routes(console: Console) -> tuple[Route, ...]:
    mine, proof = Entry.SIGNED_IN, {403: ("wrong_sign_in", "code_needed", "sign_in_again"), 429: ("too_often",)}
    return (
        Route(
            "POST", "/me/password", mine, partial(_password, console), "改密码 · Change the password",
            body=PasswordBody, errors={**proof, 400: ("bad_password",)}, body_bytes=2048,
        ),
        Route(
            "POST", "/me/second-factor", mine, partial(_enrol, console), "登记第二因素 · Begin with a second factor",
            body=ProofBody, answer=Enrolment, errors=proof, body_bytes=2048,
        ),
        Route(
            "POST", "/me/second-factor/confirm", mine, partial(_confirm, console), "确认第二因素 · Confirm it",
            body=CodeBody, answer=RecoveryCodes, errors={403: ("wrong_code",), 409: ("not_begun",)}, body_bytes=2048,
        ),
        Route(
            "POST", "/me/recovery-codes", mine, partial(_recovery, console), "新的恢复码 · New recovery codes",
            body=ProofBody, answer=RecoveryCodes, errors={**proof, 409: ("no_second_factor",)}, body_bytes=2048,
        ),
        Route("GET", "/me/sessions", mine, partial(_sessions, console), "我登录在哪里 · Sessions",
              answer=list[SessionRow]),
        Route("DELETE", "/me/sessions/{session}", mine, partial(_end, console), "让它退出 · End a session"),
    )  # fmt: skip


async def _password(console: Console, request: web.Request, who: SignedIn, body: PasswordBody) -> None:
    """The code is not asked for: a first password is changed before there is a second factor."""
    async with console.sign_in_turn:
        await proven(console, request, who, body.current, None)
        if body.new == body.current:
            raise RequestRefusedError(400, "bad_password", "新密码和旧的一样。 Expected another one than before.")
        if (why := wrong_password(body.new, who.account, who.name)) is not None:
            raise RequestRefusedError(400, "bad_password", why)
        hashed = await console.passwords.hash(body.new)
        changes = {"password": hashed, "password_ms": console.accounts.now_ms(), "one_time": 0}
        note = AuditNote("password changed", who.who)
        await console.accounts.change(who.id, changes, note, keep_session=who.session)


async def _enrol(console: Console, request: web.Request, who: SignedIn, body: ProofBody) -> Enrolment:
    async with console.sign_in_turn:
        await proven(console, request, who, body.password, body.code)
    secret = console.enrolling.begin(who.session, new_secret())
    address = address_of(secret, who.account, console.hall.settings.hall.name)
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(address)
    code.make(fit=True)
    return Enrolment(secret, address, ["".join("01"[dark] for dark in row) for row in code.get_matrix()])


async def _confirm(console: Console, _: web.Request, who: SignedIn, body: CodeBody) -> RecoveryCodes:
    secret = console.enrolling.secret(who.session)
    if secret is None:
        raise RequestRefusedError(409, "not_begun", "请重新开始登记。 Begin the enrolment again.")
    step = step_of(secret, body.code, console.accounts.now_ms() / 1000, 0)
    if step is None:
        console.enrolling.wrong(who.session)
        text = "验证码不对，请看手机上现在的六位数字。 Expected the six digits that the authenticator shows now."
        raise RequestRefusedError(403, "wrong_code", text)
    console.enrolling.end(who.session)
    return await _with_new_codes(console, who, "second factor enrolled", totp=secret, totp_step=step)


async def _recovery(console: Console, request: web.Request, who: SignedIn, body: ProofBody) -> RecoveryCodes:
    async with console.sign_in_turn:
        account = await proven(console, request, who, body.password, body.code)
    if not account.totp:
        text = "请先登记第二因素。 Expected a second factor to be enrolled first."
        raise RequestRefusedError(409, "no_second_factor", text)
    return await _with_new_codes(console, who, "recovery codes made")


async def _with_new_codes(console: Console, who: SignedIn, what: str, **changes: object) -> RecoveryCodes:
    codes = new_recovery_codes()
    marks = [console.accounts.recovery_mark(recovery_code(code)) for code in codes]
    note = AuditNote(what, who.who)
    await console.accounts.change(who.id, {**changes, "recovery": marks}, note, keep_session=who.session)
    return RecoveryCodes(list(codes))


async def _sessions(console: Console, _: web.Request, who: SignedIn) -> list[SessionRow]:
    return [session_row(session, who) for session in await console.accounts.sessions(who.id)]


async def _end(console: Console, request: web.Request, who: SignedIn) -> None:
    note = AuditNote("session revoked", who.who)
    if not await console.accounts.end_session(request.match_info["session"], who.id, note):
        raise not_found("登录")
