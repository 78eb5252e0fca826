"""Token buckets: what one connection and one address may ask for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.net.budget import AddressBudgets, ConnectionBudget, TokenBucket


@settings(deadline=None)
@given(
    st.floats(0.1, 100),
    st.floats(1, 100),
    st.lists(st.tuples(st.floats(0, 5), st.floats(0, 20)), max_size=60),
)
def test_never_more_than_the_burst_and_what_came_back(
    rate: float, burst: float, asked: list[tuple[float, float]]
) -> None:
    bucket, now, taken = TokenBucket(rate, burst), 1000.0, 0.0
    for wait, tokens in asked:
        now += wait
        if bucket.take(now, tokens):
            taken += tokens
        assert taken <= burst + rate * (now - 1000.0) + 1e-6


def test_a_clock_that_stands_still_or_goes_back_gives_nothing() -> None:
    bucket = TokenBucket(10, 2)
    assert [bucket.take(5.0), bucket.take(4.0), bucket.take(5.0)] == [True, True, False]


def test_a_citizen_never_meets_the_budget_of_a_page() -> None:
    """An hour at a busy kiosk: ten messages and 30 typed characters a second, all its sound, a call in ten seconds."""
    budget = ConnectionBudget()
    for tick in range(50 * 3600):
        now = tick / 50
        assert budget.frame(now)
        if tick % 5 == 0:
            assert budget.control(now)
        if tick % 50 == 0:
            assert budget.text(30, now)
        if tick % 500 == 0:
            assert budget.call(now)


@pytest.mark.parametrize(("what", "at_most"), [("control", 400), ("frame", 2100), ("call", 32)])
def test_a_flood_does(what: str, at_most: int) -> None:
    budget = ConnectionBudget()
    granted = sum(getattr(budget, what)(number / 10_000) for number in range(100_000))  # ten seconds
    assert granted <= at_most


def test_a_microphone_that_catches_up_after_stalls_stays_within_its_budget() -> None:
    """Ten minutes in which the network stalls for 5 s again and again: what came meanwhile arrives at once."""
    budget = ConnectionBudget()
    for second in range(0, 600, 5):
        assert all(budget.frame(1000.0 + second) for _ in range(5 * 50))


def test_long_texts_are_what_costs() -> None:
    budget = ConnectionBudget()
    assert sum(budget.text(500, second) for second in range(60)) == 3 + 5


def test_addresses_do_not_share() -> None:
    budgets = AddressBudgets(4)
    assert sum(budgets.connect("10.0.0.1", 0.0) for _ in range(1000)) == 32
    assert budgets.connect("10.0.0.2", 0.0)
    assert sum(budgets.call("10.0.0.1", 0.0) for _ in range(1000)) == 120
    assert sum(budgets.control("10.0.0.1", 0.0) for _ in range(1000)) == 600
    assert sum(budgets.text("10.0.0.1", 500, 0.0) for _ in range(1000)) == 3
    assert budgets.text("10.0.0.2", 500, 0.0)


def test_a_network_of_addresses_is_one() -> None:
    budgets = AddressBudgets(1)
    assert sum(budgets.connect(f"2001:db8::{n:x}", 0.0) for n in range(1000)) == 20
    assert budgets.connect("2001:db8:0:1::1", 0.0)
    assert sum(budgets.connect(f"{prefix}10.9.9.9", 0.0) for prefix in ("::ffff:", "") * 100) == 20


def test_what_is_remembered_is_bounded() -> None:
    budgets = AddressBudgets(1)
    while budgets.connect("192.0.2.1", 0.0):
        pass
    for number in range(4096):
        budgets.connect(f"10.0.{number >> 8}.{number & 255}", 0.0)
    assert budgets.connect("192.0.2.1", 0.0), "4096 others were remembered instead"
