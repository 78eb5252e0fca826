"""The route table: every route against every role, its description, and what is refused before a handler runs."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from openapi_spec_validator import validate

from kiosk.operators.openapi import openapi
from kiosk.operators.permissions import ALONE, GRANTS, Entry, Permission, Role, granted, wrong_roles
from kiosk.operators.routes import PREFIX, RequestBody, RequestQuery, Route, SignedIn
from kiosk.operators.sessions import CSRF
from kiosk.operators.table import described_routes
from support.console import PASSWORD, console

ROUTES = described_routes()


def path_of(route: Route) -> str:
    return route.path.replace("{", "no-").replace("}", "")


def test_every_permission_is_somebodys_and_every_route_says_whom_it_lets_in() -> None:
    assert frozenset().union(*GRANTS.values()) == frozenset(Permission)
    organisation = {"GET /sign-in/organisation", "POST /sign-in/organisation", "POST /sign-in/organisation/finish"}
    assert {route.key for route in ROUTES if route.permission is Entry.ANYONE} == {"POST /sign-in"} | organisation


def test_three_powers_are_apart() -> None:
    others = frozenset(Role) - ALONE
    assert granted([Role.AUDITOR]) == {Permission.AUDIT_READ, Permission.AUDIT_EXPORT}
    assert not granted([Role.ADMINISTRATOR]) & granted([Role.AUDITOR, *others])
    assert not granted(others) & granted(ALONE)
    for role in ALONE:
        for other in set(Role) - {role}:
            assert wrong_roles([role, other])
    assert wrong_roles(others) is None
    assert wrong_roles([])


def test_the_description_is_valid_and_of_all_routes() -> None:
    document = openapi(ROUTES)
    validate(document)
    described = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert described == {(route.method, route.path) for route in ROUTES}


def test_unknown_fields_are_refused_at_any_depth() -> None:
    for route in ROUTES:
        kinds = [kind for kind in (route.body, route.query) if kind is not None]
        described = msgspec.json.schema_components(kinds)[1].values()
        assert all(one.get("additionalProperties") is False for one in described if one.get("type") == "object"), route


async def test_every_route_lets_in_whom_its_permission_names_and_nobody_else(tmp_path: Path) -> None:
    async with console(tmp_path) as stand:
        stranger = await stand.browser()
        for route in ROUTES:
            if route.key == "POST /sign-out":
                continue
            status, _ = await stranger.ask(route.method, path_of(route))
            assert (status == 401) is (route.permission is not Entry.ANYONE), route.key
            for role, browser in stand.of.items():
                status, told = await browser.ask(route.method, path_of(route))
                allowed = not isinstance(route.permission, Permission) or route.permission in granted([role])
                denied = status == 403 and told["error"]["code"] == "forbidden"
                assert denied is not allowed, (route.key, role, status)
                assert status != 500, (route.key, role)


async def test_every_change_needs_the_token_of_its_own_session(tmp_path: Path) -> None:
    async with console(tmp_path) as stand:
        for route in ROUTES:
            if route.method == "GET" or route.permission is Entry.ANYONE:
                continue
            for role, browser in stand.of.items():
                other = next(one for name, one in stand.of.items() if name != role)
                for token in ("", "x", "é", other.csrf):
                    status, told = await browser.ask(route.method, path_of(route), headers={CSRF: token})
                    assert (status, told["error"]["code"]) == (403, "csrf"), route.key


async def test_wrong_bodies_are_told_by_place(tmp_path: Path) -> None:
    async with console(tmp_path, roles=()) as stand:
        browser = await stand.browser()

        async def refused(data: bytes, kind: str = "application/json") -> tuple[int, str, str]:
            status, told = await browser.post("/sign-in", data=data, headers={"Content-Type": kind})
            return status, told["error"]["code"], told["error"]["message"]

        status, code, text = await refused(b'{"account": 7, "password": "x"}')
        assert (status, code) == (400, "bad_body")
        assert "$.account" in text
        assert "`str`" in text
        assert "unknown field `role`" in (await refused(b'{"account": "a", "password": "b", "role": "editor"}'))[2]
        assert "password" in (await refused(b'{"account": "a"}'))[2]
        for data in (b"", b"[]", b"7", b"\xff", b"{" * 900, b"[" * 2000, b'{"account": "a"', b'"x"'):
            assert (await refused(data))[:2] == (400, "bad_body"), data
        assert (await refused(b'{"account": "a", "password": "b"}', "text/plain"))[0] == 415
        assert (await refused(b" " * 3000))[:2] == (413, "too_long")
        status, told = await browser.post("/sign-in?next=https://evil.example", {"account": "a", "password": "b"})
        assert (status, told["error"]["code"]) == (400, "bad_query")


async def test_answers_are_kept_by_no_browser_and_errors_are_json(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR]) as stand:
        browser = stand.of[Role.EDITOR]
        for path in ("/me", "/nothing", "/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd"):
            status, told = await browser.get(path)
            assert browser.last.headers["X-Frame-Options"] == "DENY"
            if status == 200:
                assert path == "/me"
                assert browser.last.headers["Cache-Control"] == "no-store"
            else:
                assert status == 404, path
                assert told["error"]["code"] == "not_found"


def test_a_query_reads_numbers_and_repeated_names() -> None:
    class Wanted(RequestQuery):
        limit: int = 5
        tag: list[str] = msgspec.field(default_factory=list)

    document = openapi([Route("GET", "/x", Entry.ANYONE, None, "x", query=Wanted)])  # type: ignore[arg-type]
    names = [(one["name"], one["schema"]["type"]) for one in document["paths"]["/x"]["get"]["parameters"]]
    assert names == [("limit", "integer"), ("tag", "array")]


@pytest.mark.parametrize("role", list(Role))
async def test_who_is_signed_in(tmp_path: Path, role: Role) -> None:
    async with console(tmp_path, roles=[role]) as stand:
        status, told = await stand.of[role].get("/me")
        assert status == 200
        assert (told["account"], told["roles"]) == (role, [role])
        assert set(told["permissions"]) == granted([role])
        assert not told["must_change_password"]
        assert not told["must_enrol_totp"]
        assert PASSWORD not in str(told)
        assert (await stand.of[role].post("/sign-out"))[0] == 204
        assert (await stand.of[role].get("/me"))[0] == 401


def test_bodies_are_strict_and_signed_in_names_a_person() -> None:
    assert RequestBody.__struct_config__.forbid_unknown_fields
    who = SignedIn("1", "wang", "王老师", (), frozenset(), "s", "c", "")
    assert who.who == "王老师 (wang)"
    assert PREFIX == "/console/api"
