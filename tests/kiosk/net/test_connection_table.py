"""The cap on connections, and who gives way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.net.connection_table import STALLED_S, ConnectionCap, ConnectionTable, cap_for
from kiosk.net.eviction import gives_way


@pytest.mark.parametrize(
    ("pages", "descriptors", "total", "opening"),
    [(64, 1 << 20, 512, 128), (64, 1024, 512, 128), (1000, 4096, 3776, 944), (64, 256, 64, 16)],
)
def test_the_cap_stays_under_the_descriptors(pages: int, descriptors: int, total: int, opening: int) -> None:
    assert cap_for(pages, descriptors) == ConnectionCap(total, total // 2, opening)


def test_the_oldest_idle_one_gives_way_and_never_one_that_is_served() -> None:
    table = ConnectionTable[str](ConnectionCap(3, 3))
    for name in "abc":
        assert table.enter(name, name, 0) == (True, None)
    table.busy("a", 1)
    assert table.enter("d", "d", 1) == (True, "b")
    table.idle("a", 1)
    assert table.enter("e", "e", 1) == (True, "c")
    for name in "ade":
        table.busy(name, 2)
    assert table.enter("f", "f", 3) == (False, None)
    table.leave("d")
    assert table.enter("f", "f", 3) == (True, None)


def test_one_address_gives_way_to_itself() -> None:
    table = ConnectionTable[str](ConnectionCap(4, 2))
    table.enter("citizen", "10.0.0.1", 0)
    table.enter("a", "10.0.0.66", 0)
    table.enter("b", "10.0.0.66", 0)
    assert table.enter("c", "10.0.0.66", 0) == (True, "a"), "not the citizen's, which is older"
    table.busy("b", 1)
    table.busy("c", 1)
    assert table.enter("d", "10.0.0.66", 1) == (False, None)


def test_where_all_is_full_the_address_with_the_most_gives_way() -> None:
    table = ConnectionTable[str](ConnectionCap(4, 3))
    table.enter("citizen", "10.0.0.1", 0)
    for name in "abc":
        table.enter(name, "10.0.0.66", 0)
    assert table.enter("d", "10.0.0.2", 0) == (True, "a"), "not the citizen's, which is older"


def test_a_newcomer_does_not_displace_those_who_have_less() -> None:
    table = ConnectionTable[str](ConnectionCap(4, 4))
    table.enter("citizen", "10.0.0.1", 0)
    for name in "abc":
        table.enter(name, "10.0.0.66", 0)
        table.busy(name, 0)
    assert table.enter("d", "10.0.0.66", 1) == (False, None)
    assert table.enter("d", "10.0.0.66", STALLED_S) == (True, "a")


def test_an_answer_that_is_not_taken_gives_way_and_a_websocket_never() -> None:
    table = ConnectionTable[str](ConnectionCap(3, 3))
    for name in "abc":
        table.enter(name, name, 0)
        table.busy(name, 0)
    table.lasting("a", 0)
    assert table.enter("d", "d", STALLED_S - 0.1) == (False, None)
    table.busy("b", STALLED_S), "the next request of the same run buys no time"
    assert table.enter("d", "d", STALLED_S) == (True, "b")
    table.busy("d", STALLED_S)
    assert table.enter("e", "e", STALLED_S) == (True, "c")
    table.lasting("d", STALLED_S)
    table.lasting("e", STALLED_S)
    assert table.enter("f", "f", 1e9) == (False, None)


def test_handshakes_have_a_quota_of_their_own() -> None:
    table = ConnectionTable[str](ConnectionCap(100, 100, opening=3))
    for number in range(20):
        table.enter(f"open {number}", "10.0.0.1", 0)
    table.enter("citizen", "10.0.0.1", 0, handshake=True)
    table.enter("a", "10.0.0.66", 1, handshake=True)
    table.enter("b", "10.0.0.66", 1, handshake=True)
    assert table.enter("c", "10.0.0.66", 2, handshake=True) == (True, "a")
    assert table.enter("d", "10.0.0.66", 2, handshake=True) == (True, "b")
    table.opened("citizen", 2)
    assert table.enter("e", "10.0.0.2", 2, handshake=True) == (True, None)


EVENTS = st.sampled_from(["enter", "shake", "opened", "busy", "lasting", "idle", "leave"])


@settings(deadline=None)
@given(st.lists(st.tuples(EVENTS, st.integers(0, 30)), max_size=200))
def test_whatever_happens_the_caps_hold(events: list[tuple[str, int]]) -> None:
    table = ConnectionTable[int](ConnectionCap(6, 3, 2))
    stages: dict[int, str] = {}
    for now, (what, number) in enumerate(events):
        if what in ("enter", "shake"):
            if number in stages:
                continue
            stays, victim = table.enter(number, str(number % 3), now, handshake=what == "shake")
            if victim is not None:
                assert stages.pop(victim) != "lasting"
                assert stays
            if stays:
                stages[number] = what
        elif what == "leave":
            table.leave(number)
            stages.pop(number, None)
        else:
            getattr(table, what)(number, now)
            if number in stages:
                stages[number] = what
        assert set(table) == set(stages)
        assert len(table) <= 6
        assert list(stages.values()).count("shake") <= 2
        assert all(sum(number % 3 == address for number in stages) <= 3 for address in range(3))


@given(st.lists(st.sampled_from("abc")))
def test_fair_between_addresses(addresses: list[str]) -> None:
    one = gives_way(dict(enumerate(addresses)))
    if one is None:
        assert not addresses
    else:
        assert all(addresses.count(addresses[one]) >= addresses.count(other) for other in addresses)
        assert addresses[one] not in addresses[:one]
