"""From one thing to another: 3-5个, 3月5日-8日, 周一-周五, 九点—十二点; and a stroke that joins a house's numbers."""

from __future__ import annotations

from re import Match

from tts.numerals import amount, digits
from tts.written.rule import UNITS, Rule, rule

_STROKE = r"\s*(?:[-–—~～]+)\s*"
#: What ends the first half of a span that is not a bare number.
_FIRST = r"(?<=[日月年点时分秒半整天周岁元角个楼层级米期批次章条款项届%‰℃万亿倍成折])"
_NEXT = r"(?=[\d一二三四五六七八九十两零]|第|每?周|星期|次年|次日|今|明|本|当|翌)"
_DAYS = "(?:周|星期|礼拜)[一二三四五六日天末1-7]"


def _span(match: Match[str]) -> str:
    """`3-5个` is a span, `3-201` an address."""
    first, percent, second, unit = match.groups()
    if float(first) < float(second) and (unit or percent or len(first) == len(second)):
        return f"{amount(first, unit or '') if first == '2' else first}{percent}到{second}"
    return f"{first}杠{digits(second) if len(second) > 2 and second.isdigit() else second}"


def _house(match: Match[str]) -> str:
    """`3-2-501`: building, staircase, flat."""
    return "杠".join(part if len(part) < 3 else digits(part) for part in match[0].replace("－", "-").split("-"))


RULES: tuple[Rule, ...] = (
    rule(r"(?<![A-Za-z])([A-Za-z]{1,2}\d{1,4})\s*[-–—~～]+\s*(?=[A-Za-z]{1,2}\d{1,4}(?!\d))", r"\1到"),
    rule(rf"({_DAYS}){_STROKE}(?=(?:周|星期|礼拜)?[一二三四五六日天1-7])", r"\1到"),
    rule(rf"{_FIRST}{_STROKE}{_NEXT}", "到"),
    rule(rf"(?:(?<=\d度)|(?<=摄氏度)){_STROKE}(?=-?\d)", "到"),
    rule(rf"(?<=号){_STROKE}(?=\d+[号日月楼栋]|[一二三四五六七八九十]+[号日月])", "到"),
    rule(r"(?<=\d号)-(?=\d)", "杠"),
    rule(r"(?<=[\d%])\s*[–—~～]+\s*(?=\d)", "到"),
    rule(r"(?<![\d.A-Za-z-])\d{1,3}-\d{1,3}-\d{2,5}(?![\d-])", _house),
    rule(rf"(?<![\d.A-Za-z-])(\d+(?:\.\d+)?)(%?)-(\d+(?:\.\d+)?)(?![\d-]|\.\d)(?=({UNITS}|%|‰|[a-zA-Z℃㎡])?)", _span),
)
