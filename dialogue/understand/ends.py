"""Days named by the end of a month or year: 上个月底, 月末, 去年年底, 一九九九年最后一天."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Literal

from dialogue.understand.digits import number

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_END = r"(?:月?底|月?末|的?最后一天)"
_YEAR = r"(?:(?P<year>\d{4}|[零〇一二三四五六七八九]{4})年|(?P<near>大前年|前年|去年|今年|明年|后年))?的?"
_MONTH_END = re.compile(rf"{_YEAR}(?:(?P<which>上上个?|上个?|这个?|本|当|下下个?|下个?)月|(?P<month>{_N})月份?){_END}")
_BARE_MONTH_END = re.compile(r"月底|月末")
_YEAR_END = re.compile(rf"{_YEAR}(?:年底|年末|底|(?:的?最后一天))")
_NEAR = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
When = Literal["past", "future", "any"]


def find_end(text: str, today: date, when: When) -> date | None:
    if hit := _MONTH_END.search(text):
        if hit["which"]:
            shift = hit["which"].count("下") - hit["which"].count("上")
            return _last(*divmod(today.year * 12 + today.month - 1 + shift, 12))
        month = number(hit["month"])
        return _fitting([_last(year, month - 1) for year in _years(hit, today)], today, when)
    if (hit := _YEAR_END.search(text)) and (hit["year"] or hit["near"] or "年" in hit[0]):
        return _fitting([date(year, 12, 31) for year in _years(hit, today)], today, when)
    if _BARE_MONTH_END.search(text):
        index = today.year * 12 + today.month - 1
        return _fitting([_last(*divmod(at, 12)) for at in (index, index - 1)], today, when)
    return None


def _years(hit: re.Match[str], today: date) -> list[int]:
    """The year that is said, or this one and its neighbours, the likeliest first."""
    if hit["near"]:
        return [today.year + _NEAR[hit["near"]]]
    if hit["year"]:
        return [int("".join(c if c.isdecimal() else str(number(c)) for c in hit["year"]))]
    return [today.year, today.year - 1, today.year + 1]


def _fitting(days: list[date], today: date, when: When) -> date:
    wanted = {"past": [d for d in days if d <= today], "future": [d for d in days if d >= today], "any": days}[when]
    return (wanted or days)[0]


def _last(year: int, month: int) -> date:
    """`month`: 0 to 11. Raises ValueError for others."""
    if not 0 <= month <= 11:
        raise ValueError("no such month")
    return date(year, month + 1, monthrange(year, month + 1)[1])
