"""How long something has lasted, as the answer to whether it has lasted so long: 一年零两个月 to 您住满半年了吗.

Compares in half months. 不到半年 and 快半年 are below what they name, 大半年 is above it. What is planned
(签了一年合同), what is over (以前住过两年) and what is of another person tells nothing.
"""

from __future__ import annotations

import re
from datetime import date

from dialogue.understand.amount import amount
from dialogue.understand.calendar_days import said_year
from dialogue.understand.digits import number
from dialogue.understand.persons import persons_told_of
from dialogue.understand.quantity import quantity
from dialogue.understand.question import is_question

_N = r"(?:\d{1,3}|[一两二三四五六七八九十]{1,3}|好?几|十几|数)"
#: 六月 is a month of the year, and no six months.
_UNIT = r"(?:年|个月|(?<=[几多来])月|个?(?:星期|礼拜|周)|天|日(?!子))"
_SPAN = re.compile(
    rf"(?P<below>不到|没到|不足|不够|没满|不满|差点儿?(?:到|就)?|快要?(?:到|满)?|将近|接近|差不多|近)?"
    rf"(?:(?P<most>大|小|多)半年|(?P<half>半)个?(?P<of>年|月)|(?<![零〇\d一二三四五六七八九十])(?P<count>{_N})(?P<more>多|来|个多(?=[年月])|个来(?=[年月]))?(?P<unit>{_UNIT})(?P<and_half>半)?)"
    rf"(?P<over>多|出头|有余|以上)?(?!前|以?后|之后|一(?:次|回|趟))"
)
_ASKED = re.compile(rf"(?:满|超过|够|到)(?:了)?(?P<span>半年|半个月|{_N}{_UNIT})")
#: Half months.
_WORTH = {"年": 24.0, "月": 2.0, "星期": 0.5, "礼拜": 0.5, "周": 0.5, "天": 1 / 15, "日": 1 / 15}
_BELOW = re.compile("不到|不足|不够|不满|没")
#: 快一年 is more than so much of it.
_NEARLY = 0.75
_DAYS = 15
_TELLS_NOTHING = re.compile(
    r"刚来|才来|刚到|才到|刚搬|才搬|以前|从前|原来|曾经|合同|签|租期|打算|准备|计划|还要|再[住待]|预计|可能|好像|大概|应该|也许|断断续续|来来回回|加起来|忘|记不|不知|不清|每年|一年到头|就走|才走|刚走|又走|后来|还差|差[一两二三几]"
)
_BETWEEN = re.compile(r"[零又加外带和]*$")


def lasts_as_asked(asked: str, text: str) -> bool | None:
    """`asked`: the question and what its slot is called. None where it asks of no time, or the answer tells none, or
    an uncertain one.
    """
    threshold = _ASKED.search(asked)
    if threshold is None or is_question(text) or _TELLS_NOTHING.search(text) or persons_told_of(text):
        return None
    try:
        wanted = _worth(_SPAN.fullmatch(threshold["span"]))[0]
        votes = {_verdict(hits, wanted) for hits in _spans(text)}
    except ValueError:
        return None
    return votes.pop() if len(votes) == 1 else None


#: Since when: 去年三月份来的, 六月份搬来的, 二零二四年就在这边.
_SINCE = re.compile(
    r"(?:(?P<year>\d{4}|[零〇一二三四五六七八九]{4}|[零〇一二三四五六七八九]{2}|\d{2})年|(?P<near>大前年|前年|去年|今年))?的?"
    r"(?:(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月份?)?"
)
_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0}
_CAME = re.compile(r"来|搬|到|住|开始|干|在这|就在|进|租|上班")


def lasts_since(asked: str, text: str, today: date) -> bool | None:
    """By the month or the year since when it is so. None where it may be either, or no time is told."""
    threshold = _ASKED.search(asked)
    if threshold is None or is_question(text) or _TELLS_NOTHING.search(text) or not _CAME.search(text):
        return None
    hits = [hit for hit in _SINCE.finditer(text) if hit["year"] or hit["near"] or hit["month"]]
    if len(hits) != 1:
        return None
    hit = hits[0]
    half_months = _worth(_SPAN.fullmatch(threshold["span"]))[0]
    month = number(hit["month"]) if hit["month"] else 0
    if hit["year"]:
        year = said_year(hit["year"], today)
    else:
        year = today.year + _YEARS[hit["near"]] if hit["near"] else today.year - (month > today.month)
    if month > 12 or year > today.year:
        return None
    first, last = (month or 1), (month or 12)
    longest = (today.year - year) * 12 + today.month - first
    shortest = (today.year - year) * 12 + today.month - last - 1
    if 2 * shortest >= half_months:
        return True
    return False if 2 * longest < half_months and longest >= 0 else None


def _spans(text: str) -> list[list[re.Match[str]]]:
    """The times named, those that make one (一年零两个月) together."""
    found: list[list[re.Match[str]]] = []
    for hit in _SPAN.finditer(text):
        before = text[found[-1][-1].end() : hit.start()] if found else "，"
        if found and _BETWEEN.fullmatch(before) and not hit["below"]:
            found[-1].append(hit)
        else:
            found.append([hit])
    return found


def _verdict(hits: list[re.Match[str]], wanted: float) -> bool | None:
    below = hits[0]["below"] or ""
    low = sum(_worth(hit)[0] for hit in hits)
    high = sum(_worth(hit)[1] for hit in hits)
    if _BELOW.search(below):
        return False if high <= wanted else None
    if below:  # 快一年了
        low *= _NEARLY
        high -= 1 / _DAYS
    if low >= wanted:
        return True
    return False if high < wanted else None


def _worth(hit: re.Match[str] | None) -> tuple[float, float]:
    """Half months, at least and at most. Raises ValueError for a count that is no number."""
    if hit is None:
        return 0.0, 0.0
    if hit["most"]:
        return (12.0, 24.0) if hit["most"] in "大多" else (6.0, 12.0)
    over = 1 / _DAYS if hit["over"] or hit["more"] else 0.0
    if hit["half"]:
        unit = _WORTH[hit["of"]] / 2
        return unit + over, unit * 2 if over else unit
    unit = next(worth for word, worth in _WORTH.items() if hit["unit"].endswith(word))
    said = {"几": "两", "好几": "三", "数": "两"}.get(hit["count"], hit["count"])
    if said != hit["count"]:
        return float(amount(said)) * unit, 9 * unit
    told = quantity(said)
    half = 0.5 if hit["and_half"] else 0.0
    most = float(told.high) + half + (0.9 if over else 0.0)
    return (float(told.low) + half) * unit + over, most * unit
