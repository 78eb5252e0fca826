from __future__ import annotations

import math

import pytest

from support.measures.figures import median_change, p50, p95, percentile, slope


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(n) for n in range(1, 21)]
    assert (p50(values), p95(values), percentile(values, 100)) == (10.0, 19.0, 20.0)
    assert p95([3.0, 1.0]) == 3.0  # of few values, the worst one


def test_a_percentile_of_nothing_is_not_a_number() -> None:
    assert math.isnan(p50([]))


def test_slope_is_least_squares_and_flat_where_nothing_can_be_fitted() -> None:
    assert slope([0, 1, 2], [5, 7, 9]) == pytest.approx(2)
    assert slope([1], [5]) == slope([2, 2], [5, 9]) == 0


def test_a_change_is_of_what_both_hold() -> None:
    before = {"a": 10.0, "b": 500.0, "c": 30.0, "only before": 1.0}
    after = {"a": 12.0, "b": 505.0, "c": 31.0, "only after": 9.0}
    assert median_change(before, after) == 2.0
    assert median_change(before, {"d": 1.0}) is None
