"""Days and stretches of days by year, month and distance: checked, moved by months, and told when they do not exist."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dialogue.understand.digits import number

When = Literal["past", "future", "any"]
YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
#: Months that are looked through for a day that this one has not: 31号.
_AHEAD = 3


class NoSuchDayError(ValueError):
    """`args[0]`: which day does not exist, for the citizen."""


@dataclass(frozen=True, slots=True)
class Days:
    """From `low` to `high`, equal for one day. `named`: both ends were said. `doubtful`: one day, to be read back."""

    low: date
    high: date
    named: bool = False
    doubtful: bool = False

    @property
    def single(self) -> bool:
        return self.low == self.high


def one(day: date, *, doubtful: bool = False) -> Days:
    return Days(day, day, doubtful=doubtful)


def make_day(year: int, month: int, day: int, *, year_said: bool = True) -> date:
    """Raises NoSuchDayError."""
    if not 1 <= month <= 12:
        raise NoSuchDayError(f"没有{month}月。")
    if not 1 <= day <= monthrange(year, month)[1]:
        leap = (month, day) == (2, 29)
        raise NoSuchDayError(f"{year}年没有2月29号。" if leap and year_said else f"{month}月没有{day}号。")
    return date(year, month, day)


def add_months(day: date, count: int) -> date:
    """`count` months on, kept inside the month (31 March - 1 month = 28 or 29 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def in_month(first: date, begin: int, end: int) -> Days:
    """Days `begin` to `end` of the month that begins on `first`; an end of 31 is its last day."""
    last = monthrange(first.year, first.month)[1]
    return Days(first.replace(day=min(begin, last)), first.replace(day=min(end, last)))


def day_of_month(day: int, today: date, when: When) -> Days:
    """25号: of this month, or of the next or last one that has such a day on the wanted side."""
    if not 1 <= day <= 31:
        raise NoSuchDayError(f"没有{day}号。")
    first = today.replace(day=1)
    skipped = False
    for shift in {"past": (0, -1, -2, -3), "future": tuple(range(_AHEAD + 1)), "any": (0,)}[when]:
        month = add_months(first, shift)
        if day > monthrange(month.year, month.month)[1]:
            skipped = True  # 三十一号 in November is not of this month: it is asked
            continue
        found = month.replace(day=day)
        if when == "any" or (found <= today if when == "past" else found >= today):
            return one(found, doubtful=skipped)
    raise NoSuchDayError(f"这个月没有{day}号。")


def day_of_year(month: int, day: int, today: date, when: When) -> date:
    """三月五号: of this year, or of the one before or after it if the slot wants past or future."""
    found: date | None = None
    error: NoSuchDayError | None = None
    for shift in {"past": (0, -1), "future": (0, 1), "any": (0,)}[when]:
        try:
            found = make_day(today.year + shift, month, day)
        except NoSuchDayError as wrong:
            error = error or wrong
            continue
        if when == "any" or (found <= today if when == "past" else found >= today):
            return found
    if found is None or error:
        leap = (month, day) == (2, 29)
        raise NoSuchDayError("今年没有2月29号。" if leap else str(error or ""))
    return found


def fitting(make: Callable[[int], Days], shifts: tuple[int, ...], today: date, when: When) -> Days:
    """The first of the shifts whose days reach the wanted side of today, else the first one."""
    made = [make(shift) for shift in shifts]
    wanted = {
        "past": [days for days in made if days.low <= today],
        "future": [days for days in made if days.high >= today],
        "any": made,
    }[when]
    return (wanted or made)[0]


def said_year(digits: str, today: date) -> int:
    """二零二五, 2025, 98: a year of two digits is of the last or of this century."""
    text = "".join(one if one.isdecimal() else str(number(one)) for one in digits)
    year = int(text)
    return year if year >= 100 else year + (2000 if year <= (today.year + 10) % 100 else 1900)


def days_on(day: date, count: int) -> date:
    return day + timedelta(days=count)
