"""What hostile clients send to the console's API: two hosts, other sites' pages, slow bodies, stolen tokens."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kiosk.operators import reading
from kiosk.operators.lock_out import ADDRESS_TRIES
from kiosk.operators.permissions import Role
from kiosk.operators.routes import BODY_BYTES, PREFIX
from kiosk.operators.table import described_routes
from support.console import PASSWORD, ConsoleStand, OperatorBrowser, console

EVIL = "https://evil.example"


async def raw(stand: ConsoleStand, head: str, body: bytes = b"") -> bytes:
    """The whole answer to a request sent byte by byte as it is here."""
    before = len(asyncio.all_tasks())
    reader, writer = await asyncio.open_connection("127.0.0.1", stand.server.operators_port)
    writer.write(head.replace("\n", "\r\n").encode() + b"\r\n\r\n" + body)
    async with asyncio.timeout(20):
        answer = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    async with asyncio.timeout(20):
        while len(asyncio.all_tasks()) > before:  # until the server has seen it too
            await asyncio.sleep(0.01)
    return answer


def cookie_of(browser: OperatorBrowser) -> str:
    return "; ".join(f"{one.key}={one.value}" for one in browser.http.cookie_jar)


async def test_two_hosts_are_none(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR]) as stand:
        own = f"127.0.0.1:{stand.server.operators_port}"
        cookie = cookie_of(stand.of[Role.EDITOR])
        for first, second in ((own, "evil.example"), ("evil.example", own), (own, own)):
            head = f"GET {PREFIX}/me HTTP/1.1\nHost: {first}\nHost: {second}\nCookie: {cookie}"
            answer = await raw(stand, head)
            assert answer.split()[1] in (b"400", b"421"), answer
        answer = await raw(stand, f"GET {PREFIX}/me HTTP/1.1\nHost: {own}\nCookie: {cookie}")
        assert answer.split()[1] == b"200"


async def test_a_page_of_another_site_changes_nothing_though_the_cookie_came(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.ADMINISTRATOR]) as stand:
        browser = stand.of[Role.ADMINISTRATOR]
        for origin in (EVIL, "null", f"http://127.0.0.1:{stand.server.public_port}"):
            for route in described_routes():
                if route.method == "GET":
                    continue
                path = route.path.replace("{", "no-").replace("}", "")
                status, told = await browser.ask(route.method, path, headers={"Origin": origin})
                assert (status, told["error"]["code"]) == (403, "origin"), (route.key, origin)
        status, told = await browser.post("/accounts", data=b'{"account":"eve","roles":["seat"]}')
        assert (status, told["error"]["code"]) == (415, "not_json"), "as a form would send it"


async def test_a_body_that_trickles_in_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BODY_S", 0.05)
    async with console(tmp_path, roles=()) as stand:
        own = f"127.0.0.1:{stand.server.operators_port}"
        head = f"POST {PREFIX}/sign-in HTTP/1.1\nHost: {own}\nContent-Type: application/json\nContent-Length: 100"
        assert (await raw(stand, head, b'{"account"')).split()[1] == b"408"


async def test_a_body_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.ADMINISTRATOR]) as stand:
        browser = stand.of[Role.ADMINISTRATOR]
        kind = {"Content-Type": "application/json"}

        async def chunks() -> object:
            for _ in range(BODY_BYTES // 1000 + 2):
                yield b" " * 1000

        for data in (b" " * (BODY_BYTES + 1), chunks()):
            status, told = await browser.post("/accounts", data=data, headers=kind)
            assert (status, told["error"]["code"]) == (413, "too_long")
        own = f"127.0.0.1:{stand.server.operators_port}"
        head = (
            f"POST {PREFIX}/sign-in HTTP/1.1\nHost: {own}\nContent-Type: application/json\nContent-Length: 9999999999"
        )
        assert (await raw(stand, head)).split()[1] == b"413", "before any of it came"


@pytest.mark.parametrize(
    "ident", ["..", "%2e%2e", "..%2f..%2fetc%2fpasswd", "a%00b", "'; DROP TABLE accounts; --", "9" * 400]
)
async def test_an_id_is_only_looked_up(tmp_path: Path, ident: str) -> None:
    async with console(tmp_path, roles=[Role.ADMINISTRATOR]) as stand:
        browser = stand.of[Role.ADMINISTRATOR]
        status, _ = await browser.get(f"/accounts/{ident}/sessions")
        assert status == 404
        assert len((await browser.get("/accounts"))[1]) == 1


async def test_a_hundred_guesses_at_once_are_a_hundred_guesses(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR]) as stand:
        browser = await stand.browser()
        answers = await asyncio.gather(*(browser.sign_in("editor", f"guess-{n}") for n in range(40)))
        assert sorted({status for status, _ in answers}) == [403, 429]
        assert sum(status == 403 for status, _ in answers) == 5
        assert (await browser.sign_in("editor"))[0] == 429


async def test_an_address_that_tries_many_accounts_waits(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR]) as stand:
        browser = await stand.browser()
        for number in range(ADDRESS_TRIES):
            assert (await browser.sign_in(f"name-{number}", "wrong"))[0] == 403
        assert (await browser.sign_in("editor"))[0] == 429, "the right one too"
        stand.clock.pass_time(seconds=61)
        assert (await browser.sign_in("editor"))[0] == 200


async def test_tokens_that_are_over_or_made_up_open_nothing(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR]) as stand:
        browser = stand.of[Role.EDITOR]
        thief = await stand.browser()
        thief.headers = {"Cookie": cookie_of(browser)}
        assert (await thief.get("/me"))[0] == 200, "a copied cookie is the session: hence HttpOnly"
        assert (await browser.post("/sign-out"))[0] == 204
        assert (await thief.get("/me"))[0] == 401
        for made_up in ("", "x", "é", "A" * 5000, "null", '"', "console-session"):
            thief.headers = {"Cookie": f"console-session={made_up}"}
            assert (await thief.get("/me"))[0] in (400, 401), made_up
        thief.headers = {"Authorization": f"Bearer {PASSWORD}"}
        assert (await thief.get("/me"))[0] == 401


async def test_a_token_in_the_record_is_worth_nothing(tmp_path: Path) -> None:
    """Whoever reads a copy of the record does not have the tokens."""
    async with console(tmp_path, roles=[Role.EDITOR]) as stand:
        token = cookie_of(stand.of[Role.EDITOR]).partition("=")[2]
        record = b"".join(file.read_bytes() for file in tmp_path.glob("hall.db*"))
        assert token.encode() not in record
        assert PASSWORD.encode() not in record


@pytest.mark.parametrize("again", ["subject", "sub\\u006aect"])
async def test_a_name_that_stands_twice_is_refused(tmp_path: Path, again: str) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        seat, sent = stand.of[Role.SEAT], {"Content-Type": "application/json"}
        body = f'{{"subject": "甲乙", "{again}": "丙丁"}}'
        status, told = await seat.post("/tickets", data=body.encode(), headers=sent)
        assert (status, told["error"]["code"]) == (400, "bad_body")
        assert "subject" in told["error"]["message"]
