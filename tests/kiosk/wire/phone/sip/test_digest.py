"""Digest authentication: the examples of the standards, and what we do not answer."""

from __future__ import annotations

import re

import pytest

from kiosk.wire.phone.sip.digest import DigestLogin, answer_challenge
from kiosk.wire.phone.sip.messages import SipHeaders, SipResponse

MUFASA = DigestLogin("Mufasa", "Circle of Life")
NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"


def challenged(*lines: str, code: int = 401) -> SipResponse:
    name = "WWW-Authenticate" if code == 401 else "Proxy-Authenticate"
    return SipResponse(code, "Unauthorized", SipHeaders(*[(name, line) for line in lines]))


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_example_of_rfc_7616(algorithm: str, response: str) -> None:
    asked = f'Digest realm="http-auth@example.org", qop="auth, auth-int", nonce="{NONCE}", opaque="op"'
    asked += f", algorithm={algorithm}"
    cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    answer = answer_challenge(
        challenged(asked), DigestLogin("Mufasa", "Circle of Life"), "GET", "/dir/index.html", cnonce
    )
    assert answer is not None
    assert answer[0] == "Authorization"
    assert f'response="{response}"' in answer[1]
    assert 'opaque="op"' in answer[1]
    assert "qop=auth, nc=00000001" in answer[1]


def test_the_example_of_rfc_2617_without_qop() -> None:
    asked = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'
    answer = answer_challenge(challenged(asked, code=407), MUFASA, "GET", "/dir/index.html", "x")
    assert answer is not None
    assert answer[0] == "Proxy-Authorization"
    assert re.search(r'response="[0-9a-f]{32}"', answer[1])
    assert "qop" not in answer[1]


def test_the_strongest_of_several_is_answered() -> None:
    md5, sha = (f'Digest realm="r", nonce="n", qop="auth", algorithm={each}' for each in ("MD5", "SHA-256"))
    answer = answer_challenge(challenged(md5, sha), MUFASA, "REGISTER", "sip:r", "x")
    assert answer is not None
    assert "algorithm=SHA-256" in answer[1]


@pytest.mark.parametrize(
    "asked",
    [
        'Basic realm="r"',
        'Digest realm="r"',
        'Digest realm="r", nonce="n", algorithm=AKAv1-MD5',
        'Digest realm="r", nonce="n", qop="auth-int"',
        "Digest",
        "",
    ],
)
def test_what_is_not_answered(asked: str) -> None:
    assert answer_challenge(challenged(asked), MUFASA, "REGISTER", "sip:r", "x") is None


def test_the_password_is_never_shown() -> None:
    assert "Circle" not in repr(MUFASA)
