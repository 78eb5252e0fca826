"""Accounts over real sockets: what an administrator does with them, and people with their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from kiosk.operators.permissions import Role
from kiosk.operators.second_factor import RECOVERY_CODES
from support.console import PASSWORD, ConsoleStand, OperatorBrowser, console

NEW = "another long passphrase"
ADMINISTRATOR = Role.ADMINISTRATOR


async def made(browser: OperatorBrowser, account: str, *roles: Role, **more: str) -> str:
    """By an administrator. The one-time password."""
    status, told = await browser.post("/accounts", {"account": account, "roles": list(roles), **more})
    assert status == 200, told
    return str(told["password"])


async def row(browser: OperatorBrowser, account: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = (await browser.get("/accounts"))[1]
    return next(one for one in rows if one["account"] == account)


def code_of(told: Any) -> str:
    return str(told["error"]["code"])


async def trail(stand: ConsoleStand) -> list[tuple[str, str | None, str | None, str]]:
    """What, who, why and detail of the audit trail, the oldest first."""
    return [(one.what, one.who, one.why, one.detail) for one in reversed(await stand.store.audit_trail(100))]


async def test_a_new_account_changes_its_password_before_anything_else(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[ADMINISTRATOR]) as stand:
        administrator, browser = stand.of[ADMINISTRATOR], await stand.browser()
        first = await made(administrator, "Wang", Role.EDITOR, name="王老师")
        status, me = await browser.sign_in("wang", first)
        assert (status, me["must_change_password"], me["name"]) == (200, True, "王老师")
        other = await stand.browser()
        await other.sign_in("wang", first)
        named, dull = ("wang-has-a-long-one", "王老师的密码有十二个字以上的"), ("aaaaaaaaaaaaaa", "password1234")
        for new in ("short", first, *named, *dull, "x" * 200):
            status, told = await browser.post("/me/password", {"current": first, "new": new})
            assert (status, code_of(told)) == (400, "bad_password"), new
        status, told = await browser.post("/me/password", {"current": "wrong", "new": NEW})
        assert (status, code_of(told)) == (403, "wrong_sign_in")
        assert (await browser.post("/me/password", {"current": first, "new": NEW}))[0] == 204
        assert not (await browser.get("/me"))[1]["must_change_password"]
        assert (await other.get("/me"))[0] == 401, "the other sessions are over"
        assert (await other.sign_in("wang", first))[0] == 403
        assert (await other.sign_in("wang", NEW))[0] == 200


async def test_an_approver_enrols_a_second_factor_first(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[ADMINISTRATOR]) as stand:
        administrator, browser = stand.of[ADMINISTRATOR], await stand.browser()
        await stand.add("li", [Role.APPROVER], "李主任", totp="")
        assert (await browser.sign_in("li"))[1]["must_enrol_totp"]
        status, told = await browser.get("/accounts")
        assert code_of(told) == "forbidden"
        assert (await browser.post("/me/second-factor", {"password": "wrong"}))[0] == 403
        assert code_of((await browser.post("/me/second-factor/confirm", {"code": "000000"}))[1]) == "not_begun"
        status, begun = await browser.post("/me/second-factor", {"password": PASSWORD})
        assert status == 200
        assert read_qr(begun["qr"]) == begun["address"]
        assert begun["secret"] in begun["address"]
        status, told = await browser.post("/me/second-factor/confirm", {"code": "000000"})
        assert (status, code_of(told)) == (403, "wrong_code")
        status, told = await browser.post("/me/second-factor/confirm", {"code": browser.code(begun["secret"])})
        codes = told["codes"]
        assert len(set(codes)) == RECOVERY_CODES
        assert not (await browser.get("/me"))[1]["must_enrol_totp"]
        assert (await row(administrator, "li"))["second_factor"]
        other = await stand.browser()
        assert code_of((await other.sign_in("li"))[1]) == "code_needed"
        assert (await other.sign_in("li", code=codes[0].lower().replace("-", " ")))[0] == 200
        assert (await other.sign_in("li", code=codes[0]))[0] == 403, "good once"
        status, told = await other.post("/me/recovery-codes", {"password": PASSWORD, "code": codes[1]})
        assert status == 200
        assert (await browser.sign_in("li", code=codes[2]))[0] == 403, "there are new ones"
        assert (await browser.sign_in("li", code=told["codes"][0]))[0] == 200
        whole = str(await trail(stand))
        for secret in (PASSWORD, begun["secret"], codes[0]):
            assert secret not in whole


def read_qr(rows: list[str]) -> str:
    picture = Image.new("L", (len(rows[0]), len(rows)), 255)
    picture.putdata([0 if square == "1" else 255 for line in rows for square in line])
    (found,) = zxingcpp.read_barcodes(picture.resize((len(rows[0]) * 8, len(rows) * 8), Image.Resampling.NEAREST))
    return str(found.text)


async def test_an_administrator_resets_disables_and_unlocks_and_all_of_it_is_noted(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[ADMINISTRATOR, Role.EDITOR]) as stand:
        administrator, editor = stand.of[ADMINISTRATOR], stand.of[Role.EDITOR]
        ident = (await row(administrator, "editor"))["id"]
        status, told = await administrator.ask("PATCH", f"/accounts/{ident}", {"roles": ["seat"], "name": "赵"})
        assert (status, told) == (204, b"")
        assert (await editor.get("/me"))[0] == 401, "who has another role signs in again"
        assert (await editor.sign_in("editor"))[1]["roles"] == ["seat"]
        password = (await administrator.post(f"/accounts/{ident}/reset"))[1]["password"]
        assert (await editor.get("/me"))[0] == 401
        assert (await editor.sign_in("editor"))[0] == 403
        assert (await editor.sign_in("editor", password))[1]["must_change_password"]
        assert (await administrator.post(f"/accounts/{ident}/disable"))[0] == 204
        assert (await editor.get("/me"))[0] == 401
        assert (await editor.sign_in("editor", password))[0] == 403
        assert (await administrator.post(f"/accounts/{ident}/enable"))[0] == 204
        assert (await editor.sign_in("editor", password))[0] == 200
        for _ in range(5):
            await editor.sign_in("editor", "wrong")
        assert (await row(administrator, "editor"))["locked_until_ms"]
        assert (await administrator.post(f"/accounts/{ident}/unlock"))[0] == 204
        assert (await editor.sign_in("editor", password))[0] == 200
        (session, *_) = (await administrator.get(f"/accounts/{ident}/sessions"))[1]
        assert (await administrator.ask("DELETE", f"/accounts/{ident}/sessions/{session['id']}"))[0] == 204
        assert (await administrator.ask("DELETE", f"/accounts/{ident}/sessions/{session['id']}"))[0] == 404
        assert (await editor.get("/me"))[0] == 401
        noted = await trail(stand)
        by = "administrator (administrator)"
        for what in (
            "roles changed", "account reset", "account disabled", "account enabled", "account unlocked",
            "session revoked",
        ):  # fmt: skip
            assert [who for deed, who, _, _ in noted if deed == what] == [by], what
        assert ("roles changed", by, "账号 editor", "编辑 → 坐席") in noted
        assert sum(what == "sign-in failed" for what, *_ in noted) == 6
        assert sum(what.startswith("account locked") for what, *_ in noted) == 1


async def test_no_administrator_grants_himself_a_right_or_touches_an_auditor(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[ADMINISTRATOR, Role.AUDITOR]) as stand:
        administrator = stand.of[ADMINISTRATOR]
        mine = (await row(administrator, "administrator"))["id"]
        auditor = (await row(administrator, "auditor"))["id"]
        deeds: list[tuple[str, str, Any]] = [
            ("PATCH", "", {"roles": ["editor"]}), ("POST", "/reset", None), ("POST", "/disable", None),
            ("POST", "/enable", None),
        ]  # fmt: skip
        for method, path, body in deeds:
            for ident, code in ((mine, "own_account"), (auditor, "auditor")):
                status, told = await administrator.ask(method, f"/accounts/{ident}{path}", body)
                assert (status, code_of(told)) == (403, code), path
        for method, path, body in (
            ("PATCH", "", {"name": "换了"}), ("POST", "/unlock", None), ("PUT", "/link", {"linked": "x"}),
            ("DELETE", "/sessions/any", None),
        ):  # fmt: skip
            status, told = await administrator.ask(method, f"/accounts/{auditor}{path}", body)
            assert (status, code_of(told)) == (403, "auditor"), (method, path, told)
        for roles, code in ((["auditor"], "auditor"), ([], "bad_roles"), (["administrator", "editor"], "bad_roles")):
            status, told = await administrator.post("/accounts", {"account": "new", "roles": roles})
            assert code_of(told) == code, roles
        assert (await administrator.post("/accounts", {"account": "new", "roles": ["king"]}))[0] == 400
        for account, code in (("Auditor", "taken"), ("aud1tor", "alike"), (" auditor ", "bad_account")):
            again = {"account": account, "roles": ["seat"]}
            assert code_of((await administrator.post("/accounts", again))[1]) == code, account


@pytest.mark.parametrize("account", ["", "a", "x" * 33, "a b", "a/b", "<script>", "a\x00b", "；drop"])
async def test_a_name_that_is_none_is_told(tmp_path: Path, account: str) -> None:
    async with console(tmp_path, roles=[ADMINISTRATOR]) as stand:
        status, told = await stand.of[ADMINISTRATOR].post("/accounts", {"account": account, "roles": ["seat"]})
        assert (status, code_of(told)) == (400, "bad_account")


async def test_what_people_call_themselves_runs_nowhere(tmp_path: Path) -> None:
    """The API answers JSON that no browser takes for a page."""
    async with console(tmp_path, roles=[ADMINISTRATOR]) as stand:
        administrator = stand.of[ADMINISTRATOR]
        await made(administrator, "eve", Role.SEAT, name="<script>alert(1)</script>")
        assert (await row(administrator, "eve"))["name"] == "<script>alert(1)</script>"
        assert administrator.last.headers["Content-Type"].startswith("application/json")
        assert administrator.last.headers["X-Content-Type-Options"] == "nosniff"
        status, told = await administrator.post("/accounts", {"account": "eve", "roles": ["seat"]})
        assert (status, code_of(told)) == (409, "taken")


async def test_people_see_and_end_their_own_sessions_alone(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR, Role.SEAT]) as stand:
        editor, again = stand.of[Role.EDITOR], await stand.browser()
        await again.sign_in("editor")
        rows = (await editor.get("/me/sessions"))[1]
        assert sorted(one["mine"] for one in rows) == [False, True]
        (other,) = (one["id"] for one in rows if not one["mine"])
        assert (await stand.of[Role.SEAT].ask("DELETE", f"/me/sessions/{other}"))[0] == 404, "of somebody else"
        assert (await editor.ask("DELETE", f"/me/sessions/{other}"))[0] == 204
        assert (await again.get("/me"))[0] == 401
