"""Numbers in Chinese words, as a clerk says them."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")

#: Counted with 两 instead of 二.
COUNTED = (
    "个份张天年位名次户项本件条台辆套间遍回周人岁小时分钟秒元块角万亿千种类页步寸科家笔道级栋层季门款处所行句轮批届"
)
_ORDINAL = "月日号楼级层栋科"  # 二月, 二号, 二楼, 二级: ranks, not amounts


def digits(text: str, *, yao: bool = True) -> str:
    """Digit by digit. On the telephone and in codes 1 is 幺, which cannot be taken for 7."""
    return "".join("幺" if yao and mark == "1" else _DIGITS[int(mark)] for mark in text)


def cardinal(text: str) -> str:
    """An amount: `1050` -> 一千零五十, `12.50` -> 十二点五零, `20000` -> 两万. `text` is digits with at most one point."""
    whole, _, fraction = text.partition(".")
    words = _whole(int(whole or "0"))
    return words + "点" + digits(fraction, yao=False) if fraction else words


def amount(text: str, unit: str) -> str:
    """An amount before its unit: 2 is 两 where things are counted (两份), not where they are ranked (二楼)."""
    if text == "2" and unit[:1] in COUNTED and unit[:1] not in _ORDINAL:
        return "两"
    return cardinal(text)


def money(text: str) -> str:
    """Yuan, jiao and fen: `12.5` -> 十二元五角, `0.85` -> 八角五分, `30.00` -> 三十元. More than two decimals are read out."""
    whole, _, fraction = text.partition(".")
    if len(fraction) > 2:
        return cardinal(text) + "元"
    jiao, fen = (int(mark) for mark in fraction.ljust(2, "0"))
    parts = [amount(whole, "元") + "元"] if int(whole or "0") or not (jiao or fen) else []
    if jiao:
        parts.append(amount(str(jiao), "角") + "角")
    elif fen and parts:
        parts.append("零")
    if fen:
        parts.append(_DIGITS[fen] + "分")
    return "".join(parts)


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
        out += ("零" if gap else "") + _group(group, first=not out) + _GROUPS[power]
    return out[1:] if out.startswith("一十") else out


def _group(value: int, *, first: bool) -> str:
    """1..9999. A leading 2 of thousands, and of a bare 万 or 亿, is said 两."""
    out = ""
    gap = False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if not digit:
            gap = bool(out)
            continue
        two = digit == 2 and place == 3
        out += ("零" if gap else "") + ("两" if two else _DIGITS[digit]) + _PLACES[place]
        gap = False
    return out
