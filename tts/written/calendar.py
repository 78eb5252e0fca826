"""Dates and times of day: 2026-11-20, 2026-03, 3月5日-8日, 2025-2026年, 08年, 90后, 9:00-17:30."""

from __future__ import annotations

import re
from re import Match

from tts.numerals import cardinal, date, digits, time
from tts.written.rule import AFTER, BEFORE, TO, Rule, rule

_MONTH, _DAY = r"(?P<m>0?[1-9]|1[0-2])", r"(?P<d>[12]\d|3[01]|0?[1-9])"
_DASHED = rf"(?P<y>[12]\d{{3}})(?P<mark>[-/.]){_MONTH}(?P=mark){_DAY}(?:日|(?!\.?\d|日))"
_WRITTEN = rf"(?P<y>[12]\d{{3}})年{_MONTH}月{_DAY}(?:日|(?![\d日个-]|\.\d|[—~～]))"
_CLOCK = r"(?P<h>[01]?\d|2[0-4])[:：](?P<min>[0-5]\d)(?:[:：](?P<s>[0-5]\d))?(?!\d)"
_YEAR = r"(?:19|20)\d{2}"
#: A year need not be followed by 年 before these.
_YEARLY = "年|版|届|级|款|学年|财年|年度|赛季|春|秋"
#: One of two things is to the other as...
_RATIO = "低于|高于|少于|超过|大于|小于|达到|比例|比值|之比|配比|比率|比分|汇率|按|比|以"


_PARTS = r"\d+(?:\.\d+)?(?:[:：]\d+(?:\.\d+)?)+"


def _ratio(match: Match[str]) -> str:
    return match[1] + "比".join(cardinal(part) for part in re.split("[:：]", match[2]))


def _called(match: Match[str]) -> str:
    """A day that has become a name: 3·15 is 三幺五, 12·4 is 十二四."""
    month, day = (part for part in match.groups() if part)
    return (cardinal(month) if len(month) > 1 else digits(month)) + digits(day)


def _year(text: str) -> str:
    return digits(text, yao=False)


def _month(match: Match[str]) -> str:
    year, month = (part for part in match.groups() if part)
    return f"{_year(year)}年{cardinal(month)}月"


def _years(match: Match[str]) -> str:
    return f"{_year(match[1])}到{_year(match[2])}"


RULES: tuple[Rule, ...] = (
    rule(rf"((?:{_RATIO})(?:例)?[是为：:]?\s*)({_PARTS})(?!\s*[开到至-])", _ratio),
    rule(rf"()(?<![\d.:：])({_PARTS})(?=的?(?:比例|配比|复印|扫描|兑换|配套|还原|仿真))", _ratio),
    rule(
        r"()(?<![\d.:：])(\d+[:：]\d(?:[:：]\d+)*|\d+[:：]\d{3,}|\d+\.\d+[:：]\d+(?:\.\d+)?|\d+[:：]\d+\.\d+)(?![\d:：]|\.\d)",
        _ratio,
    ),
    rule(
        r"(?<![\d.])(\d{1,2})[·•](\d{1,2})(?!\d)|(?<![\d.])(\d{1,2})\.(\d{1,2})(?=[”\"]?(?:特大|国家)?(?:案|事件|事故|投诉|晚会|消费者|宪法|专项|运动|惨案|地震|公祭))",
        _called,
    ),
    rule(rf"{BEFORE}{_DASHED}", lambda match: date(match["y"], match["m"], match["d"])),
    rule(rf"{BEFORE}{_WRITTEN}", lambda match: date(match["y"], match["m"], match["d"])),
    rule(
        rf"{BEFORE}(0?[1-9]|1[0-2])/([0-3]?\d){TO}(0?[1-9]|1[0-2])/([0-3]?\d)(?![\d/])",
        lambda match: "{}月{}日到{}月{}日".format(*(cardinal(part) for part in match.groups())),
    ),
    rule(
        rf"(?<![\d.])({_YEAR})\.(0?[1-9]|1[0-2])(?={TO}(?:{_YEAR}|今)|起|以来)|(?<=[到至—~-])({_YEAR})\.(0?[1-9]|1[0-2])(?![\d.])",
        _month,
    ),
    rule(rf"{BEFORE}({_YEAR}){TO}({_YEAR}|\d{{2}})(?=(?:{_YEARLY}))", _years),
    rule(rf"{BEFORE}({_YEAR})/({_YEAR}|\d{{2}})(?=(?:{_YEARLY}))", _years),
    rule(
        rf"(?<![\d.-])({_YEAR})[-/.](0[1-9]|1[0-2])(?![\d-]|\.\d|\s*[元万亿%个号])",
        lambda match: f"{_year(match[1])}年{int(match[2])}月",
    ),
    rule(rf"{BEFORE}({_YEAR}){TO}({_YEAR}){AFTER}(?![\d号室])", _years),
    rule(rf"{BEFORE}({_YEAR})(?=(?:{_YEARLY}))", lambda match: _year(match[1])),
    rule(r"(?<!\d)(\d{4})(?=年(?!以|级))", lambda match: _year(match[1])),
    rule(
        r"(?<![\d.第满])(\d{2})(?=年(?:\d{1,2}月|出生|生人|毕业|入学|参军|入伍|建成|版|款))",
        lambda match: _year(match[1]),
    ),
    rule(r"(?<![\d.])(0\d)(?=年)", lambda match: _year(match[1])),
    rule(r"(?<![\d.])(\d[05])(?=后(?![天年日个]|\d))", lambda match: _year(match[1])),
    rule(rf"{BEFORE}{_CLOCK}", lambda match: time(match["h"], match["min"], match["s"])),
    rule(
        r"(?<=\d点)(\d{2})(?![\d分.点])",
        lambda match: f"{int(match[1])}分" if match[1][0] != "0" else f"零{match[1][1]}分",
    ),
)
