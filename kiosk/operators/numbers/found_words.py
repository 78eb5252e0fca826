"""What the words of one question say, before they are put together; and the refusal of a question."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.operators.numbers.measures import Dimension
from kiosk.operators.numbers.periods import SaidPeriod
from kiosk.operators.numbers.query import Filter, Unanswerable


@dataclass(slots=True)
class FoundWords:
    """What the words of one question say."""

    measures: list[str] = field(default_factory=list)
    groups: list[Dimension] = field(default_factory=list)
    nouns: list[Dimension] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    limits: list[int] = field(default_factory=list)
    compares: list[str] = field(default_factory=list)
    percents: list[int] = field(default_factory=list)
    filters: dict[Dimension, list[Filter]] = field(default_factory=dict)
    periods: list[SaidPeriod] = field(default_factory=list)
    stuck: bool = False  # 卡在
    weak: list[str] = field(default_factory=list)
    which: bool = False  # 哪个, 谁: one of those that were named
    filtered_to: int = 0  # where the last name ends
    #: Where a share is asked for, and whether the measure was named before.
    shares: list[tuple[int, bool]] = field(default_factory=list)

    def filter(self, one: Filter, end: int) -> None:
        self.filtered_to = max(self.filtered_to, end)
        self.filters.setdefault(one.dimension, []).append(one)


class RefusedQuestionError(Exception):
    def __init__(self, message: str, unknown: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.why = Unanswerable(message, unknown)
