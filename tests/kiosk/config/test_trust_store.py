"""A private CA is trusted where it is named, for every server we call; one that cannot be used is told at the start."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from asr.engines.remote import RemoteRecogniser
from asr.errors import RecogniserError
from dialogue.llm import LanguageModel, ModelError
from dialogue.llm.prompts import Request
from kiosk.config import ConfigError, load_settings
from kiosk.config.trust_store import client_context
from kiosk.upstream.gateway import BackendError, BackendGateway


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A private CA's certificate, and a server's certificate and key signed by it."""
    folder = tmp_path_factory.mktemp("tls")
    ca_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca = signed("Hall CA", ca_key, ca_key, "Hall CA", x509.BasicConstraints(ca=True, path_length=None))
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    server = signed("gateway", server_key, ca_key, "Hall CA", address)
    (folder / "ca.pem").write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    key = server_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(server.public_bytes(serialization.Encoding.PEM) + key)
    return folder / "ca.pem", folder / "server.pem"


def signed(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    by: ec.EllipticCurvePrivateKey,
    issuer: str,
    extension: x509.ExtensionType,
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(extension, critical=True)
    )
    return builder.sign(by, hashes.SHA256())


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
