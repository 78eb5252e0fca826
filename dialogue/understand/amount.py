"""Spoken numbers with places (万, 千, 百, 十) -> Decimal: 三千五 is 3500, 三千零五 3005, 一万二 12000, 1.5万 15000.

Written for short spans that a reader has cut out of an utterance; free text is never searched for numbers here.
"""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {
    **{character: value for value, character in enumerate("零一二三四五六七八九")},
    **{character: value for value, character in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2, "俩": 2, "幺": 1, "仨": 3,
}  # fmt: skip
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = (("亿", Decimal(10**8)), ("万", Decimal(10**4)), ("萬", Decimal(10**4)))
#: Two digits of which one is meant (两三, 五六): `quantity` reads them.
_TWO_NUMBERS = frozenset(
    ("一两", "一二", "两三", "二三", "三四", "四五", "五六", "六七", "七八", "八九", "三五", "三两")
)
_TOKEN = re.compile(r"\d+(?:\.\d+)?|.")
#: The characters of a spoken number, for the readers' own patterns.
NUMBER = (
    r"(?:\d[\d,]*+(?:\.\d++)?|[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬])"
    r"(?:\d[\d,]*+(?:\.\d++)?|[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬]|点(?=[零〇一二三四五六七八九]))*"
)


def amount(text: str) -> Decimal:
    """Raises ValueError if `text` is not a number."""
    text = text.replace(",", "").strip()
    for sign, worth in _GROUPS:
        if sign in text:
            head, _, tail = text.rpartition(sign)
            return (amount(head) if head else Decimal(1)) * worth + _rest(tail, worth)
    whole, point, decimals = text.partition("点")
    value = _section(whole)
    if point:
        if not decimals or any(character not in _DIGITS for character in decimals):
            raise ValueError(text)
        value += Decimal("0." + "".join(str(_DIGITS[character]) for character in decimals))
    return value


def _rest(tail: str, worth: Decimal) -> Decimal:
    """After 万 or 亿: a lone digit counts the place below (一万二), a 零 says that it does not (一万零二)."""
    if not tail:
        return Decimal(0)
    if len(tail) == 1 and (tail in _DIGITS or tail.isascii()) and tail not in "零〇0":
        return amount(tail) * worth / 10
    return amount(tail)


def _section(text: str) -> Decimal:
    """A number below 万: with places (三千零五十), without (三五零零), or Arabic, mixed at will (3千5)."""
    tokens: list[str] = _TOKEN.findall(text)
    if not tokens:
        raise ValueError(text)
    if not any(token in _PLACES for token in tokens):
        if len(tokens) == 1 and tokens[0][0].isdecimal() and tokens[0].isascii():
            return Decimal(tokens[0])
        if len(tokens) == 2 and text in _TWO_NUMBERS:
            raise ValueError(text)
        return Decimal("".join(str(_digit(token)) for token in tokens))
    total, place, zero = Decimal(0), 0, False
    waiting: Decimal | None = None
    for token in tokens:
        if token in _PLACES:
            if place and _PLACES[token] >= place:
                raise ValueError(text)
            place, zero = _PLACES[token], False
            total += (Decimal(1) if waiting is None else waiting) * place
            waiting = None
        elif token in "零〇":
            if waiting is not None:
                raise ValueError(text)
            zero = True
        elif waiting is not None:
            raise ValueError(text)
        else:
            waiting = _digit(token)
    if waiting is not None:
        total += waiting if zero or waiting >= 10 else waiting * place / 10
    return total


def _digit(token: str) -> Decimal:
    if token[0].isdecimal() and token.isascii():
        return Decimal(token)
    if token not in _DIGITS:
        raise ValueError(token)
    return Decimal(_DIGITS[token])


def plain(value: Decimal) -> str:
    """Without exponent and trailing zeros: `3500`, `2.5`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
