"""A stored value as an operand of an expression: a number, a day or an hour, exact.

Numbers as they are said, with their doubt, are `understand.quantity`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from dialogue.script.calendar import LONGEST, HallCalendar

Sign = Literal["×", "÷"]
Unit = Literal["天", "周", "月", "年", "工作日"]
UNITS: tuple[Unit, ...] = ("天", "周", "月", "年", "工作日")
#: × and ÷ keep cents.
_CENT = Decimal("0.01")
_TOO_LONG = Decimal(10) ** 15
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """`kind` "hour": minutes since midnight as a number; "day": `day` is set."""

    kind: Literal["number", "day", "hour"]
    number: Decimal = Decimal(0)
    day: date = date.min

    @property
    def order(self) -> Decimal:
        return Decimal(self.day.toordinal()) if self.kind == "day" else self.number


def quantity(text: str) -> Quantity | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return Quantity("day", day=date.fromisoformat(text))
        except ValueError:
            return None
    if clock := re.fullmatch(r"(\d{1,2}):(\d{2})(:\d{2})?", text):
        return Quantity("hour", Decimal(int(clock[1]) * 60 + int(clock[2])))
    return Quantity("number", Decimal(text)) if _NUMBER.fullmatch(text) else None


def written(found: Quantity | None) -> str:
    """As a value is kept: 3510.50, 2026-03-01; empty for None."""
    if found is None:
        return ""
    return found.day.isoformat() if found.kind == "day" else str(found.number)


def combined(
    left: Quantity | None, sign: int, right: Quantity | None, unit: Unit | None, calendar: HallCalendar
) -> Quantity | None:
    """`left` + or − `right`: numbers; a day and a number of `unit` (days, if None); two days, counted in `unit`.

    None where there is no such sum.
    """
    if left is None or right is None:
        return None
    try:
        if left.kind == right.kind == "day" and sign < 0:
            return _number(between(right.day, left.day, unit or "天", calendar))
        if left.kind == "day" and right.kind == "number":
            return Quantity("day", day=shifted(left.day, sign * right.number, unit or "天", calendar))
    except (OverflowError, ValueError):
        return None
    if left.kind == right.kind == "number" and unit is None:
        return _number(left.number + sign * right.number)
    return None


def scaled(left: Quantity | None, sign: Sign, right: Quantity | None) -> Quantity | None:
    """`left` × or ÷ `right`, not rounded: numbers only. None where there is no such product, or it is divided by 0."""
    if left is None or right is None or left.kind != "number" or right.kind != "number":
        return None
    if sign == "×":
        return _number(left.number * right.number)
    return _number(left.number / right.number) if right.number else None


def rounded(found: Quantity | None) -> Quantity | None:
    """A number to the cent, half a cent upwards, without cents where there are none; None if it is too long to keep."""
    if found is None or found.kind != "number":
        return found
    if abs(found.number) >= _TOO_LONG:
        return None
    cents = found.number.quantize(_CENT, ROUND_HALF_UP)
    return _number(int(cents) if cents == cents.to_integral_value() else cents)


def _number(count: Decimal | int) -> Quantity:
    return Quantity("number", Decimal(count))


def shifted(day: date, count: Decimal, unit: Unit, calendar: HallCalendar) -> date:
    """`day` moved by whole units. A month later is the same day of that month, or its last one.

    Raises ValueError for a count that is not whole or is too long, OverflowError past the last day there is.
    """
    whole = int(count)
    if whole != count or abs(whole) > LONGEST:
        raise ValueError(f"expected a whole number of at most {LONGEST}, got {count}")
    match unit:
        case "天" | "周":
            return day + timedelta(days=whole * (7 if unit == "周" else 1))
        case "工作日":
            return calendar.add_workdays(day, whole)
        case _:
            months = day.year * 12 + day.month - 1 + whole * (12 if unit == "年" else 1)
            year, month = divmod(months, 12)
            return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def between(start: date, end: date, unit: Unit, calendar: HallCalendar) -> int:
    """Whole units from `start` to `end`, negative if `end` lies before `start`. Years are counted as an age is."""
    if end < start and unit != "工作日":
        return -between(end, start, unit, calendar)
    match unit:
        case "天" | "周":
            return (end - start).days // (7 if unit == "周" else 1)
        case "工作日":
            if abs((end - start).days) > LONGEST:
                raise ValueError("too far apart to count working days")
            return calendar.workdays(start, end)
        case _:
            months = (end.year - start.year) * 12 + end.month - start.month
            months -= end.day < start.day
            return months // (12 if unit == "年" else 1)
