"""What `kiosk doctor` says of the organisation's sign-in server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from kiosk.config import Settings
from kiosk.config.oidc import OidcSettings
from kiosk.doctor.organisation import check_organisation
from kiosk.doctor.result import CheckResult
from support.sign_in_server import CLIENT, SignInServer, sign_in_server


def settings_of(**oidc: Any) -> Settings:
    settings = Settings()
    own = OidcSettings(client_id=CLIENT, timeout_s=2, **oidc)
    return replace(settings, operators=replace(settings.operators, oidc=own))


async def told(server: SignInServer, **oidc: Any) -> list[CheckResult]:
    settings = settings_of(issuer=server.issuer, **oidc)
    return await asyncio.to_thread(lambda: list(check_organisation(settings)))


def test_without_one_nothing_is_said() -> None:
    assert list(check_organisation(settings_of())) == []


async def test_a_good_one_is_told_with_the_address_to_register(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s", encoding="utf-8")
    secret.chmod(0o600)
    async with sign_in_server() as server:
        (one,) = await told(server, secret_file=secret, console_url="https://hall.example/console")
        assert one.state == "ok"
        assert "https://hall.example/console/signed-in" in one.detail
        server.metadata = lambda metadata: metadata.pop("end_session_endpoint")
        assert "stay signed in there" in (await told(server))[0].detail
        secret.chmod(0o644)
        assert (await told(server, secret_file=secret))[0].fix == f"chmod 600 {secret}"


def other_issuer(server: SignInServer) -> None:
    server.metadata = lambda metadata: metadata.update(issuer="https://evil.example")


def no_keys(server: SignInServer) -> None:
    async def none(_: web.Request) -> web.Response:
        return web.json_response({"keys": []})

    server.keys = none


@pytest.mark.parametrize(("change", "word"), [(other_issuer, "letter by letter"), (no_keys, "ask who runs it")])
async def test_a_wrong_one_is_told_with_the_remedy(change: Callable[[SignInServer], None], word: str) -> None:
    async with sign_in_server() as server:
        change(server)
        (one,) = await told(server)
        assert one.state == "note"
        assert word in one.fix


async def test_one_that_is_away_stops_no_hall() -> None:
    async with sign_in_server(issuer="http://127.0.0.1:9") as server:
        (one,) = await told(server)
        assert (one.state, "sign in with passwords" in one.fix) == ("note", True)
