"""How much and how many: money, percentages, fractions, measures, comparisons."""

from __future__ import annotations

import re
from collections.abc import Callable
from re import Match

from tts.numerals import amount, cardinal, digits, grouped, money
from tts.written.rule import BEFORE, NUMBER, UNITS, Rule, Say, rule

#: Units by their letters; these are read only after a number, or after a stroke that follows a unit.
_MEASURES = {
    "km": "公里", "cm": "厘米", "mm": "毫米", "m": "米", "kg": "公斤", "mg": "毫克", "μg": "微克", "ug": "微克",
    "g": "克", "t": "吨", "ml": "毫升", "mL": "毫升", "L": "升", "l": "升", "m2": "平方米", "m²": "平方米",
    "㎡": "平方米", "m3": "立方米", "m³": "立方米", "km2": "平方公里", "km²": "平方公里", "cm2": "平方厘米",
    "cm²": "平方厘米", "cm3": "立方厘米", "cm³": "立方厘米", "kWh": "千瓦时", "kW·h": "千瓦时", "kW": "千瓦",
    "KW": "千瓦", "W": "瓦", "V": "伏", "A": "安", "h": "小时", "min": "分钟", "s": "秒", "dB": "分贝",
    "ha": "公顷", "hm²": "公顷", "hm2": "公顷", "KB": "KB", "MB": "兆", "M": "兆", "G": "G", "GB": "GB", "TB": "TB",
    "Mbps": "兆每秒", "℃": "摄氏度", "°C": "摄氏度", "°": "度", "㎝": "厘米", "㎜": "毫米", "㎞": "公里",
    "㎏": "公斤", "㎎": "毫克", "㎥": "立方米", "sqm": "平方米", "USD": "美元", "RMB": "元", "CNY": "元",
    "μm": "微米", "kPa": "千帕", "MPa": "兆帕", "Hz": "赫兹", "kHz": "千赫兹", "MHz": "兆赫兹", "GHz": "吉赫兹",
    "px": "像素", "dpi": "DPI",
}  # fmt: skip
_LETTERED = "|".join(re.escape(name) for name in sorted(_MEASURES, key=len, reverse=True) if name not in "MGAVW")
_PER = f"{UNITS}|月|天|台|车|辆|班|秒|分|平方公里|平方厘米|立方厘米|米|升|吨|克"
_FOREIGN = {"$": "美元", "US$": "美元", "HK$": "港元", "€": "欧元", "£": "英镑"}
_COMPARED = {
    "≥": "大于等于", ">=": "大于等于", "≧": "大于等于", "≤": "小于等于", "<=": "小于等于", "≦": "小于等于",
    ">": "大于", "＞": "大于", "<": "小于", "＜": "小于", "≈": "约等于", "≠": "不等于", "±": "正负",
}  # fmt: skip
_SYMBOLS = {
    "&": "和", "@": "艾特", "+": "加", "=": "等于", "×": "乘", "÷": "除以", "#": "井号", "№": "编号", "℃": "摄氏度",
    "㎡": "平方米", "m²": "平方米", "≈": "约等于", "≠": "不等于", "±": "正负",
}  # fmt: skip


def _number(match: Match[str]) -> str:
    unit = match["u"] or ""
    if match["n"].isdigit() and not unit and (len(match["n"]) >= 5 or match["n"].startswith("0")):
        return grouped(match["n"])
    whole = match["n"].replace(",", "")
    ordinal = match["sign"] == "第"
    words = cardinal(whole) if ordinal else amount(whole, unit, match.string[match.end() :])
    return {"-": "负", "第": "第"}.get(match["sign"] or "", "") + words + unit


def _fraction(match: Match[str]) -> str:
    return f"{cardinal(match[2])}分之{cardinal(match[1])}"


def _measured(match: Match[str]) -> str:
    return match[1] + _MEASURES[match[2]]


def _each(say: Callable[[str], str], before: str = "") -> Say:
    """A rule that says its first group, without thousands separators."""
    return lambda match: before + say(match[1].replace(",", ""))


_COMPARE = "|".join(map(re.escape, sorted(_COMPARED, key=len, reverse=True)))

#: Before the codes: a unit in letters must not be read as letters.
EARLY: tuple[Rule, ...] = (
    rule(r"(?<=\d)(K|M|G|KB|MB|GB|kg|g|m|mm|cm|km|L|ml|W|V)\s*[-–—~～]\s*(?=\d)", r"\1到"),
    rule(r"(?<![A-Za-z\d.])(\d{1,2})F(?![A-Za-z0-9])", r"\1楼"),
    rule(r"(?<=\d米)(\d{1,2})(?![\d.米])", lambda match: digits(match[1], yao=False)),
    rule(rf"({_COMPARE})\s*(?=[\d.])", lambda match: _COMPARED[match[1]]),
    rule(rf"(?<![A-Za-z\d.])({NUMBER})\s*({_LETTERED})(?![A-Za-z0-9²³])", _measured),
    rule(rf"(?<![A-Za-z\d.])({NUMBER})\s*(G|M|A|V|W)(?=流量|内存|宽带|硬盘|以内|以上|以下|网速|带宽|空间)", _measured),
    rule(rf"(?<![A-Za-z\d.])({NUMBER})\s*(M)(?![A-Za-z0-9])", _measured),
    rule(rf"(?<![A-Za-z\d.])({NUMBER})\s*(K|k)(?![A-Za-z0-9])", lambda match: cardinal(match[1]) + "K"),
    rule(
        rf"(?<=[米里斤克吨升时秒瓦次元份人户张件万])/({_LETTERED})(?![A-Za-z0-9²³])",
        lambda match: "每" + _MEASURES[match[1]],
    ),
    rule(r"(?<![A-Za-z])km/h(?![A-Za-z])", "公里每小时"),
    rule(r"(?<![A-Za-z])m/s(?![A-Za-z])", "米每秒"),
    rule(rf"(?<=元|次|份|人|户|张|件|斤|克|米|升|吨|度|里|时)/(?={_PER})", "每"),
    rule(rf"(?<=每[月年天日人户次])/(?={_PER})", "每"),
    rule(rf"(US\$|HK\$|[$€£])\s*({NUMBER}[万亿]?)", lambda match: match[2] + _FOREIGN[match[1]]),
)

RULES: tuple[Rule, ...] = (
    rule(rf"[¥￥]\s*({NUMBER}[万亿])元?", r"\1元"),
    rule(rf"({NUMBER})元(?=每)", lambda match: amount(match[1].replace(",", ""), "元") + "元"),
    rule(rf"[¥￥]\s*({NUMBER})元?", _each(money)),
    rule(rf"({NUMBER})元", _each(money)),
    rule(rf"({NUMBER})\s*%", _each(cardinal, "百分之")),
    rule(rf"({NUMBER})\s*‰", _each(cardinal, "千分之")),
)

LATER: tuple[Rule, ...] = (
    rule(rf"{BEFORE}(\d{{1,3}})/(\d{{1,3}})(?!\.?\d|/)", _fraction),
    rule(
        rf"(?P<sign>(?<![A-Za-z0-9-])-|第)?(?P<n>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+\.\d+(?!\.)|\d+)\s*(?P<u>{UNITS})?",
        _number,
    ),
    rule("|".join(map(re.escape, _SYMBOLS)), lambda match: _SYMBOLS[match[0]]),
    rule(r"(?<=[\u4e00-\u9fff])/(?=[\u4e00-\u9fff])", "，"),
)
