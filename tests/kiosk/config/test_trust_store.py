"""A private CA is trusted where it is named, for every server we call; one that cannot be used is told at the start."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from asr.engines.remote import RemoteRecogniser
from asr.errors import RecogniserError
from dialogue.llm import LanguageModel, ModelError
from dialogue.llm.prompts import Request
from kiosk.config import ConfigError, Settings, load_settings
from kiosk.config.trust_store import client_context
from kiosk.upstream.connect import gateway_of
from kiosk.upstream.gateway import BackendError, BackendGateway
from support.certificates import make_certificates


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A private CA's certificate, and a server's certificate and key signed by it."""
    made = make_certificates(tmp_path_factory.mktemp("tls"))
    return made.ca, made.server


async def says_a_name(request: web.Request) -> web.Response:
    return web.json_response({"姓名": "王小明"})


@pytest.fixture
async def secure(certificates: tuple[Path, Path]) -> AsyncIterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates[1])
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", says_a_name)
    runner = web.AppRunner(app, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield f"https://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def asked(url: str, ca_file: Path | None) -> dict[str, str]:
    client = BackendGateway(url, tls=client_context(ca_file))
    try:
        return await client.call("sbk.status", {})
    finally:
        await client.close()


async def test_a_private_ca_is_trusted_when_it_is_named(secure: str, certificates: tuple[Path, Path]) -> None:
    with pytest.raises(BackendError) as caught:
        await asked(secure, None)
    assert caught.value.kind == "unreachable"
    assert await asked(secure, certificates[0]) == {"姓名": "王小明"}


async def test_ssl_cert_file_is_heeded(
    secure: str, certificates: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates[0]))
    assert await asked(secure, None) == {"姓名": "王小明"}


@pytest.mark.parametrize("name", ["backend.ca_file", "language_model.ca_file", "asr.remote_ca_file"])
def test_certificates_that_cannot_be_used_are_told_at_the_start(tmp_path: Path, name: str) -> None:
    section, key = name.split(".")
    (tmp_path / "wrong.pem").write_text("no certificate")
    for file, told in (("away.pem", "No such file"), ("wrong.pem", "holds no certificate")):
        (tmp_path / "config.yaml").write_text(f"{section}:\n  {key}: {file}\n")
        with pytest.raises(ConfigError, match=told) as caught:
            load_settings(tmp_path / "config.yaml", {})
        assert f"config.yaml:2: {name}" in str(caught.value)
        assert load_settings(None, {}).backend.ca_file is None


def test_an_environment_that_trusts_nobody_is_told_at_the_start(tmp_path: Path) -> None:
    for variable in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        with pytest.raises(ConfigError, match=variable):
            load_settings(None, {variable: str(tmp_path / "away"), "KIOSK__BACKEND__URL": "https://gateway.hall"})
        load_settings(None, {variable: str(tmp_path / "away")})  # nothing is called that has a certificate


async def test_a_language_model_under_a_private_ca(secure: str, certificates: tuple[Path, Path]) -> None:
    kinds = []
    for tls in (client_context(), client_context(certificates[0])):
        model = LanguageModel(f"{secure}/v1", "m", deadline_s=20, tls=tls)
        with pytest.raises(ModelError) as caught:
            await model.ask(Request("s", "u", "f", (), 8))
        kinds.append(caught.value.kind)
        await model.close()
    assert kinds == ["unreachable", "bad_answer"]  # it is no language model, but its answer came


async def test_a_recogniser_under_a_private_ca(secure: str, certificates: tuple[Path, Path]) -> None:
    told = []
    for tls in (client_context(), client_context(certificates[0])):
        recogniser = RemoteRecogniser(f"{secure}/v1", "m", tls=tls)
        with pytest.raises(RecogniserError) as caught:
            await recogniser.warm()
        told.append(str(caught.value))
        await recogniser.close()
    assert told[0] != told[1]


async def test_a_server_that_asks_who_calls_is_shown_the_halls_certificate(tmp_path: Path) -> None:
    made = make_certificates(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.server)
    context.load_verify_locations(made.ca)
    context.verify_mode = ssl.CERT_REQUIRED
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", says_a_name)
    runner = web.AppRunner(app, shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    url = f"https://127.0.0.1:{runner.addresses[0][1]}"
    with pytest.raises(BackendError) as caught:
        await asked(url, made.ca)
    assert caught.value.kind == "unreachable"
    settings = settings_of(
        tmp_path, f"url: {url}", "ca_file: ca.pem", "client_cert: client.pem", "client_key: client.pem"
    )
    client = gateway_of(settings)
    assert await client.call("sbk.status", {}) == {"姓名": "王小明"}
    await client.close()
    await runner.cleanup()


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["client_cert: client.pem"], "set backend.client_key too"),
        (["client_cert: ca.pem", "client_key: ca.pem"], "no certificate and its key"),
        (["client_cert: away.pem", "client_key: away.pem"], "cannot be read"),
        (["proxy: http://me:secret@proxy:3128"], "without user, password and path"),
    ],
)
def test_wrong_settings_of_the_way_to_the_back_end(tmp_path: Path, lines: list[str], told: str) -> None:
    make_certificates(tmp_path)
    with pytest.raises(ConfigError, match=told) as caught:
        settings_of(tmp_path, *lines)
    assert "secret" not in str(caught.value)


def settings_of(folder: Path, *lines: str) -> Settings:
    (folder / "config.yaml").write_text("backend:\n" + "".join(f"  {line}\n" for line in lines))
    return load_settings(folder / "config.yaml", {})
