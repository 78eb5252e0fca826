"""Written Chinese -> what is spoken: only Chinese characters, Latin capitals and a few marks of punctuation remain.

`spoken("手机号13800138000")` gives `手机号，幺三八，零零幺三，八零零零，`. Deterministic and idempotent, so that
its result can stand for the text in a cache's key. The rules run in order, each on what the ones before it left.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from re import Match

from mandarin.pinyin import HANZI
from tts.numerals import amount, cardinal, date, digits, grouped, money, time

_FULL_WIDTH = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0) not in ",!?:;()"}
    | {"\u3000": " ", "\u00a0": " ", "−": "-"}
)

_MARKS = str.maketrans(
    {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "\n": "。", "．": "。", "｡": "。"}
    | dict.fromkeys("()（）【】[]…—–|•", "，")
)

_SYMBOLS = {
    "℃": "摄氏度", "°C": "摄氏度", "㎡": "平方米", "m²": "平方米", "km": "公里", "kg": "公斤", "cm": "厘米", 
    "mm": "毫米", "&": "和", "@": "艾特", "+": "加", "=": "等于", "×": "乘", "÷": "除以", "#": "井号", "№": "编号",
}  # fmt: skip

_UNITS = (
    "个|份|张|天|年|月|日|号|位|名|次|户|项|本|件|条|台|辆|套|间|遍|回|周|星期|人|岁|小时|分|秒|点|元|块|角|万|亿|千|百|种|类|页|步|"
    "楼|层|级|平|公里|米|厘米|毫米|吨|公斤|千克|克|度|倍|成|折|届|批|期|季|门|款|字|路|栋|单元|家|笔|句|寸|工作日|多|余|代|"
    "摄氏|℃|㎡|m²|km|kg|cm|mm|%|‰"
)
#: After these a number is a code, not an amount.
_CODE_WORDS = (
    "号码|编号|证号|卡号|单号|工号|尾号|账号|学号|后四位|末四位|前六位|验证码|取件码|密码|受理号|流水号|房号|邮编|代码|"
    "拨打|致电|电话|热线|专线|手机|座机|传真|分机|转"
)
_SERVICE_LINES = r"110|119|120|122|114|95\d{3}|12[13]\d{2,3}|10000|10010|10086"

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_BEFORE, _AFTER = r"(?<![\d.])", r"(?!\.?\d)"  # a whole number, not the inside of one
_YMD = r"(?P<y>[12]\d{3})(?:-|/|\.|年)(?P<m>0?[1-9]|1[0-2])(?:-|/|\.|月)(?P<d>[12]\d|3[01]|0?[1-9])日?"
_CLOCK = r"(?P<h>[01]?\d|2[0-4])[:：](?P<min>[0-5]\d)(?:[:：](?P<s>[0-5]\d))?(?!\d)"

Say = Callable[[Match[str]], str]


def spoken(text: str) -> str:
    """The words to say for `text`; empty when nothing in it can be said."""
    text = text.translate(_FULL_WIDTH)
    for pattern, say in _RULES:
        text = pattern.sub(say, text)
    return _punctuated(text)


def _punctuated(text: str) -> str:
    """Only what can be said, and one mark where several meet: the strongest, so that pauses do not add up."""
    text = re.sub(r"(?<=[\u4e00-\u9fff])\.(?=\s|$)", "。", text).replace(".", "点").translate(_MARKS).upper()
    text = re.sub(r"(?<=[A-Z]) +(?=[A-Z])", "，", text)
    text = re.sub(rf"[^{HANZI}〇A-Z，、。！？：；]", "", text)
    text = re.sub(r"[，、：；。！？]{2,}", _strongest, text)
    return text.lstrip("，、。！？：；")


def _strongest(marks: Match[str]) -> str:
    return min(marks[0], key="？！。；：，、".index)


def _apart(*groups: str) -> str:
    """A long code stands between pauses, its groups too."""
    return "，" + "，".join(groups) + "，"


def _id_number(match: Match[str]) -> str:
    """18 places: region, year of birth, month and day, serial and check character."""
    number = match[0].upper()
    check = "X" if number[17] == "X" else digits(number[17])
    return _apart(digits(number[:6]), digits(number[6:10]), digits(number[10:14]), digits(number[14:17]) + check)


def _telephone(match: Match[str]) -> str:
    return _apart(*(digits(part) for part in match.groups()))


def _groups(match: Match[str]) -> str:
    """`138，0013，8000`: a code that the writer has cut already."""
    return re.sub(r"\d+", lambda group: digits(group[0]), match[0].replace(" ", "，"))


def _service_line(match: Match[str]) -> str:
    """Hotlines are names: 12345 is 一二三四五 to everyone, the others take 幺."""
    return digits(match[0], yao=match[0] != "12345")


def _span(match: Match[str]) -> str:
    """`3-5个` is a span, `3-201` an address."""
    first, percent, second, unit = match.groups()
    if float(first) < float(second) and (unit or len(first) == len(second)):
        return f"{first}{percent}到{second}"
    return f"{first}杠{digits(second) if len(second) > 2 and second.isdigit() else second}"


def _number(match: Match[str]) -> str:
    unit = match["u"] or ""
    if match["n"].isdigit() and not unit and (len(match["n"]) >= 5 or match["n"].startswith("0")):
        return grouped(match["n"])
    whole = match["n"].replace(",", "")
    ordinal = match["sign"] == "第"
    words = cardinal(whole) if ordinal else amount(whole, unit)
    return {"-": "负", "第": "第"}.get(match["sign"] or "", "") + words + unit


def _fraction(match: Match[str]) -> str:
    return f"{cardinal(match[2])}分之{cardinal(match[1])}"


def _each(say: Callable[[str], str], before: str = "") -> Say:
    """A rule that says its first group, without thousands separators."""
    return lambda match: before + say(match[1].replace(",", ""))


def _rule(pattern: str, say: str | Say) -> tuple[re.Pattern[str], str | Say]:
    return re.compile(pattern), say


_RULES: tuple[tuple[re.Pattern[str], str | Say], ...] = (
    _rule(r"\*+|[xX]{3,}", "，"),  # masked places are not read
    _rule(rf"{_BEFORE}\d{{17}}[\dXx]{_AFTER}", _id_number),
    _rule(rf"{_BEFORE}(1[3-9]\d)[ -]?(\d{{4}})[ -]?(\d{{4}}){_AFTER}", _telephone),
    _rule(rf"{_BEFORE}(0\d{{2,3}}|[48]00)-(\d{{3,4}})-?(\d{{4}}){_AFTER}", _telephone),
    _rule(rf"{_BEFORE}{_YMD}{_AFTER}", lambda match: date(match["y"], match["m"], match["d"])),
    _rule(rf"{_BEFORE}(\d{{4}})(?=年)", _each(lambda year: digits(year, yao=False))),
    _rule(rf"{_BEFORE}{_CLOCK}", lambda match: time(match["h"], match["min"], match["s"])),
    _rule(r"(?<=[半点分整])\s*(?:-+|[–—~～]+)\s*(?=[一二三四五六七八九十两零])", "到"),
    _rule(r"(?<=[\d%])\s*[–—~～]+\s*(?=\d)", "到"),
    _rule(rf"(?<![\d.-])(\d+(?:\.\d+)?)(%?)-(\d+(?:\.\d+)?)(?![\d-]|\.\d)(?=({_UNITS})?)", _span),
    _rule(rf"{_BEFORE}(?>\d{{2,}}(?:[，、 ]+\d{{2,}})+)(?!\.?\d|{_UNITS})", _groups),
    _rule(rf"[¥￥]\s*({_NUMBER}[万亿])元?", r"\1元"),
    _rule(rf"[¥￥]\s*({_NUMBER})元?", _each(money)),
    _rule(rf"({_NUMBER})元", _each(money)),
    _rule(rf"({_NUMBER})\s*%", _each(cardinal, "百分之")),
    _rule(rf"({_NUMBER})\s*‰", _each(cardinal, "千分之")),
    _rule(rf"{_BEFORE}(?:{_SERVICE_LINES}){_AFTER}(?!{_UNITS})", _service_line),
    _rule(r"([A-Za-z]+)[- ]?(\d+)", lambda match: match[1] + grouped(match[2])),
    _rule(
        rf"((?:{_CODE_WORDS})[是为：:，]?)\s*(\d{{3,}}){_AFTER}(?!{_UNITS})", lambda match: match[1] + grouped(match[2])
    ),
    _rule(rf"{_BEFORE}(\d{{3,4}})(?=室|房|信箱)", _each(digits)),
    _rule(rf"{_BEFORE}(\d{{1,2}})/(\d{{1,2}}){_AFTER}", _fraction),
    _rule(
        rf"(?P<sign>(?<![A-Za-z0-9-])-|第)?(?P<n>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+\.\d+(?!\.)|\d+)\s*(?P<u>{_UNITS})?",
        _number,
    ),
    _rule("|".join(map(re.escape, _SYMBOLS)), lambda match: _SYMBOLS[match[0]]),
    _rule(r"(?<=[\u4e00-\u9fff])/(?=[\u4e00-\u9fff])", "，"),
)
