"""Days of the lunar calendar and feasts -> civil dates: 腊月二十三, 农历八月十五, 正月初五, 大年三十, 中秋节.

Conversion is borax's (tables for 1900 to 2100).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Literal

from borax.calendars.lunardate import TERMS_CN, LCalendars, LunarDate, TermUtils

_N = "一二三四五六七八九十"
_YEAR = (
    r"(?:(?P<year>\d{4}|[零〇一二三四五六七八九]{4}|\d{2}|[零〇一二三四五六七八九]{2})年|(?P<near>大前年|前年"
    r"|去年|今年|明年|后年))?的?"
)
_MARK = r"(?P<mark>农历|阴历|旧历|老历)?的?"
_DAY = (
    r"(?P<day>初[一二三四五六七八九十]|[廿][一二三四五六七八九]?|[二]?十[一二三四五六七八九]?|二十|三十|\d{1,2}"
    r"|[一二三四五六七八九](?=[日号]))[日号]?"
)
_LUNAR = re.compile(
    rf"{_MARK}{_YEAR}(?P<mark2>农历|阴历|旧历|老历)?的?(?P<leap>闰)?(?P<month>正|冬|腊|十一|十二|[{_N}]"
    rf"|\d{{1,2}})月份?的?{_DAY}"
)
_FEASTS: dict[str, tuple[int, int]] = {
    "大年初一": (1, 1), "年初一": (1, 1), "正月初一": (1, 1), "春节": (1, 1), "大年初二": (1, 2), "大年初三": (1, 3),
    "大年初四": (1, 4), "大年初五": (1, 5), "大年初六": (1, 6), "大年初七": (1, 7), "大年初八": (1, 8), "元宵": (1, 15),
    "端午": (5, 5), "七夕": (7, 7), "中元": (7, 15), "中秋": (8, 15), "重阳": (9, 9), "腊八": (12, 8),
}  # fmt: skip
_LAST = ("大年三十", "年三十", "除夕", "大年夜")
_CIVIL: dict[str, tuple[int, int]] = {
    "元旦": (1, 1), "情人节": (2, 14), "三八妇女节": (3, 8), "妇女节": (3, 8), "植树节": (3, 12), "五一": (5, 1),
    "劳动节": (5, 1), "五四": (5, 4), "青年节": (5, 4), "六一": (6, 1), "儿童节": (6, 1),
    "七一": (7, 1), "建党节": (7, 1),
    "八一": (8, 1), "建军节": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "双十一": (11, 11), "圣诞": (12, 25),
}  # fmt: skip
_FEAST = re.compile(
    rf"(?<![\d零一二三四五六七八九十]){_YEAR}(?P<feast>"
    rf"{'|'.join(sorted((*_FEASTS, *_LAST, *_CIVIL, *TERMS_CN), key=len, reverse=True))})"
    r"(?:节)?(?!后|以后|之后|前|以前|之前|路|街|期间|假|[年月号点\d零一二三四五六七八九十])"
)
_NEAR = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
_MONTHS = {"正": 1, "冬": 11, "腊": 12}
When = Literal["past", "future", "any"]


def find_lunar(text: str, today: date, when: When) -> date | None:
    """The lunar day or feast in `text`, None where there is none. Raises ValueError for a day that does not exist."""
    if hit := _FEAST.search(text):
        return _feast(hit["feast"], _year(hit, today), today, when)
    if (hit := _LUNAR.search(text)) and _is_lunar(hit):
        month, day, leap = _number(hit["month"]), _number(hit["day"]), bool(hit["leap"])
        year = _year(hit, today)

        def civil(lunar_year: int) -> date:
            last = LCalendars.ndays(lunar_year, month, int(leap)) if month == 12 and day == 30 else day
            found: date = LunarDate(lunar_year, month, min(day, last), int(leap)).to_solar_date()
            return found

        return civil(year) if year else _nearest(civil, today, when)
    return None


def _is_lunar(hit: re.Match[str]) -> bool:
    return bool(
        hit["mark"] or hit["mark2"] or hit["leap"] or hit["month"] in _MONTHS or hit["day"].startswith(("初", "廿"))
    )


def _feast(name: str, year: int, today: date, when: When) -> date:
    def civil(of: int) -> date:
        if name in _CIVIL:
            return date(of, *_CIVIL[name])
        if name in TERMS_CN:
            day: date = TermUtils.nth_term_day(of, TERMS_CN.index(name))
            return day
        lunar_year = of - 1 if name in _LAST or _FEASTS.get(name, (0, 0))[0] == 12 else of
        month, at = (12, LCalendars.ndays(lunar_year, 12, 0)) if name in _LAST else _FEASTS[name]
        found: date = LunarDate(lunar_year, month, at).to_solar_date()
        return found

    return civil(year) if year else _nearest(civil, today, when)


def _nearest(civil: Callable[[int], date], today: date, when: When) -> date:
    """The year is not said: the latest day that is past, the earliest that is to come, or this year's."""
    days = []
    for year in (today.year - 2, today.year - 1, today.year, today.year + 1):
        try:
            days.append(civil(year))
        except ValueError:
            continue  # a leap month, a thirtieth that this year has not
    past, future = [day for day in days if day <= today], [day for day in days if day >= today]
    this_year = [day for day in days if day.year == today.year] or days
    fitting = past[-1:] if when == "past" else future[:1] if when == "future" else this_year
    if not fitting:
        raise ValueError("no such day")
    return min(fitting, key=lambda day: abs((day - today).days))


def _year(hit: re.Match[str], today: date) -> int:
    """0: not said."""
    if hit["near"]:
        return today.year + _NEAR[hit["near"]]
    if not hit["year"]:
        return 0
    year = int("".join(character if character.isdecimal() else str(_digit(character)) for character in hit["year"]))
    return year if year >= 100 else year + (2000 if year <= (today.year + 10) % 100 else 1900)


def _digit(character: str) -> int:
    return "零一二三四五六七八九".find(character.replace("〇", "零"))


def _number(text: str) -> int:
    """正, 冬, 腊, 初五, 廿三, 二十三, 8."""
    if text in _MONTHS:
        return _MONTHS[text]
    if text.isdecimal():
        return int(text)
    text = text.removeprefix("初").replace("廿", "二十")
    tens, ten, ones = text.rpartition("十")
    return (_digit(tens) if tens else 1) * 10 * bool(ten) + (_digit(ones) if ones else 0)
