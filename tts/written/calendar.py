"""Dates and times of day: 2026-11-20, 2026-03, 3月5日-8日, 2025-2026年, 08年, 90后, 9:00-17:30."""

from __future__ import annotations

import re
from re import Match

from tts.numerals import date, digits, time
from tts.written.rule import AFTER, BEFORE, TO, Rule, rule

_YMD = r"(?P<y>[12]\d{3})(?:-|/|\.|年)(?P<m>0?[1-9]|1[0-2])(?:-|/|\.|月)(?P<d>[12]\d|3[01]|0?[1-9])日?"
_CLOCK = r"(?P<h>[01]?\d|2[0-4])[:：](?P<min>[0-5]\d)(?:[:：](?P<s>[0-5]\d))?(?!\d)"
_YEAR = r"(?:19|20)\d{2}"
#: A year need not be followed by 年 before these.
_YEARLY = "年|版|届|级|款|学年|财年|年度|赛季|春|秋"
#: One of two things is to the other as...
_RATIO = "比例|比值|之比|配比|比率|比分|汇率|按|比|以"


def _year(text: str) -> str:
    return digits(text, yao=False)


def _years(match: Match[str]) -> str:
    return f"{_year(match[1])}到{_year(match[2])}"


RULES: tuple[Rule, ...] = (
    rule(rf"((?:{_RATIO})(?:例)?[是为：:]?\s*)(\d+)[:：](\d+)(?!\d*[:：])(?!\s*[开到至-])", r"\1\2比\3"),
    rule(rf"{BEFORE}(\d+)[:：](\d|\d{{3,}})(?![\d:：])", r"\1比\2"),
    rule(rf"{BEFORE}(\d+)[:：](\d+)(?=的?(?:比例|配比|复印|扫描|兑换|配套|还原|仿真))", r"\1比\2"),
    rule(rf"{BEFORE}{_YMD}{AFTER}", lambda match: date(match["y"], match["m"], match["d"])),
    rule(rf"{BEFORE}({_YEAR}){TO}({_YEAR}|\d{{2}})(?=(?:{_YEARLY}))", _years),
    rule(rf"{BEFORE}({_YEAR})/({_YEAR}|\d{{2}})(?=(?:{_YEARLY}))", _years),
    rule(
        rf"(?<![\d.-])({_YEAR})[-/.](0[1-9]|1[0-2])(?![\d-]|\.\d|\s*[元万亿%个号])",
        lambda match: f"{_year(match[1])}年{int(match[2])}月",
    ),
    rule(rf"{BEFORE}({_YEAR}){TO}({_YEAR}){AFTER}(?![\d号室])", _years),
    rule(rf"{BEFORE}({_YEAR})(?=(?:{_YEARLY}))", lambda match: _year(match[1])),
    rule(r"(?<!\d)(\d{4})(?=年(?!以|级))", lambda match: _year(match[1])),
    rule(r"(?<![\d.第满])(\d{2})(?=年(?:\d{1,2}月|出生|生人|毕业|入学|参军|入伍|建成|版|款))", lambda match: _year(match[1])),
    rule(r"(?<![\d.])(0\d)(?=年)", lambda match: _year(match[1])),
    rule(r"(?<![\d.])(\d[05])(?=后(?![天年日个]|\d))", lambda match: _year(match[1])),
    rule(rf"{BEFORE}{_CLOCK}", lambda match: time(match["h"], match["min"], match["s"])),
    rule(r"(?<=\d点)(\d{2})(?![\d分.点])", lambda match: f"{int(match[1])}分" if match[1][0] != "0" else f"零{match[1][1]}分"),
)


