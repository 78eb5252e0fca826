"""Certificates: the self-made one works end to end, and every mistake is one line that names setting and file."""

from __future__ import annotations

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from kiosk import doctor
from kiosk.client import ClientError, KioskClient
from kiosk.config import ConfigError, ListenerSettings, OperatorsSettings, Settings, load_settings
from kiosk.net import self_signed
from kiosk.net.tls import TlsError, examine_certificate, server_context
from kiosk.server.server import Server
from support.halls import make_hall


def pair(folder: Path, *, days: int = 30, now: datetime | None = None, name: str = "") -> ListenerSettings:
    cert, key = folder / f"{name}cert.pem", folder / f"{name}key.pem"
    self_signed.write(self_signed.make(["localhost", "127.0.0.1", "kiosk.hall"], days, now), cert, key, force=True)
    return ListenerSettings(port=0, tls_cert=cert, tls_key=key)


def lock(key: Path) -> None:
    secret = load_pem_private_key(key.read_bytes(), None)
    key.write_bytes(secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")))


def spoil(side: ListenerSettings, folder: Path, how: str) -> ListenerSettings:
    """The same listener with one thing wrong."""
    cert, key = side.tls_cert, side.tls_key
    assert cert is not None
    assert key is not None
    match how:
        case "no certificate":
            cert.unlink()
        case "no key":
            key.unlink()
        case "a folder":
            return ListenerSettings(tls_cert=folder, tls_key=key)
        case "exchanged":
            return ListenerSettings(tls_cert=key, tls_key=cert)
        case "no PEM":
            cert.write_bytes(b"\x30\x82")
        case "empty key":
            key.write_bytes(b"")
        case "another's key":
            return ListenerSettings(tls_cert=cert, tls_key=pair(folder, name="other-").tls_key)
        case "a password":
            lock(key)
        case "expired":
            return pair(folder, days=1, now=datetime.now(UTC) - timedelta(days=3))
        case "not yet":
            return pair(folder, now=datetime.now(UTC) + timedelta(days=9))
    return side


@pytest.mark.parametrize(
    ("how", "setting", "words"),
    [
        ("no certificate", "tls_cert", "is not there"),
        ("no key", "tls_key", "is not there"),
        ("a folder", "tls_cert", "cannot be read"),
        ("exchanged", "tls_cert", "exchanged"),
        ("no PEM", "tls_cert", "BEGIN CERTIFICATE"),
        ("empty key", "tls_key", "BEGIN PRIVATE KEY"),
        ("another's key", "tls_key", "is not the key of"),
        ("a password", "tls_key", "protected by a password"),
        ("expired", "tls_cert", "expired on"),
        ("not yet", "tls_cert", "clock"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, how: str, setting: str, words: str) -> None:
    side = spoil(pair(tmp_path), tmp_path, how)
    with pytest.raises(TlsError) as caught:
        server_context("public", side)
    text = str(caught.value)
    assert text.startswith(f"public.{setting}: {getattr(side, setting)}")
    assert words in text
    assert "\n" not in text
    found = [f for f in doctor.examine(Settings(public=side, data_dir=tmp_path)) if f.what == "public https"]
    assert [(f.state, f.detail) for f in found] == [("missing", text)]


def test_one_of_the_two_alone_is_a_mistake(tmp_path: Path) -> None:
    for have, lack in (("CERT", "tls_key"), ("KEY", "tls_cert")):
        with pytest.raises(ConfigError, match=rf"KIOSK__PUBLIC__TLS_{have}.*set public.{lack} too"):
            load_settings(None, {f"KIOSK__PUBLIC__TLS_{have}": str(tmp_path / "x.pem")})


async def test_both_listeners_speak_https_and_nothing_else(tmp_path: Path) -> None:
    public = pair(tmp_path)
    operators = OperatorsSettings(port=0, tls_cert=public.tls_cert, tls_key=public.tls_key)
    hall = make_hall(Settings(public=public, operators=operators))
    server = Server(hall)
    trusted = ssl.create_default_context(cafile=public.tls_cert)
    async with server.listening(), aiohttp.ClientSession() as http:
        for port in (server.public_port, server.operators_port):
            async with http.get(f"https://localhost:{port}/healthz", ssl=trusted) as answer:
                assert answer.status == 200
            with pytest.raises(aiohttp.ClientError):
                await http.get(f"http://localhost:{port}/healthz")
        url = f"wss://127.0.0.1:{server.public_port}/ws"
        async with KioskClient.open(url, trust=public.tls_cert) as client:
            assert client.ready is not None
        with pytest.raises(ClientError, match="CERTIFICATE_VERIFY_FAILED"):
            async with KioskClient.open(url):
                pass
        await server.drain()
    await hall.segmenter_hub.close()
    hall.threads.shutdown()


def test_the_key_is_its_owners_alone_and_nothing_is_replaced_unasked(tmp_path: Path) -> None:
    side = pair(tmp_path)
    assert side.tls_cert is not None
    assert side.tls_key is not None
    assert stat.S_IMODE(side.tls_key.stat().st_mode) == 0o600
    before = side.tls_key.read_bytes()
    with pytest.raises(FileExistsError, match="--force"):
        self_signed.write(self_signed.make(["localhost"], 1), side.tls_cert, side.tls_key)
    assert side.tls_key.read_bytes() == before
    assert set(examine_certificate("public", side).names) == {"localhost", "kiosk.hall", "127.0.0.1"}


@pytest.mark.parametrize("host", ["https://kiosk.hall", "kiosk.hall:8080", "kiosk hall", "", "a..b", "-x"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="expected a host name or an IP address"):
        self_signed.make([host], 1)


def test_names_and_addresses_are_told_apart() -> None:
    made = self_signed.make(["Kiosk-1.hall", "10.1.2.3", "[fd00::1]", "大厅.cn"], 1)
    names = (
        x509.load_pem_x509_certificate(made.cert).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    )
    assert [str(a) for a in names.get_values_for_type(x509.IPAddress)] == ["10.1.2.3", "fd00::1"]
    assert names.get_values_for_type(x509.DNSName) == ["Kiosk-1.hall", "大厅.cn".encode("idna").decode()]


def test_doctor_tells_of_a_certificate_that_runs_out_a_key_that_is_open_and_plain_http(tmp_path: Path) -> None:
    def found(public: ListenerSettings) -> list[tuple[str, str]]:
        findings = doctor.examine(Settings(public=public, data_dir=tmp_path))
        return [(f.state, f.fix) for f in findings if f.what == "public https"]

    assert found(pair(tmp_path, days=40)) == [("ok", "")]
    ((state, fix),) = found(pair(tmp_path, days=9))
    assert (state, "new certificate" in fix) == ("note", True)
    open_key = pair(tmp_path)
    assert open_key.tls_key is not None
    open_key.tls_key.chmod(0o644)
    ((state, fix),) = found(open_key)
    assert (state, "chmod 600" in fix) == ("note", True)
    assert found(ListenerSettings()) == []
    ((state, fix),) = found(ListenerSettings(host="0.0.0.0"))
    assert (state, "kiosk tls make" in fix) == ("note", True)
