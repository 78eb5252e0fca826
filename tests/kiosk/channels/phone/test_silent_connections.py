"""Who gives way among connections that have not said which call they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.channels.phone.silent_connections import MOST, PATIENCE_S, SilentConnections, TooManySilentError

FLOOD, OTHER = "10.0.0.1", "10.0.0.2"


def test_the_oldest_of_the_address_that_has_most_gives_way_to_any_other_at_once() -> None:
    silent = SilentConnections[str]()
    silent.add("first", OTHER, "other", 0.0)
    for number in range(MOST - 1):
        assert silent.gives_way(FLOOD, 0.0) is None
        silent.add(f"{number}", FLOOD, f"flood {number}", 0.0)
    assert silent.gives_way("10.0.0.3", 0.0) == ("0", "flood 0")
    assert silent.gives_way(OTHER, 0.0) == ("0", "flood 0")


def test_a_burst_of_one_address_takes_nothing_from_it_for_a_second() -> None:
    silent = SilentConnections[str]()
    for number in range(MOST):
        silent.add(f"{number}", FLOOD, f"{number}", 0.0)
    with pytest.raises(TooManySilentError):
        silent.gives_way(FLOOD, PATIENCE_S - 0.01)
    assert silent.gives_way(FLOOD, PATIENCE_S) == ("0", "0")
    silent.remove("0")
    assert silent.gives_way(FLOOD, 0.0) is None


def test_the_addresses_of_one_ipv6_network_are_one() -> None:
    silent = SilentConnections[int]()
    silent.add("old", OTHER, -1, 0.0)
    silent.add("older", OTHER, -2, 0.0)
    for number in range(MOST - 2):
        silent.add(f"{number}", f"2001:db8::{number:x}", number, 0.0)
    assert silent.gives_way(OTHER, 0.0) == ("0", 0)


@given(st.lists(st.tuples(st.integers(1, 4), st.floats(0, 0.2)), max_size=200))
def test_who_has_fewer_than_the_others_is_never_refused_and_never_gives_way(came: list[tuple[int, float]]) -> None:
    silent, held, now = SilentConnections[int](), dict[str, int](), 0.0
    for number, (host, pause) in enumerate(came):
        now += pause
        mine = sum(each == host for each in held.values())
        most = max((sum(each == other for each in held.values()) for other in held.values()), default=0)
        try:
            found = silent.gives_way(f"10.0.0.{host}", now)
        except TooManySilentError:
            assert mine >= most, "its own address has most"
            continue
        if found is not None:
            line, _ = found
            victims = sum(each == held[line] for each in held.values()) + (held[line] == host)
            assert victims >= most
            silent.remove(line)
            del held[line]
        silent.add(f"{number}", f"10.0.0.{host}", number, now)
        held[f"{number}"] = host
        assert len(silent) <= MOST
