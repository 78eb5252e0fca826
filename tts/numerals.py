"""Numbers, money, dates, times and codes in Chinese words, as a clerk says them."""

from __future__ import annotations

import re

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")

#: 2 of these is 两; of anything else (二月, 二楼, 二级, 二代, 二寸) it is 二.
_COUNTED = re.compile(
    "[个份张天位名次户项本件条台辆套间遍回周人岁小分秒点时元块角万亿千种页步家笔句批倍室厅卫公米吨星盒瓶包箱袋只头根支把扇场轮针剂片粒]"
    "|年(?!级)|日(?=[内前后]|之内|以内|以后|以前|之后)|类(?=人|情|材|问|事|证|对)|平[方米]|立方|千[克米]"
)
#: ...unless what follows makes a rank or a name of it: 二次供水, 二套房, 二人转.
_RANKED = re.compile("次(?:供水|装修|报销|确认|元|函数|核验|审核)|套房|人转|手(?:房|车)")

#: How codes of these lengths are cut when read out; longer ones in fours.
_CUTS = {6: (3, 3), 7: (3, 4), 8: (4, 4), 9: (3, 3, 3), 10: (3, 3, 4), 11: (3, 4, 4), 12: (4, 4, 4)}


def digits(text: str, *, yao: bool = True) -> str:
    """Digit by digit. On the telephone and in codes 1 is 幺, which cannot be taken for 7."""
    return "".join("幺" if yao and mark == "1" else _DIGITS[int(mark)] for mark in text)


def grouped(code: str) -> str:
    """A code digit by digit, with a pause between groups; one that begins with a year keeps it whole."""
    fours = (4,) * -(-len(code) // 4)
    sizes = (len(code),) if len(code) < 6 else fours if code.startswith("20") else _CUTS.get(len(code), fours)
    groups, at = [], 0
    for size in sizes:
        groups.append(digits(code[at : at + size]))
        at += size
    return "，".join(groups)


def cardinal(text: str) -> str:
    """An amount, of digits and at most one point: `1050` -> 一千零五十, `12.50` -> 十二点五零, `20000` -> 两万."""
    whole, _, fraction = text.partition(".")
    words = _whole(int(whole or "0"))
    return words + "点" + digits(fraction, yao=False) if fraction else words


def amount(text: str, unit: str, following: str = "") -> str:
    """An amount before its unit: 2 is 两 where things are counted (两份), not where they are ranked (二楼).

    `following`: the text after the unit.
    """
    counted = _COUNTED.match(unit + following) and not _RANKED.match(unit + following)
    return "两" if text == "2" and counted else cardinal(text)


def money(text: str) -> str:
    """Yuan, jiao, fen: `12.5` -> 十二元五角, `0.85` -> 八角五分, `30.00` -> 三十元."""
    whole, _, fraction = text.partition(".")
    if len(fraction) > 2:
        return cardinal(text) + "元"
    jiao, fen = (int(mark) for mark in fraction.ljust(2, "0"))
    parts = [amount(whole, "元") + "元"] if int(whole or "0") or not (jiao or fen) else []
    if jiao:
        parts.append(_DIGITS[jiao] + "角")
    elif fen and parts:
        parts.append("零")
    if fen:
        parts.append(_DIGITS[fen] + "分")
    return "".join(parts)


def date(year: str, month: str, day: str) -> str:
    return f"{digits(year, yao=False)}年{cardinal(month)}月{cardinal(day)}日"


def time(hour: str, minute: str, second: str | None) -> str:
    """`9:00` -> 九点, `9:30` -> 九点半, `14:05` -> 十四点零五分, `2:00:07` -> 两点零分零七秒."""
    said = amount(str(int(hour)), "点") + "点"
    if second is not None:
        return said + _padded(minute) + "分" + _padded(second) + "秒"
    if int(minute) == 0:
        return said
    return said + "半" if minute == "30" else said + _padded(minute) + "分"


def _padded(text: str) -> str:
    return ("零" if 0 < int(text) < 10 else "") + cardinal(text)


def _whole(value: int) -> str:
    if value == 0:
        return "零"
    if value >= 10**16:
        return digits(str(value), yao=False)
    groups = []
    while value:
        value, group = divmod(value, 10_000)
        groups.append(group)
    out = ""
    for power in range(len(groups) - 1, -1, -1):
        group = groups[power]
        if not group:
            continue
        gap = out and (group < 1000 or groups[power + 1] == 0)
        bare = group == 2 and power > 0 and not out  # 两万, 两亿
        out += ("零" if gap else "") + ("两" if bare else _group(group)) + _GROUPS[power]
    return out[1:] if out.startswith("一十") else out


def _group(value: int) -> str:
    """1..9999. Two thousand is 两千, two hundred 二百."""
    out = ""
    gap = False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if not digit:
            gap = bool(out)
            continue
        out += ("零" if gap else "") + ("两" if (digit, place) == (2, 3) else _DIGITS[digit]) + _PLACES[place]
        gap = False
    return out
