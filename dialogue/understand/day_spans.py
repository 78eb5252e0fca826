"""Stretches of days, of which the citizen is asked for one: 月底, 下个月中旬, 下周, 这个周末, 年底, 明后天.

最后一天 of a month or year is one day.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from dialogue.understand.calendar_days import YEARS, Days, When, add_months, fitting, in_month, one, said_year
from dialogue.understand.digits import number

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
_YEAR = rf"(?:(?P<year>\d{{4}}|[零〇一二三四五六七八九]{{4}})年|(?P<near>{'|'.join(YEARS)}))?的?"
_MONTH = (
    rf"(?:(?P<which>上上个?|上个?|这个?|本|当|下下个?|下个?)月|(?<![\d一二三四五六七八九十个])(?P<month>{_N})月份?)"
)
#: Part of a month -> its first and last day; 31 is the last one.
_PARTS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "初": (1, 7), "头": (1, 7), "中": (13, 17)}
_OF_MONTH = re.compile(
    rf"{_YEAR}{_MONTH}的?(?P<part>上旬|中旬|下旬|月?初(?![一二三四五六七八九十])|头(?:上|里)?(?!几)|中(?![旬午途断])|月?底|月?末|最后一天"
    rf"|(?P<whole>里|内|份|(?![\d零一二三四五六七八九十底末初中头上下])))"
)
_BARE = re.compile(
    r"(?<![一二三四五六七八九十\d个上下这本当])月(?P<part>[底末]的?最后一天|底|末|初|头|中(?!旬))"
    r"|(?P<ten>上旬|中旬|下旬)"
)
_OF_YEAR = re.compile(
    rf"{_YEAR}年?(?:(?P<last>(?:底|末)?的?最后一天)|(?P<end>年底|年末|底|岁末)|(?P<begin>年初|开年|初(?!\w)))"
)
_WEEKEND = re.compile(r"(?P<which>上上个?|上个?|这个?|本|下下个?|下个?)?(?:周末|星期末|礼拜末)")
_WEEK = re.compile(
    r"(?P<which>上上个?|上个?|这个?|本|下下个?|下个?)(?:周|星期|礼拜)(?:里|内|之内)?(?![一二三四五六日天末1-6])"
)
_PAIR = re.compile(r"明后[两二]?[天日]|今明[两二]?[天日]|昨前[两二]?天|今昨[两二]?天|这一?两天")
_PAIRS = {"明后": (1, 2), "今明": (0, 1), "昨前": (-2, -1), "今昨": (-1, 0), "这两": (0, 1), "这一": (0, 1)}
#: Words for a time that no calendar shows.
_SOME_DAY = re.compile(
    r"[前后过这近][几两些](?:天|日)|前阵子?|过阵子?|前些(?:天|日子)|最近|不久(?:前|以前)|改天|过年[前后]|年[前后](?!天)|节[前后]|假期|放假"
)


def spans(text: str, today: date, when: When) -> list[tuple[int, int, Days]]:
    """Each with its place in the text."""
    found = []
    for hit in _OF_MONTH.finditer(text):
        if hit["part"] is not None and not (hit["whole"] is not None and hit["month"]):
            found.append((*hit.span(), _of_month(hit, today, when)))
    for hit in _OF_YEAR.finditer(text):
        if hit["year"] or hit["near"] or "年" in hit[0]:
            found.append((*hit.span(), _of_year(hit, today, when)))
    for hit in _BARE.finditer(text):
        found.append((*hit.span(), _part_of_month(hit["part"] or hit["ten"], 0, today, when)))
    for hit in _WEEKEND.finditer(text):
        found.append((*hit.span(), _week(hit["which"] or "", today, when, first=5, named=True)))
    for hit in _WEEK.finditer(text):
        found.append((*hit.span(), _week(hit["which"], today, when)))
    return found


def pairs(text: str, today: date) -> list[tuple[int, int, Days]]:
    """明后天, 今明两天: two days in one word."""
    ends = [(hit, _PAIRS[hit[0][:2]]) for hit in _PAIR.finditer(text)]
    return [
        (*hit.span(), Days(today + timedelta(days=low), today + timedelta(days=high), named=True))
        for hit, (low, high) in ends
    ]


def some_day(text: str) -> bool:
    """前几天, 过两天: a time was said, and no day."""
    return bool(_SOME_DAY.search(text))


def _shift(which: str) -> int:
    return which.count("下") - which.count("上")


def _of_month(hit: re.Match[str], today: date, when: When) -> Days:
    part = hit["part"].replace("月", "") if hit["whole"] is None else ""
    first = today.replace(day=1)
    if hit["which"]:
        return _named_part(part, add_months(first, _shift(hit["which"])))
    month = number(hit["month"])
    years = [_year(hit, today)] if hit["year"] or hit["near"] else [today.year, today.year - 1, today.year + 1]
    made = tuple(_named_part(part, date(year, month, 1)) for year in years)
    return fitting(lambda at: made[at], tuple(range(len(made))), today, when)


def _named_part(part: str, first: date) -> Days:
    if part in ("底", "末"):
        end = in_month(first, 31, 31).high
        return Days(end - timedelta(days=4), end)
    if part.endswith("最后一天"):
        return in_month(first, 31, 31)
    return in_month(first, *next((ends for name, ends in _PARTS.items() if part.startswith(name)), (1, 31)))


def _part_of_month(part: str, shift: int, today: date, when: When) -> Days:
    first = today.replace(day=1)
    shifts = {"past": (0, -1), "future": (0, 1), "any": (0,)}[when]
    return fitting(lambda at: _named_part(part, add_months(first, shift + at)), shifts, today, when)


def _year(hit: re.Match[str], today: date) -> int:
    return today.year + YEARS[hit["near"]] if hit["near"] else said_year(hit["year"], today)


def _of_year(hit: re.Match[str], today: date, when: When) -> Days:
    def make(year: int) -> Days:
        if hit["last"]:
            return one(date(year, 12, 31))
        return Days(date(year, 12, 20), date(year, 12, 31)) if hit["end"] else Days(date(year, 1, 1), date(year, 1, 15))

    if hit["year"] or hit["near"]:
        return make(_year(hit, today))
    return fitting(lambda shift: make(today.year + shift), (0, -1, 1), today, when)


def _week(which: str, today: date, when: When, *, first: int = 0, named: bool = False) -> Days:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=_shift(which))

    def make(shift: int) -> Days:
        return Days(monday + timedelta(weeks=shift, days=first), monday + timedelta(weeks=shift, days=6), named=named)

    return make(0) if which else fitting(make, {"past": (0, -1), "future": (0, 1), "any": (0,)}[when], today, when)
