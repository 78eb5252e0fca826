"""Listeners: the telephone, the running hall's own ports, and certificates that are of no use."""

from __future__ import annotations

import contextlib
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kiosk.assess import listening
from kiosk.config import load_settings
from kiosk.store.data_lock import sole_user_of

NOW, DAY = datetime.now(UTC), timedelta(days=1)


def look(folder: Path, **changes: str) -> tuple[str, str]:
    found = listening.listeners(load_settings(None, {"KIOSK__DATA_DIR": str(folder / "data"), **changes}))
    return found.kind, found.found


@pytest.mark.parametrize(("surface", "name"), [("AUDIOSOCKET", "AudioSocket"), ("SIP", "SIP")])
def test_the_telephone_beyond_this_machine(tmp_path: Path, surface: str, name: str) -> None:
    on = {f"KIOSK__PHONE__{surface}": "on", "KIOSK__PHONE__ALLOW": "10.0.0.0/8"}
    on |= {"KIOSK__PHONE__SIP_ADDRESS": "10.0.0.1", "KIOSK__PHONE__SECRET": "4802916375028461"}
    assert look(tmp_path, **on)[0] == "pass"
    kind, told = look(tmp_path, **on, KIOSK__PHONE__HOST="0.0.0.0")
    assert (kind, f"电话（{name}）" in told) == ("fail", True)


def test_a_running_hall_that_listens_where_the_settings_do_not_say(tmp_path: Path) -> None:
    assert "只看了设置" in look(tmp_path)[1]
    with sole_user_of(tmp_path / "data"), contextlib.closing(socket.create_server(("0.0.0.0", 0))) as server:
        port = server.getsockname()[1]
        held = listening.sockets_of(Path("/proc/self"))
        assert ("0.0.0.0", port) in held
    assert listening.address_of("0100007F:1F90") == ("127.0.0.1", 8080)
    assert listening.address_of("00000000000000000000000001000000:0050") == ("::1", 80)


def test_a_port_of_the_running_hall_without_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "_running", lambda settings: {("0.0.0.0", 8080), ("127.0.0.1", 9)})
    kind, told = look(tmp_path)
    assert (kind, "正在运行的大厅在 0.0.0.0:8080" in told, ":9 " in told) == ("fail", True, False)
    monkeypatch.setattr(listening, "_running", lambda settings: {("127.0.0.1", 8080)})
    kind, told = look(tmp_path)
    assert (kind, "正在运行的大厅" in told) == ("pass", True)


def certificate(path: Path, begin: datetime, end: datetime) -> Path:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = builder.serial_number(1).not_valid_before(begin).not_valid_after(end).sign(key, hashes.SHA256())
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    path.with_suffix(".key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


def test_certificates(tmp_path: Path) -> None:
    good = certificate(tmp_path / "good.pem", NOW - DAY, NOW + 300 * DAY)
    old = certificate(tmp_path / "old.pem", NOW - 100 * DAY, NOW - DAY)
    future = certificate(tmp_path / "future.pem", NOW + 30 * DAY, NOW + 300 * DAY)
    chain = tmp_path / "chain.pem"
    chain.write_bytes(good.read_bytes() + old.read_bytes())
    for cert, key, told in (
        (good, good, ""), (old, old, "到期"), (future, future, "才生效"), (chain, good, "中间证书（第 2 张）"),
        (good, old, "不是这张证书的密钥"), (good, tmp_path / "none.pem", "没有，或者读不出来"),
    ):  # fmt: skip
        tls = {"KIOSK__PUBLIC__TLS_CERT": str(cert), "KIOSK__PUBLIC__TLS_KEY": str(key.with_suffix(".key"))}
        kind, found = look(tmp_path, KIOSK__PUBLIC__HOST="0.0.0.0", **tls)
        assert (kind, told in found) == ("fail" if told else "pass", True), found
