"""A question as a value: what is counted, of which rows, when, and by what it is divided."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from kiosk.operators.numbers.measures import Dimension


@dataclass(frozen=True, slots=True)
class Period:
    """From `low` up to and without `high`, hall's local time. `words`: as it was said, or the default's name.
    `assumed`: no period was said.
    """

    low: datetime
    high: datetime
    words: str
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """`values`: what the dimension's column holds; `words`: as the operator calls them."""

    dimension: Dimension
    values: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class NumberQuery:
    """`limit`: of the groups, from the best; 0: all. `order`: None where the groups stand in their own order.
    `against`: the period that it is compared with.
    """

    measure: str
    period: Period
    filters: tuple[Filter, ...] = ()
    group: Dimension | None = None
    order: Literal["high", "low"] | None = None
    limit: int = 0
    against: Period | None = None


@dataclass(frozen=True, slots=True)
class Unanswerable:
    """Why a question is not answered. `unknown`: its words that were not understood."""

    message: str
    unknown: tuple[str, ...] = field(default=())
