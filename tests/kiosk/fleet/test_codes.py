"""One-time codes: what is one, and how often an address, and all together, may be wrong."""

from __future__ import annotations

import pytest

from kiosk.fleet.codes import ALL_TRIES, TRIES, TRIES_S, CodeTries, new_code, read_code, spaced


def test_a_new_code_is_read_as_it_is_shown() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) > 190
    assert all(read_code(spaced(code)) == code for code in codes)


@pytest.mark.parametrize("text", ["", "1234567", "123456789", "1234567x", "１２３４５６７８", "1234567\x00"])
def test_anything_else_is_none(text: str) -> None:
    assert read_code(text) is None


def test_an_address_that_is_wrong_too_often_has_to_wait_and_no_other() -> None:
    tries = CodeTries()
    for second in range(TRIES):
        assert tries.wait_s("10.0.0.7", second) == 0
        tries.wrong("10.0.0.7", second)
    assert tries.wait_s("10.0.0.7", 10) == TRIES_S - 10
    assert tries.wait_s("10.0.0.8", 10) == 0
    assert tries.wait_s("10.0.0.7", TRIES_S) == 0, "the first wrong one is over"


def test_one_client_has_a_whole_ipv6_network_and_no_more_tries() -> None:
    tries = CodeTries()
    for number in range(TRIES):
        tries.wrong(f"2001:db8::{number}", 0)
    assert tries.wait_s("2001:db8::ffff", 1) > 0
    assert tries.wait_s("2001:db8:1::1", 1) == 0


def test_many_addresses_together_have_to_wait_too() -> None:
    tries = CodeTries()
    for number in range(ALL_TRIES):
        tries.wrong(f"10.0.{number}.1", 0)
    assert tries.wait_s("192.168.1.1", 1) == TRIES_S - 1
    assert tries.wait_s("192.168.1.1", TRIES_S) == 0


def test_what_is_remembered_is_bounded() -> None:
    tries = CodeTries()
    for number in range(5000):
        tries.wrong(f"10.{number >> 8}.{number & 255}.1", number)
    assert len(tries._of_address) <= 1024  # noqa: SLF001 - the bound is what is tested
