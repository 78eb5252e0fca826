"""Every day that a text names, in its order: calendar days, weekdays, distances, days of the month, stretches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dialogue.understand.calendar_days import (
    YEARS,
    Days,
    When,
    add_months,
    day_of_month,
    day_of_year,
    make_day,
    one,
    said_year,
)
from dialogue.understand.day_spans import pairs, spans
from dialogue.understand.digits import number
from dialogue.understand.quantity import SpokenQuantity, quantity

_N = r"[\d零〇一二两三四五六七八九十]{1,4}"
_SHIFTS = {"大前": -3, "前": -2, "昨": -1, "今": 0, "当": 0, "明": 1, "后": 2, "大后": 3}
_DAY = re.compile(
    r"(?<![以之目先])(?<!从(?=[前]))(?P<shift>大前|大后|前|昨|今|当|明|后)(?:天|日(?!子)|儿个?|晚|夜|早|个(?!月))(?<!当[日儿晚夜早个])(?<![前后]个)"
)
_WEEKDAYS = "一二三四五六日"
_WEEK = re.compile(
    r"(?<![每逢])(?P<which>上上个?|上个?|这个?|本|下下个?|下个?)?(?:周|星期|礼拜)(?P<day>[一二三四五六日1-6]|天(?!天))(?![百千万])"
    r"(?:[、或]?(?P<next>[二三四五六日天])(?![点时号个月百千万]))?"
)
#: 过三天, 再过一个礼拜. 过两天 is some day or other.
_PAST = re.compile(
    rf"(?:再)?[过隔](?P<count>(?!两天|几){_N}|[\d十]+[多来几])个?(?P<unit>天|日|周|星期|礼拜|月)(?!以?后|之后|以?前|之前|[了的])"
)
_AGO = re.compile(
    rf"(?P<count>{_N}|[\d十]+[多来几]|几|(?<!天)半)个?(?P<unit>天|日|周|星期|礼拜|月|年)(?P<side>以前|之前|前|以后|之后|后)"
    r"(?P<today>的(?:今天|这一?天))?"
)
_NEAR = "|".join(YEARS)
_FULL = re.compile(
    rf"(?:(?P<year>\d{{4}}|\d{{2}}|[零〇一二两三四五六七八九]{{4}}|[零〇一二三四五六七八九]{{2}})年|(?P<near>{_NEAR}))?的?"
    rf"(?P<month>{_N})月份?(?:[上中下]旬?|里)?的?[，,]?(?:(?P<from>{_N})[日号]?[到至~-])?(?P<day>{_N})[日号]?"
)
_MONTH_DAY = re.compile(
    rf"(?P<which>上上个?|上个?|这个?|本|当|下下个?|下个?)月(?:[上中下]旬?|里)?的?[，,]?(?:(?P<from>{_N})[日号]?[到至~、和-])?(?P<day>{_N})[日号]?"
)
#: Behind a number of a day: 27号楼, 3号线, 5号窗口.
_PLACES = "楼线院门窗机店桌车房库路文码柜厅馆床仓坑井台球人牌令染油服"
_DAY_ONLY = re.compile(
    rf"(?<![第\d零一二两三四五六七八九十路街巷弄村镇段栋幢区园年月])(?:(?P<from>{_N})[日号]?[到至~-])?(?P<day>{_N})[日号](?![{_PLACES}])"
)
_PLAIN = re.compile(r"(?P<year>\d{4})[-/.年\s](?P<month>\d{1,2})[-/.月\s](?P<day>\d{1,2})")
#: 下个月的今天; 两周前的周三; 十二月头一个周一.
_SAME_OF_MONTH = re.compile(r"(?P<which>上上?|下下?)个?月的?(?:今天|这一?天)")
_WEEKS_OFF = re.compile(
    r"(?P<count>[一两二三四五六七八九十\d]{1,2})个?(?:周|星期|礼拜)(?:以|之)?(?P<side>[前后])的?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])"
)
_NTH = re.compile(
    r"(?:(?P<which>上上?个?|这个?|本|下下?个?)月|(?P<month>[一二三四五六七八九十]{1,2}|\d{1,2})月份?)的?(?P<nth>第[一二三四五1-5]|头一?|最后一?)个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])"
)
_SAME_DAY = re.compile(r"(大前年|前年|去年|明年|后年)的?今天")
Kind = Literal["calendar", "weekday", "near", "distance", "span"]


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` names `days`. `kind`: how: 25号 is `calendar`, 明天 `near`."""

    start: int
    end: int
    days: Days
    kind: Kind


def mentions(text: str, today: date, when: When, *, week: str = "") -> list[Mention]:
    """`week`: 上 or 下, said before with another weekday (下周三不行，周四吧). Raises NoSuchDayError, ValueError."""
    found: list[Mention] = []
    for mention in _all(text, today, when, week):
        if all(mention.end <= other.start or mention.start >= other.end for other in found):
            found.append(mention)
    if any(mention.kind not in ("distance", "span") for mention in found):
        found = [mention for mention in found if mention.kind not in ("distance", "span")]
    return sorted(found, key=lambda mention: mention.start)


def week_named(text: str) -> str:
    """上, 下 or empty: the week of the last weekday in the text that names its week."""
    said = [hit["which"] for hit in _WEEK.finditer(text) if hit["which"]]
    return said[-1] if said else ""


def _all(text: str, today: date, when: When, week: str) -> Iterator[Mention]:
    """The surest forms first."""
    for hit in _SAME_DAY.finditer(text):
        yield Mention(*hit.span(), one(add_months(today, 12 * YEARS[hit[1]])), "calendar")
    for hit in _SAME_OF_MONTH.finditer(text):
        shift = hit["which"].count("下") - hit["which"].count("上")
        yield Mention(*hit.span(), one(add_months(today, shift)), "calendar")
    for hit in _WEEKS_OFF.finditer(text):
        weeks = number(hit["count"].replace("两", "二")) * (-1 if hit["side"] == "前" else 1)
        day = _weekday(hit["day"], "", today, "any") + timedelta(weeks=weeks)
        yield Mention(*hit.span(), one(day, doubtful=True), "calendar")
    for hit in _NTH.finditer(text):
        if found := _nth_weekday(hit, today, when):
            yield Mention(*hit.span(), one(found), "calendar")
    for hit in _PLAIN.finditer(text):
        yield Mention(*hit.span(), one(make_day(int(hit["year"]), int(hit["month"]), int(hit["day"]))), "calendar")
    for hit in _FULL.finditer(text):
        yield Mention(*hit.span(), _calendar(hit, today, when), "calendar")
    for hit in _MONTH_DAY.finditer(text):
        yield Mention(*hit.span(), _of_month(hit, today), "calendar")
    for hit in _AGO.finditer(text):
        yield Mention(*hit.span(), _distance(hit, today), "calendar" if hit["today"] else "distance")
    for hit in _PAST.finditer(text) if when != "past" else ():
        yield Mention(*hit.span(), _distance(hit, today, sign=1), "distance")
    for hit in _WEEK.finditer(text):
        week = hit["which"] or week
        yield _weekdays(hit, week, today, when)
    for start, end, days in pairs(text, today):
        yield Mention(start, end, days, "near")
    for hit in _DAY.finditer(text):
        yield Mention(*hit.span(), one(today + timedelta(days=_SHIFTS[hit["shift"]])), "near")
    for hit in _DAY_ONLY.finditer(text):
        yield Mention(*hit.span(), _of_any_month(hit, today, when), "calendar")
    for start, end, days in spans(text, today, when):
        yield Mention(start, end, days, "span")


def _numbers(hit: re.Match[str]) -> tuple[int, int]:
    """The first and the last day: 五号, 七八号, 28到30号."""
    if hit["from"]:
        return number(hit["from"]), number(hit["day"])
    rough = _rough(hit["day"])
    return (int(rough.low), int(rough.high)) if rough else (number(hit["day"]),) * 2


def _rough(text: str) -> SpokenQuantity | None:
    try:
        found = quantity(text)
    except ValueError:
        return None
    return found if found.named else None


def _calendar(hit: re.Match[str], today: date, when: When) -> Days:
    month, (first, last) = number(hit["month"]), _numbers(hit)
    if not hit["year"] and not hit["near"]:
        low = day_of_year(month, first, today, when)
        return one(low) if first == last else Days(low, make_day(low.year, month, last), named=True)
    year = today.year + YEARS[hit["near"]] if hit["near"] else said_year(hit["year"].replace("两", "二"), today)
    return Days(make_day(year, month, first), make_day(year, month, last), named=first != last)


def _of_month(hit: re.Match[str], today: date) -> Days:
    month = add_months(today.replace(day=1), hit["which"].count("下") - hit["which"].count("上"))
    first, last = _numbers(hit)
    return Days(make_day(month.year, month.month, first), make_day(month.year, month.month, last), named=first != last)


def _of_any_month(hit: re.Match[str], today: date, when: When) -> Days:
    first, last = _numbers(hit)
    low = day_of_month(first, today, when)
    return low if first == last else Days(low.low, make_day(low.low.year, low.low.month, last), named=True)


def _distance(hit: re.Match[str], today: date, *, sign: int = 0) -> Days:
    """`sign`: 1 later, -1 before; 0: as the words say."""
    sign = sign or (-1 if "前" in hit["side"] else 1)
    if hit["count"] == "半":
        return one(add_months(today, sign * 6) if hit["unit"] == "年" else today + timedelta(days=sign * 15))
    try:
        count = SpokenQuantity(*(number(hit["count"]),) * 2)  # type: ignore[arg-type]
    except ValueError:
        count = quantity("十几" if hit["count"] == "几" else hit["count"])
    if rough := _rough(hit["count"]):
        count = rough
    ends = sorted(_moved(today, sign * int(end), hit["unit"]) for end in (count.low, count.high))
    return Days(ends[0], ends[1], named=count.named)


def _moved(today: date, count: int, unit: str) -> date:
    if unit in ("天", "日"):
        return today + timedelta(days=count)
    if unit == "月":
        return add_months(today, count)
    return add_months(today, 12 * count) if unit == "年" else today + timedelta(weeks=count)


def _nth_weekday(hit: re.Match[str], today: date, when: When) -> date | None:
    """None where the month has no such weekday."""
    if hit["which"]:
        first = add_months(today.replace(day=1), hit["which"].count("下") - hit["which"].count("上"))
    else:
        first = day_of_year(number(hit["month"]), 1, today, when)
    weekday = 6 if hit["day"] == "天" else _WEEKDAYS.index(hit["day"])
    days = [day for at in range(31) if (day := first + timedelta(days=at)).month == first.month]
    days = [day for day in days if day.weekday() == weekday]
    if hit["nth"].startswith("最后"):
        return days[-1]
    place = number(hit["nth"][1]) - 1 if hit["nth"].startswith("第") else 0
    return days[place] if place < len(days) else None


def _weekdays(hit: re.Match[str], week: str, today: date, when: When) -> Mention:
    """周三, or 周三四 as two days."""
    first = _weekday(hit["day"], week, today, when)
    follows = hit["next"] and first + timedelta(days=1)
    if follows and follows.weekday() == (6 if hit["next"] == "天" else _WEEKDAYS.index(hit["next"])):
        return Mention(*hit.span(), Days(first, follows, named=True), "weekday")
    return Mention(hit.start(), hit.end("day"), one(first), "weekday")


def _weekday(day: str, which: str, today: date, when: When) -> date:
    weekday = 6 if day == "天" else int(day) - 1 if day.isdigit() else _WEEKDAYS.index(day)
    weeks = which.count("下") - which.count("上")
    found = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks, days=weekday)
    if not which and when == "future" and found < today:
        found += timedelta(weeks=1)
    if not which and when == "past" and found > today:
        found -= timedelta(weeks=1)
    return found
