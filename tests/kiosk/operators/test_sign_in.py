"""Sign-in over real sockets: what is asked for, who has to wait, and when a session is over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.config import OperatorsSettings
from kiosk.operators.lock_out import ACCOUNT_TRIES
from kiosk.operators.permissions import Role
from kiosk.operators.sessions import BACKGROUND
from support.connected import settings_of
from support.console import PASSWORD, console


def set_cookie(browser: object) -> str:
    return str(browser.last.headers["Set-Cookie"])  # type: ignore[attr-defined]


async def test_the_cookie_is_read_by_no_script_and_sent_by_no_other_site(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR]) as stand:
        browser = await stand.browser()
        await browser.sign_in("editor")
        given = set_cookie(browser)
        for word in ("HttpOnly", "SameSite=Strict", "Path=/"):
            assert word in given
        assert "Secure" not in given, "over http a browser would drop it"
        assert PASSWORD not in given
        origin = {"Origin": browser.base.replace("http:", "https:"), "Host": browser.base.partition("://")[2]}
        status, _ = await browser.post("/sign-in", {"account": "editor", "password": PASSWORD}, headers=origin)
        assert status == 403, "a proxy's name has to be in public.hosts"


async def test_behind_a_proxy_that_takes_the_tls_off_a_session_is_found(tmp_path: Path) -> None:
    settings = settings_of()
    settings = replace(settings, public=replace(settings.public, hosts="hall.example"))
    async with console(tmp_path, roles=[Role.EDITOR], settings=settings) as stand:
        browser = await stand.browser()
        browser.headers = {"Host": "hall.example"}
        body, origin = {"account": "editor", "password": PASSWORD}, {"Origin": "https://hall.example"}
        assert (await browser.post("/sign-in", body, headers=origin))[0] == 200
        given = set_cookie(browser)
        assert given.startswith("__Host-console-session=")
        assert "Secure" in given
        cookie = {"Cookie": given.partition(";")[0]}
        assert (await browser.get("/me", headers=cookie))[0] == 200, "a GET of the page names no origin"
        plain = {"Cookie": cookie["Cookie"].removeprefix("__Host-")}
        assert (await browser.get("/me", headers={**plain, **origin}))[0] == 401, "over https no other cookie counts"


async def test_a_token_that_was_planted_is_worth_nothing(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR]) as stand:
        thief, victim = await stand.browser(), await stand.browser()
        await thief.sign_in("editor")
        planted = thief.last.headers["Set-Cookie"].partition(";")[0]
        victim.headers = {"Cookie": planted}
        await victim.sign_in("editor")
        assert set_cookie(victim).partition(";")[0] != planted
        assert (await thief.get("/me"))[0] == 401, "the session that the browser had before is over"
        assert (await stand.of[Role.EDITOR].get("/me"))[0] == 200, "those of other browsers are not"


async def test_nobody_used_it_and_it_is_over(tmp_path: Path) -> None:
    settings = replace(settings_of(), operators=OperatorsSettings(port=0, idle_minutes=5, session_hours=1))
    async with console(tmp_path, roles=[Role.EDITOR], settings=settings) as stand:
        browser = stand.of[Role.EDITOR]
        for _ in range(2):
            stand.clock.pass_time(minutes=4)
            assert (await browser.get("/me"))[0] == 200
        for _ in range(3):  # a page that asks by itself, with nobody at it
            stand.clock.pass_time(minutes=2)
            status, _ = await browser.get("/me", headers={BACKGROUND: "1"})
        assert status == 401
        await browser.sign_in("editor")
        for _ in range(16):
            stand.clock.pass_time(minutes=4)
            status, _ = await browser.get("/me")
        assert status == 401, "an hour is the longest, however it is used"


async def test_wrong_passwords_lock_the_account_longer_and_longer(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR]) as stand:
        browser = await stand.browser()
        for account in ("editor", "no-such-account"):
            answers = [await browser.sign_in(account, "wrong") for _ in range(ACCOUNT_TRIES)]
            assert {(status, told["error"]["code"]) for status, told in answers} == {(403, "wrong_sign_in")}
            status, told = await browser.sign_in(account)
            assert (status, told["error"]["code"]) == (429, "too_often"), "the right one too"
            assert 0 < int(browser.last.headers["Retry-After"]) <= 60
        stand.clock.pass_time(seconds=61)
        assert (await browser.sign_in("editor", "wrong"))[0] == 403
        assert (await browser.sign_in("editor"))[0] == 429
        assert 60 < int(browser.last.headers["Retry-After"]) <= 120
        stand.clock.pass_time(seconds=121)
        assert (await browser.sign_in(" Editor "))[0] == 200
        assert (await browser.sign_in("editor", "wrong"))[0] == 403, "it counts from nought again"
        assert (await browser.sign_in("editor"))[0] == 200


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.APPROVER])
async def test_a_second_factor_is_asked_for_and_no_code_is_good_twice(tmp_path: Path, role: Role) -> None:
    async with console(tmp_path, roles=[role]) as stand:
        browser = await stand.browser()
        status, told = await browser.sign_in(role)
        assert (status, told["error"]["code"]) == (403, "code_needed")
        assert (await browser.sign_in(role, code="000000"))[0] == 403
        used = browser.code()
        assert (await browser.sign_in(role, code=used))[1]["error"]["code"] == "wrong_sign_in", "it signed in before"
        stand.clock.pass_time(seconds=30)
        assert (await browser.sign_in(role, code=browser.code()))[0] == 200
        status, told = await browser.sign_in(role, "wrong", browser.code())
        assert told["error"]["code"] == "wrong_sign_in", "as with a wrong code"


async def test_the_page_is_told_the_halls_name_and_when_a_session_ends(tmp_path: Path) -> None:
    settings = settings_of()
    settings = replace(
        settings,
        hall=replace(settings.hall, name="朝阳区政务服务中心"),
        operators=replace(settings.operators, idle_minutes=5),
    )
    async with console(tmp_path, settings=settings, roles=[Role.EDITOR]) as stand:
        _, told = await stand.of[Role.EDITOR].get("/me")
        assert (told["hall"], told["idle_s"]) == ("朝阳区政务服务中心", 300)
