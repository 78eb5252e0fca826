"""The telephone's settings: who may connect, and what is wrong with them together."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.config import ConfigError, PhoneSettings, load_settings
from kiosk.config.phone import is_allowed, is_used, media_ports, registrar

SECRET = "40325ec25efd4bd3"


def load(tmp_path: Path, *lines: str) -> PhoneSettings:
    file = tmp_path / "config.yaml"
    file.write_text("\n".join(["phone:", *(f"  {line}" for line in lines)]), encoding="utf-8")
    return load_settings(file, {}).phone


def test_off_by_default() -> None:
    assert not is_used(PhoneSettings())
    assert not any(secret and secret in repr(PhoneSettings(secret=SECRET, password="pw")) for secret in (SECRET, "pw"))


def test_a_pbx_on_another_machine(tmp_path: Path) -> None:
    lines = ("audiosocket: on", "host: 0.0.0.0", "allow: 10.1.2.3, 10.1.3.0/24", f'secret: "{SECRET}"')
    phone = load(tmp_path, *lines)
    assert is_used(phone)
    assert phone.secret == SECRET


def test_a_carriers_registrar(tmp_path: Path) -> None:
    address = ("host: 0.0.0.0", "allow: 10.1.2.3", "sip_address: 203.0.113.7")
    account = ("sip_registrar: sip.carrier.cn:5062", 'sip_user: "+861012345"', "sip_password: secret")
    phone = load(tmp_path, "sip: on", *address, *account, 'sip_handoff: "tel:12345"')
    assert is_used(phone)
    assert registrar(phone.sip_registrar) == ("sip.carrier.cn", 5062)
    assert registrar("10.1.2.3") == ("10.1.2.3", 5060)
    assert media_ports(phone.sip_media_ports) == range(16_384, 16_484)
    assert "secret" not in repr(phone)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            ("audiosocket: on", "host: 0.0.0.0"),
            "config.yaml:3: phone.host is 0.0.0.0.*set phone.allow",
        ),
        (("audiosocket: on", "host: 0.0.0.0", "allow: 10.1.2.3"), "set phone.allow and phone.secret"),
        (("audiosocket: on", "port: 8081"), "config.yaml:3: phone.port is 8081, which public or operators has"),
        (("audiosocket: maybe",), "expected off or on"),
        (("allow: 10.1.2.300",), "phone.allow: expected addresses or networks"),
        (("allow: pbx.hall",), "phone.allow: expected addresses or networks with commas"),
        (('secret: "40325EC25EFD4BD3"',), "16 hexadecimal digits"),
        (("calls: 0",), "a whole number from 1"),
        (("carrier: nobody",), "off, twilio, telnyx"),
        (("carrier: telnyx",), "set phone.carrier_secret"),
        (("carrier: twilio", "carrier_secret: x"), "set phone.carrier_url"),
        (("carrier_url: https://x",), "a wss:// address"),
        (("handoff_url: ftp://x",), "an http:// or https:// address"),
        (
            ("sip: on", "host: 0.0.0.0", "sip_address: 203.0.113.7"),
            "config.yaml:3: phone.host is 0.0.0.0.*set phone.allow",
        ),
        (("sip: on", "host: 0.0.0.0", "allow: 10.1.2.3"), "set phone.sip_address"),
        (("sip: on", "sip_address: 1.2.3"), "config.yaml:3: phone.sip_address: expected an address; got 1.2.3"),
        (("sip: on", "sip_registrar: sip.carrier.cn"), "set phone.sip_user"),
        (("sip: on", "sip_registrar: sip.carrier.cn:99999", "sip_user: x"), "a port of at most 65535"),
        (("sip: on", "sip_media_ports: 20000-20010"), "expected 24 ports or more"),
        (("sip: on", "sip_media_ports: 30000-20000"), "expected 24 ports or more"),
        (("sip_media_ports: all",), "two UDP ports"),
        (("sip_handoff: 12345",), "a sip: or tel: address"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    with pytest.raises(ConfigError, match=told) as error:
        load(tmp_path, *lines)
    assert SECRET.upper() not in str(error.value)


@pytest.mark.parametrize(
    ("address", "allow", "allowed"),
    [
        ("127.0.0.1", "", True),
        ("::1", "", True),
        ("::ffff:127.0.0.1", "", True),
        ("10.1.2.3", "", False),
        ("10.1.2.3", "10.1.2.3", True),
        ("::ffff:10.1.2.3", "10.1.2.0/24", True),
        ("10.1.3.3", "10.1.2.0/24, 192.168.0.1", False),
        ("127.0.0.1", "10.1.2.0/24", False),
        ("fe80::1%eth0", "fe80::/10", True),
        ("", "", False),
        ("nonsense", "0.0.0.0/0", False),
    ],
)
def test_who_may_connect(address: str, allow: str, allowed: bool) -> None:
    assert is_allowed(address, allow) is allowed
