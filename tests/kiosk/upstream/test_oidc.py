"""How the organisation's sign-in server is reached: with a private CA, through a proxy, as a public client."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiohttp import web

from kiosk.config.oidc import OidcSettings
from kiosk.upstream.oidc.errors import ProviderError
from kiosk.upstream.oidc.provider import IdentityProvider
from kiosk.upstream.oidc.sign_in import SignInRequest, address, prove
from support.certificates import make_certificates
from support.sign_in_server import CLIENT, PERSON, SECRET, SignInServer, sign_in_server


async def whole(settings: OidcSettings, server: SignInServer) -> str:
    """Who signed in."""
    provider, request = IdentityProvider(settings), SignInRequest("http://hall.example/console/signed-in", server.now())
    asked = dict(parse_qsl(urlsplit(await address(provider, request)).query))
    answer = dict(parse_qsl(urlsplit(server.sent_back(asked)).query))
    return (await prove(provider, request, answer, server.now())).token.sub


def settings_of(server: SignInServer, folder: Path) -> OidcSettings:
    (folder / "secret").write_text(SECRET, encoding="utf-8")
    return OidcSettings(issuer=server.issuer, client_id=CLIENT, secret_file=folder / "secret", timeout_s=2)


async def test_a_private_ca_is_trusted_where_it_is_named(tmp_path: Path) -> None:
    files = make_certificates(tmp_path)
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(files.server)
    async with sign_in_server(tls=tls) as server:
        settings = settings_of(server, tmp_path)
        assert await whole(replace(settings, ca_file=files.ca), server) == PERSON
        with pytest.raises(ProviderError, match="cannot be reached") as caught:
            await whole(settings, server)
        assert caught.value.kind == "away"


async def test_it_is_asked_through_the_proxy(tmp_path: Path) -> None:
    async with sign_in_server(issuer="http://127.0.0.1:9") as server:  # nothing listens there: the proxy answers for it
        settings = settings_of(server, tmp_path)
        assert await whole(replace(settings, proxy=server.address), server) == PERSON
        with pytest.raises(ProviderError):
            await whole(settings, server)


async def test_the_secret_is_sent_as_the_server_wants_it(tmp_path: Path) -> None:
    async with sign_in_server() as server:
        settings = settings_of(server, tmp_path)
        server.metadata = lambda told: told.update(token_endpoint_auth_methods_supported=["client_secret_post"])
        server.knows_client = lambda form, _: form.get("client_secret") == SECRET
        assert await whole(settings, server) == PERSON
        server.knows_client = lambda form, header: header is None and form.get("client_id") == CLIENT
        assert await whole(replace(settings, secret_file=None), server) == PERSON
        (tmp_path / "secret").unlink()
        with pytest.raises(ProviderError, match="secret_file") as caught:
            await whole(settings, server)
        assert caught.value.kind == "client"


async def test_a_server_that_does_not_answer_is_given_up(tmp_path: Path) -> None:
    async with sign_in_server() as server:
        settings = replace(settings_of(server, tmp_path), timeout_s=0.1)

        given_up = asyncio.Event()

        async def late(_: web.Request) -> web.Response:
            await given_up.wait()
            return web.Response()

        server.keys = late
        with pytest.raises(ProviderError, match=r"no answer of 127\.0\.0\.1:\d+ within 0\.1 s"):
            await whole(settings, server)
        given_up.set()
