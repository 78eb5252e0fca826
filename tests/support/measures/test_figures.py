from __future__ import annotations

import math

import pytest

from support.measures.figures import p50, p95, percentile, slope


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(n) for n in range(1, 21)]
    assert (p50(values), p95(values), percentile(values, 100)) == (10.0, 19.0, 20.0)
    assert p95([3.0, 1.0]) == 3.0  # of few values, the worst one


def test_a_percentile_of_nothing_is_not_a_number() -> None:
    assert math.isnan(p50([]))


def test_slope_is_least_squares_and_flat_where_nothing_can_be_fitted() -> None:
    assert slope([0, 1, 2], [5, 7, 9]) == pytest.approx(2)
    assert slope([1], [5]) == slope([2, 2], [5, 9]) == 0
