"""The cap on connections, and who gives way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.connection_table import ConnectionCap, ConnectionTable, cap_for


@pytest.mark.parametrize(
    ("pages", "descriptors", "total"), [(64, 1 << 20, 512), (64, 1024, 512), (1000, 4096, 3776), (64, 256, 64)]
)
def test_the_cap_stays_under_the_descriptors(pages: int, descriptors: int, total: int) -> None:
    assert cap_for(pages, descriptors) == ConnectionCap(total, total // 2)


def test_the_oldest_idle_one_gives_way_and_never_one_that_is_served() -> None:
    table = ConnectionTable[str](ConnectionCap(3, 3))
    for name in "abc":
        assert table.enter(name, name) == (True, None)
    table.busy("a")
    assert table.enter("d", "d") == (True, "b")
    table.idle("a")
    assert table.enter("e", "e") == (True, "c")
    for name in "ade":
        table.busy(name)
    assert table.enter("f", "f") == (False, None)
    table.leave("d")
    assert table.enter("f", "f") == (True, None)


def test_one_address_gives_way_to_itself() -> None:
    table = ConnectionTable[str](ConnectionCap(4, 2))
    table.enter("citizen", "10.0.0.1")
    table.enter("a", "10.0.0.66")
    table.enter("b", "10.0.0.66")
    assert table.enter("c", "10.0.0.66") == (True, "a"), "not the citizen's, which is older"
    table.busy("b")
    table.busy("c")
    assert table.enter("d", "10.0.0.66") == (False, None)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["enter", "busy", "idle", "leave"]), st.integers(0, 30)), max_size=200))
def test_whatever_happens_the_caps_hold(events: list[tuple[str, int]]) -> None:
    table = ConnectionTable[int](ConnectionCap(6, 3))
    inside: set[int] = set()
    for what, number in events:
        if what == "enter" and number not in inside:
            stays, victim = table.enter(number, str(number % 3))
            if victim is not None:
                inside.remove(victim)
            if stays:
                inside.add(number)
        elif what != "enter":
            getattr(table, what)(number)
            if what == "leave":
                inside.discard(number)
        assert len(table) == len(inside) <= 6
        assert set(table._addresses) == inside
        assert set(table._idle) <= inside
        assert sum(table._counts.values()) == len(inside)
        assert all(count <= 3 for count in table._counts.values())
