"""The few statistics that the benches share."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import median

import numpy as np


def percentile(values: Sequence[float], percent: float) -> float:
    """Of what was seen: never between two values, for with few of them that would be made up. NaN of nothing."""
    if not values:
        return math.nan
    return sorted(values)[min(len(values) - 1, math.ceil(percent / 100 * len(values)) - 1 if percent else 0)]


def p50(values: Sequence[float]) -> float:
    return percentile(values, 50)


def p95(values: Sequence[float]) -> float:
    return percentile(values, 95)


def median_change(before: Mapping[str, float], after: Mapping[str, float]) -> float | None:
    """The median difference, `after` less `before`, of what both hold; None where they have nothing in common."""
    both = before.keys() & after.keys()
    return median(after[name] - before[name] for name in both) if both else None


def slope(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Least squares, y per x; 0 where nothing can be fitted."""
    if len(xs) < 2 or max(xs) == min(xs):
        return 0.0
    return float(np.polyfit(np.asarray(xs, float), np.asarray(ys, float), 1)[0])
