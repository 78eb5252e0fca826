"""Sign-in by the organisation's server, end to end over sockets: whose account, which roles, which second factor."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from kiosk.config.oidc import OidcGroupSettings
from kiosk.operators.permissions import Role
from support.console import PASSWORD, TOTP, console
from support.organisation import PATH, organisation
from support.sign_in_server import CLIENT, PERSON


async def test_without_the_setting_there_is_none(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[]) as stand:
        browser = await stand.browser()
        assert (await browser.get(PATH))[1] == {"title": "", "state": "none", "message": ""}
        assert (await browser.post(PATH))[1]["error"]["code"] == "not_offered"
        async with browser.http.get(f"{stand.base}/console/signed-in") as answer:
            assert answer.status == 404


async def test_a_linked_person_signs_in_and_out(tmp_path: Path) -> None:
    async with organisation(tmp_path) as stand:
        browser = await stand.console.browser()
        assert (await browser.get(PATH))[1] == {"title": "单位统一登录", "state": "none", "message": ""}
        told = await stand.signed_in(browser)
        assert (told["account"], told["means"], told["must_change_password"]) == ("editor", "organisation", False)
        (began,) = stand.server.began
        assert began["client_id"] == CLIENT
        assert (began["scope"], began["prompt"]) == ("openid profile", "login")
        assert began["redirect_uri"] == f"{stand.console.base}/console/signed-in"
        assert len(began["nonce"]) >= 32
        leave = urlsplit(told["leave"])
        assert (leave.path, parse_qs(leave.query)["client_id"]) == ("/leave", [CLIENT])
        assert parse_qs(leave.query)["post_logout_redirect_uri"] == [f"{stand.console.base}/console/"]
        assert (await browser.get("/me"))[1]["account"] == "editor"
        row = (await stand.noted("signed in"))[0]
        assert row.who == "editor (editor)"
        assert "by the organisation's server" in row.detail
        assert (await browser.post("/sign-out"))[0] == 204
        assert (await browser.get("/me"))[0] == 401
        assert (await stand.noted("signed out"))[0].who == "editor (editor)"


async def test_a_session_that_was_planted_is_worth_nothing(tmp_path: Path) -> None:
    async with organisation(tmp_path) as stand:
        thief, victim = stand.console.of[Role.EDITOR], await stand.console.browser()
        planted = {one.key: one.value for one in thief.http.cookie_jar}
        victim.http.cookie_jar.update_cookies(planted)
        await stand.signed_in(victim)
        own = {one.key: one.value for one in victim.http.cookie_jar}
        assert own["console-session"] != planted["console-session"]
        assert "console-organisation" not in own, "nothing of the sign-in is left in the browser"
        assert (await thief.get("/me"))[0] == 401, "the session that the browser had before is over"


async def test_a_hall_that_trusts_an_earlier_sign_in_does_not_ask_for_a_new_one(tmp_path: Path) -> None:
    async with organisation(tmp_path, oidc={"ask": "once"}) as stand:
        stand.server.claims = lambda claims: claims.update(auth_time=claims["iat"] - 36_000)
        await stand.signed_in(await stand.console.browser())
        assert "prompt" not in stand.server.began[0]


async def test_the_address_of_a_console_behind_a_proxy_is_told(tmp_path: Path) -> None:
    async with organisation(tmp_path, oidc={"console_url": "https://hall.example/clerk/console"}) as stand:
        where = await stand.begin(await stand.console.browser())
        back = parse_qs(urlsplit(where).query)["redirect_uri"]
        assert back == ["https://hall.example/clerk/console/signed-in"]


async def test_passwords_stay_for_when_the_server_is_away(tmp_path: Path) -> None:
    async with organisation(tmp_path) as stand:
        browser = await stand.console.browser()
        status, told = await browser.sign_in("editor", PASSWORD)
        assert (status, told["means"], told["leave"]) == (200, "password", "")


async def test_nobody_is_let_in_whose_account_was_not_linked(tmp_path: Path) -> None:
    async with organisation(tmp_path, person="somebody-else") as stand:
        browser = await stand.console.browser()
        state, message = await stand.through(browser)
        assert state == "refused"
        assert message.endswith("somebody-else"), "to be told to the administrator"
        assert (await stand.finish(browser))[1]["error"]["code"] == "not_begun"
        row = (await stand.noted("organisation sign-in failed"))[0]
        assert (row.who, row.why) == ("", "单位标识 somebody-else")
        assert row.detail.startswith("unlinked; from")
        assert (await browser.get(PATH))[1]["message"] == "", "told once"


async def test_an_administrator_links_and_an_auditor_is_linked_on_the_machine_alone(tmp_path: Path) -> None:
    roles = [Role.EDITOR, Role.SEAT, Role.AUDITOR, Role.ADMINISTRATOR]
    async with organisation(tmp_path, roles=roles) as stand:
        admin = stand.console.of[Role.ADMINISTRATOR]
        status, told = await admin.ask("PUT", "/accounts/id-seat/link", {"linked": PERSON})
        assert (status, told["error"]["code"]) == (409, "linked_already")
        assert (await admin.ask("PUT", "/accounts/id-seat/link", {"linked": " x"}))[0] == 400
        assert (await admin.ask("PUT", "/accounts/id-auditor/link", {"linked": "y"}))[1]["error"]["code"] == "auditor"
        own = await admin.ask("PUT", "/accounts/id-administrator/link", {"linked": "y"})
        assert own[1]["error"]["code"] == "own_account"
        assert (await admin.ask("PUT", "/accounts/id-editor/link", {"linked": ""}))[0] == 204
        assert (await admin.ask("PUT", "/accounts/id-seat/link", {"linked": PERSON}))[0] == 204
        assert (await stand.console.of[Role.SEAT].get("/me"))[0] == 401, "its sessions end"
        rows = {row["account"]: row["linked"] for row in (await admin.get("/accounts"))[1]}
        assert rows == {"editor": "", "seat": PERSON, "auditor": "", "administrator": ""}
        assert (await stand.signed_in(await stand.console.browser()))["account"] == "seat"
        assert [row.what for row in await stand.noted("account")][:2] == ["account linked", "account unlinked"]


async def test_a_disabled_account_stays_out(tmp_path: Path) -> None:
    async with organisation(tmp_path) as stand:
        browser = await stand.console.browser()
        await stand.console.store.accounts.change("id-editor", {"disabled_ms": 1}, None)
        assert "停用" in (await stand.through(browser))[1]
        await stand.console.store.accounts.change("id-editor", {"disabled_ms": None}, None)
        assert await stand.through(browser) == ("known", "")
        await stand.console.store.accounts.change("id-editor", {"disabled_ms": 1}, None)
        assert (await stand.finish(browser))[1]["error"]["code"] == "not_begun"


async def test_the_halls_second_factor_is_asked_for(tmp_path: Path) -> None:
    async with organisation(tmp_path, roles=[Role.APPROVER], more={"amr": ["otp"], "acr": "gold"}) as stand:
        browser = await stand.console.browser()
        assert await stand.through(browser) == ("known", "")
        assert (await stand.finish(browser))[1]["error"]["code"] == "code_needed"
        assert (await stand.finish(browser, "000000"))[1]["error"]["code"] == "wrong_sign_in"
        stand.console.clock.pass_time(seconds=30)
        status, told = await stand.finish(browser, browser.code(TOTP))
        assert (status, told["must_enrol_totp"]) == (200, False)


@pytest.mark.parametrize(("trusted", "claim"), [("amr", {"amr": ["pwd", "otp"]}), ("acr", {"acr": "gold"})])
async def test_the_organisations_second_factor_counts_where_the_settings_say_so(
    tmp_path: Path, trusted: str, claim: dict[str, object]
) -> None:
    settings = {trusted: "hwk otp" if trusted == "amr" else "silver gold"}
    async with organisation(tmp_path, roles=[Role.APPROVER], oidc=settings) as stand:
        browser = await stand.console.browser()
        stand.server.more = {"amr": ["pwd"], "acr": "tin"}
        await stand.through(browser)
        assert (await stand.finish(browser))[1]["error"]["code"] == "code_needed"
        stand.server.more = claim
        told = await stand.signed_in(browser)
        assert (told["means"], told["must_enrol_totp"]) == ("organisation-two", False)
        await stand.console.store.accounts.change("id-approver", {"totp": ""}, None)
        assert (await browser.get("/scripts"))[0] == 200, "no enrolment is asked for"


async def test_who_has_no_password_enrols_a_second_factor_soon_after_signing_in(tmp_path: Path) -> None:
    async with organisation(tmp_path, roles=[Role.APPROVER]) as stand:
        browser = await stand.console.browser()
        await stand.console.store.accounts.change("id-approver", {"totp": "", "one_time": 1}, None)
        told = await stand.signed_in(browser)
        assert (told["must_enrol_totp"], told["must_change_password"]) == (True, False)
        assert (await browser.get("/scripts"))[1]["error"]["code"] == "must_enrol_totp"
        stand.console.clock.pass_time(minutes=11)
        status, told = await browser.post("/me/second-factor", {})
        assert (status, told["error"]["code"]) == (403, "sign_in_again")
        await stand.signed_in(browser)
        secret = (await browser.post("/me/second-factor", {}))[1]["secret"]
        assert (await browser.post("/me/second-factor/confirm", {"code": browser.code(secret)}))[0] == 200
        assert (await browser.get("/scripts"))[0] == 200
        editor = await stand.console.browser()
        assert (await editor.sign_in("approver", PASSWORD))[0] == 403


async def test_groups_give_and_take_roles(tmp_path: Path) -> None:
    groups = OidcGroupSettings(editor="写脚本的; cn=editors,ou=hall", approver="审脚本的")
    async with organisation(tmp_path, oidc={"groups": groups, "amr": "otp"}) as stand:
        browser, other = await stand.console.browser(), stand.console.of[Role.EDITOR]
        stand.server.more = {"groups": ["cn=editors,ou=hall", "审脚本的", "食堂"], "amr": ["otp"]}
        assert (await stand.signed_in(browser))["roles"] == ["editor", "approver"]
        assert (await other.get("/me"))[0] == 401, "a change of roles ends the other sessions"
        row = (await stand.noted("roles changed"))[0]
        assert (row.who, row.detail) == ("单位的组", "编辑 → 编辑、审批")
        stand.server.more = {"groups": "写脚本的"}
        assert (await stand.signed_in(browser))["roles"] == ["editor"]
        for nothing in ({}, {"groups": ["食堂"]}, {"groups": [7, None]}, {"groups": {"写脚本的": 1}}):
            stand.server.more = nothing
            state, message = await stand.through(browser)
            assert (state, "没有这个控制台的角色" in message) == ("refused", True)
        assert (await stand.noted("organisation sign-in failed"))[0].detail.startswith("roles; ")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
async def test_no_group_touches_an_auditor_or_an_administrator(tmp_path: Path, role: Role) -> None:
    groups = OidcGroupSettings(editor="everyone")
    settings = {"groups": groups, "amr": "otp"}
    async with organisation(tmp_path, roles=[role], oidc=settings) as stand:
        stand.server.more = {"groups": ["everyone"], "amr": ["otp"]}
        assert (await stand.signed_in(await stand.console.browser()))["roles"] == [role]


async def test_an_address_by_mail_counts_only_verified(tmp_path: Path) -> None:
    async with organisation(tmp_path, oidc={"claim": "email"}) as stand:
        await stand.console.store.accounts.change("id-editor", {"linked": "wang@example.cn"}, None)
        for verified, state in ((False, "refused"), (True, "known")):
            stand.server.more = {"email": "wang@example.cn", "email_verified": verified}
            assert (await stand.through(await stand.console.browser()))[0] == state
