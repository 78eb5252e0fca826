"""Which names the server answers to, and which web pages may open its sockets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.net.hosts import Hosts, own_names

HOSTS = Hosts("kiosk.hall.gov.cn, clerk.local:8443 大厅.example", ("hall-1", "hall-1.local"))


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "localhost:8080", "LOCALHOST:80", "kiosk.localhost:8080", "127.0.0.1:8080", "[::1]:8080",
        "10.20.30.40:8080", "[fe80::1]", "hall-1:8080", "HALL-1.local.:8080", "kiosk.hall.gov.cn",
        "kiosk.hall.gov.cn:9000", "clerk.local:8443", "大厅.example".encode("idna").decode(), "大厅.example:8080",
    ],
)  # fmt: skip
def test_names_of_ours_and_plain_addresses_are_answered(host: str) -> None:
    assert HOSTS.wrong_host(host) is None


@pytest.mark.parametrize(
    "host",
    [
        "", "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
        "hall-1.evil.example", "kiosk.hall.gov.cn.evil.example", "xkiosk.hall.gov.cn", "clerk.local", "clerk.local:80",
        "127.0.0.1@evil.example", "[::1", "evil.example:99999999", "a b", "localhost:8080:8080", "1270.0.0.1",
        "127.1.evil", "\x00", "大厅.evil",
    ],
)  # fmt: skip
def test_every_other_name_is_refused_and_told_what_to_set(host: str) -> None:
    why = HOSTS.wrong_host(host)
    assert why is not None
    assert "public.hosts" in why


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (None, "127.0.0.1:8080"),
        ("http://127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://localhost", "localhost:80"),
        ("https://kiosk.hall.gov.cn", "127.0.0.1:8080"),  # a proxy that tells its own name to the server
        ("https://kiosk.hall.gov.cn", "kiosk.hall.gov.cn"),
        ("https://clerk.local:8443", "127.0.0.1:8080"),
        ("http://HALL-1:8080", "hall-1:8080"),
    ],
)
def test_pages_of_ours_may_connect(origin: str | None, host: str) -> None:
    assert HOSTS.wrong_origin(origin, host, secure=False) is None


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("null", "127.0.0.1:8080"),
        ("", "127.0.0.1:8080"),
        ("http://localhost:3000", "localhost:8080"),  # another program on this machine
        ("http://127.0.0.1", "127.0.0.1:8080"),
        ("https://evil.example", "127.0.0.1:8080"),
        ("https://evil.example", ""),
        ("file://", "127.0.0.1:8080"),
        ("file://127.0.0.1:8080", "127.0.0.1:8080"),
        ("chrome-extension://127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://127.0.0.1:8080@evil.example", "127.0.0.1:8080"),
        ("http://[::1", "127.0.0.1:8080"),
        ("https://clerk.local", "127.0.0.1:8080"),
        ("https://127.0.0.1:8080", "127.0.0.1:8080"),  # came by http
        ("https://hall-1", "hall-1"),
    ],
)
def test_every_other_page_is_refused(origin: str, host: str) -> None:
    assert "public.hosts" in (HOSTS.wrong_origin(origin, host, secure=False) or "")


def test_the_scheme_of_a_page_is_the_listeners_unless_its_name_is_configured() -> None:
    assert HOSTS.wrong_origin("https://hall-1:8443", "hall-1:8443", secure=True) is None
    assert HOSTS.wrong_origin("HTTPS://hall-1", "hall-1:443", secure=True) is None
    assert HOSTS.wrong_origin("http://hall-1:8443", "hall-1:8443", secure=True) is not None
    for secure in (True, False):  # behind a proxy that ends TLS
        assert HOSTS.wrong_origin("https://kiosk.hall.gov.cn", "kiosk.hall.gov.cn", secure=secure) is None


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_read_and_only_known_names_pass(host: str, origin: str) -> None:
    for why in (HOSTS.wrong_host(host), HOSTS.wrong_origin(origin, host, secure=False)):
        assert why is None or len(why) < 1000


def test_a_machine_knows_its_own_names() -> None:
    assert all(Hosts("", own_names()).wrong_host(name) is None for name in own_names())
