"""The share of one address: it holds for addresses of a network, and not for an exchange that is named by itself."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.channels.phone.shares import AddressShares
from kiosk.config import PhoneSettings
from kiosk.config.phone import ANNOUNCED, is_trunk, share

HOSTS = ("10.1.2.3", "10.1.3.1", "10.1.3.2", "2001:db8::1", "2001:db8::2")


@given(st.integers(1, 5), st.lists(st.tuples(st.sampled_from(HOSTS), st.booleans()), max_size=80))
def test_no_address_holds_more_than_its_share_and_what_it_gives_back_it_gets_again(
    most: int, life: list[tuple[str, bool]]
) -> None:
    shares = AddressShares(most, partial(is_trunk, allow="10.1.2.3, 10.1.3.0/24, 2001:db8::/32"))
    held: dict[str, int] = {}
    for host, begins in life:
        client = host if "." in host else "2001:db8::/64"
        if begins:
            taken = shares.take(host)
            assert taken == (host == "10.1.2.3" or held.get(client, 0) < most)
            held[client] = held.get(client, 0) + taken
        elif held.get(client, 0):
            shares.give_back(host)
            held[client] -= 1
    for client, count in held.items():
        for _ in range(count):
            shares.give_back(client.removesuffix("/64"))
    assert len(shares) == 0


@pytest.mark.parametrize(
    ("address", "allow", "trunk"),
    [
        ("127.0.0.1", "", True),
        ("::1", "", True),
        ("10.1.2.3", "", False),
        ("10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3", "10.1.2.3/32", True),
        ("::ffff:10.1.2.3", "10.1.2.3", True),
        ("10.1.2.3", "10.1.2.0/24", False),
        ("10.1.2.3", "10.1.2.0/24, 10.1.2.3", True),
        ("127.0.0.1", "10.1.2.3", False),
        ("127.0.0.1", "127.0.0.0/8", False),
        ("2001:db8::1", "2001:db8::1", True),
        ("2001:db8::1", "2001:db8::/64", False),
        ("nowhere", "10.1.2.3", False),
    ],
)
def test_who_is_an_exchange(address: str, allow: str, trunk: bool) -> None:
    assert is_trunk(address, allow) is trunk


@pytest.mark.parametrize(("calls", "set_to", "most"), [(4, 0, 6), (1, 0, 4), (4, 3, 3), (100, 0, 54), (4, 1000, 1000)])
def test_how_many_that_is(calls: int, set_to: int, most: int) -> None:
    assert share(PhoneSettings(calls=calls, calls_per_address=set_to)) == most
    assert ANNOUNCED == 8
