"""Written Chinese -> what is spoken: only Chinese characters, Latin capitals and eight marks of punctuation remain.

`spoken("身份证号11010519491231002X")` -> `身份证号，幺幺零幺零五，幺九四九，幺二三幺，零零二X`. Deterministic and idempotent, so its
result is the cache's key. Rules run in order, each on the text that the ones before it have left.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from re import Match

from tts.numerals import amount, cardinal, digits, money

_UNITS = (
    "个|份|张|天|年|月|日|号窗|号线|号楼|位|名|次|户|项|本|件|条|台|辆|套|间|遍|回|周|星期|人|岁|小时|分钟|分|秒|元|块|角|万|亿|千|百|"
    "种|类|页|步|楼|层|级|平|公里|米|厘米|毫米|吨|公斤|千克|克|度|倍|成|折|届|批|期|季|门|款|字|路|栋|单元|家|笔|句|寸|工作日|多|余|来|几"
)
_CODE_WORDS = (
    "号码|编号|证号|卡号|单号|工号|尾号|后四位|末四位|前六位|验证码|取件码|密码|受理号|流水号|邮编|代码|拨打|致电|电话|热线|专线|手机|座机|传真|号"
)
_SERVICE_LINES = "110|119|120|122|114|95\\d{3}|12[13]\\d{2,3}|10000|10010|10086"

_FULL_WIDTH = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF05, 0xFF0E, 0xFF0F, 0xFF0B, 0xFF0D, 0xFF20)}
)  # fmt: skip

_MARKS = str.maketrans(
    {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "，", ")": "，", "（": "，", "）": "，", "\n": "。", "【": "，", "】": "，",
     "[": "，", "]": "，", "…": "，", "—": "，", "–": "，", "|": "，", "·": "", "．": "。", "｡": "。"}
)  # fmt: skip

_SYMBOLS = {
    "℃": "摄氏度", "°C": "摄氏度", "㎡": "平方米", "m²": "平方米", "km": "公里", "kg": "公斤", "cm": "厘米", "mm": "毫米",
    "&": "和", "@": "艾特", "+": "加", "=": "等于", "×": "乘", "÷": "除以", "#": "井号", "№": "编号",
}  # fmt: skip


def spoken(text: str) -> str:
    """The words to say for `text`. Empty when nothing in it can be said."""
    text = text.translate(_FULL_WIDTH).replace("\u3000", " ").replace("\u00a0", " ")
    for pattern, say in _RULES:
        text = pattern.sub(say, text)
    return _punctuation(text)


def _punctuation(text: str) -> str:
    text = text.replace(".", "。") if re.search(r"[\u4e00-\u9fff]\.(\s|$)", text) else text.replace(".", "点")
    text = text.translate(_MARKS)
    text = "".join(mark for mark in text.upper() if re.match(r"[\u3400-\u4dbf\u4e00-\u9fff〇A-Z，、。！？：； ]", mark))
    text = re.sub(r" +", "", re.sub(r"(?<=[A-Z]) +(?=[A-Z])", "，", text))
    text = re.sub(r"[，、：；]*([。！？])[，、。！？：；]*", r"\1", text)
    text = re.sub(r"[，、：；]*([，、：；])", r"\1", text)
    return text.lstrip("，、。！？：；")


def _id_number(match: Match[str]) -> str:
    number = match[0].upper()
    parts = (number[:6], number[6:10], number[10:14], number[14:17])
    return _apart("，".join(map(digits, parts)) + (number[17] if number[17] == "X" else digits(number[17])))


def _apart(words: str) -> str:
    """A long code stands between pauses; `_punctuation` drops those that other marks make needless."""
    return f"，{words}，"


def _grouped(number: str) -> str:
    """A code digit by digit, in the groups a clerk reads out: 3-4-4 for mobile phones, else threes and fours."""
    sizes = {6: (3, 3), 7: (3, 4), 8: (4, 4), 9: (3, 3, 3), 10: (3, 3, 4), 11: (3, 4, 4), 12: (4, 4, 4)}.get(len(number))
    if sizes is None:
        sizes = (len(number),) if len(number) < 6 else tuple(min(4, len(number) - at) for at in range(0, len(number), 4))
    out, at = [], 0
    for size in sizes:
        out.append(digits(number[at : at + size]))
        at += size
    return "，".join(out)


def _date(match: Match[str]) -> str:
    year, month, day = match["y"], match["m"], match["d"]
    return f"{digits(year, yao=False)}年{cardinal(month)}月{cardinal(day)}日"


def _time(match: Match[str]) -> str:
    hour, minute = int(match["h"]), int(match["min"])
    if hour > 24 or minute > 59:
        return match[0]
    said = ("两" if hour == 2 else cardinal(str(hour))) + "点"
    if minute == 0:
        return said if match["s"] is None else said + "整"
    if minute == 30 and match["s"] is None:
        return said + "半"
    return said + ("零" if minute < 10 else "") + cardinal(str(minute)) + "分"


def _service_line(match: Match[str]) -> str:
    """Hotlines are names: 12345 is 一二三四五 to everyone, the others take 幺."""
    return digits(match[0], yao=match[0] != "12345")


def _letters_number(match: Match[str]) -> str:
    letters, number = match[1], match[2]
    return letters.upper() + (_grouped(number) if len(number) > 4 else digits(number))


def _plain_number(match: Match[str]) -> str:
    whole, unit = match["n"].replace(",", ""), match["u"] or ""
    code = whole.isdigit() and not unit and (len(whole) >= 5 or (whole.startswith("0") and len(whole) > 1))
    if code:
        return _grouped(whole)
    sign = "负" if match["sign"] else ""
    return sign + amount(whole, unit) + unit


def _n(say: Callable[[str], str]) -> Callable[[Match[str]], str]:
    return lambda match: say(match[1])


_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_ALONE_BEFORE, _ALONE_AFTER = r"(?<![\d.])", r"(?![\d.]*\d)"

_RULES: tuple[tuple[re.Pattern[str], str | Callable[[Match[str]], str]], ...] = (
    (re.compile(r"\*+|[xX]{3,}|•+"), "，"),
    (re.compile(rf"{_ALONE_BEFORE}\d{{17}}[\dXx]{_ALONE_AFTER}"), _id_number),
    (re.compile(rf"{_ALONE_BEFORE}(1[3-9]\d)[ -]?(\d{{4}})[ -]?(\d{{4}}){_ALONE_AFTER}"),
     lambda m: _apart("，".join(digits(m[i]) for i in (1, 2, 3)))),
    (re.compile(rf"{_ALONE_BEFORE}(0\d{{2,3}}|[48]00)-(\d{{3,4}})-?(\d{{4}}){_ALONE_AFTER}"),
     lambda m: _apart("，".join(digits(m[i]) for i in (1, 2, 3)))),
    (re.compile(rf"{_ALONE_BEFORE}(?P<y>[12]\d{{3}})(?:-|/|\.|年)(?P<m>0?[1-9]|1[0-2])(?:-|/|\.|月)(?P<d>[12]\d|3[01]|0?[1-9])日?{_ALONE_AFTER}"), _date),
    (re.compile(rf"{_ALONE_BEFORE}(\d{{4}})(?=年)"), _n(lambda y: digits(y, yao=False))),
    (re.compile(rf"{_ALONE_BEFORE}(?P<h>\d{{1,2}})[:：](?P<min>\d{{2}})(?:[:：](?P<s>\d{{2}}))?(?!\d)"), _time),
    (re.compile(r"(?<=[\d一二三四五六七八九十零半点分])\s*[-–—~～]+\s*(?=[\d一二三四五六七八九十两])"), "到"),
    (re.compile(rf"[¥￥]\s*({_NUMBER})(?!万|亿)"), _n(lambda n: money(n.replace(",", "")))),
    (re.compile(rf"({_NUMBER})元(?!/)"), _n(lambda n: money(n.replace(",", "")))),
    (re.compile(rf"[¥￥]\s*({_NUMBER}[万亿])"), r"\1元"),
    (re.compile(rf"({_NUMBER})\s*%"), _n(lambda n: "百分之" + cardinal(n.replace(",", "")))),
    (re.compile(rf"({_NUMBER})\s*‰"), _n(lambda n: "千分之" + cardinal(n.replace(",", "")))),
    (re.compile(rf"{_ALONE_BEFORE}(?:{_SERVICE_LINES})(?!\d|{_UNITS}|\.\d)"), _service_line),
    (re.compile(r"([A-Za-z]+)[- ]?(\d+)"), _letters_number),
    (re.compile(rf"({_CODE_WORDS})(是|为|：|:|，)?\s*(\d+)(?!\d|[.,]\d|{_UNITS})"), lambda m: m[1] + (m[2] or "") + _grouped(m[3])),
    (re.compile(r"(\d{3,4})(?=室|房|号房|信箱)"), _n(digits)),
    (re.compile(rf"{_ALONE_BEFORE}(\d{{1,2}})/(\d{{1,2}}){_ALONE_AFTER}"), lambda m: f"{cardinal(m[2])}分之{cardinal(m[1])}"),
    (re.compile(rf"(?P<sign>(?<![\d\w])-(?=\d))?(?P<n>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+\.\d+(?!\.)|\d+)\s*(?P<u>{_UNITS})?"), _plain_number),
    (re.compile("|".join(re.escape(symbol) for symbol in _SYMBOLS)), lambda m: _SYMBOLS[m[0]]),
    (re.compile(r"(?<=[\u4e00-\u9fff])/(?=[\u4e00-\u9fff])"), "，"),
)  # fmt: skip
