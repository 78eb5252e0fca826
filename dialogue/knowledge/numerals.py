"""Numbers as they stand in approved texts: 15, 3.5, 十五, 三千五, 一二三四五, 半."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
#: A whole number in either writing, to be read by `value`.
NUMERAL = r"(?:\d[\d,]*(?:\.\d+)?[万亿]?|[零〇一二两三四五六七八九十百千万亿幺]+(?:点[零〇一二三四五六七八九]+)?)"
_SPOKEN_DIGITS = re.compile(r"[零〇一二三四五六七八九幺]{2,}")


def value(text: str) -> Decimal | None:
    """None if `text` is not a number: 万一, 千万."""
    plain = text.replace(",", "")
    if plain[:1].isascii():
        unit = _UNITS.get(plain[-1], 1)
        try:
            return Decimal(plain.rstrip("万亿")) * unit
        except InvalidOperation:
            return None
    whole, _, fraction = plain.partition("点")
    found = _digits(whole) if _SPOKEN_DIGITS.fullmatch(whole) else _whole(whole)
    if found is None or not fraction:
        return found
    return found + Decimal("0." + "".join(str(DIGITS[digit]) for digit in fraction))


def spoken_digits(text: str) -> str:
    """`一二三四五` -> `12345`; empty when it is not said digit by digit."""
    return "".join(str(DIGITS[digit]) for digit in text) if _SPOKEN_DIGITS.fullmatch(text) else ""


def plain(number: Decimal) -> str:
    """Without an exponent or empty decimals: `3500`, `0.5`."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _digits(text: str) -> Decimal:
    return Decimal("".join(str(DIGITS[digit]) for digit in text))


def _whole(text: str) -> Decimal | None:
    """十五, 一百零五, 两万三; the digit after 百 千 万 may lack its own unit (三千五)."""
    total = section = digit = 0
    last_unit, seen = 1, False
    for character in text:
        if character in DIGITS:
            digit, seen = DIGITS[character], True
            last_unit = 1 if digit == 0 else last_unit
        elif character in "十百千":
            if not seen and character != "十":
                return None
            section += (digit if digit or seen else 1) * _UNITS[character]
            last_unit, digit, seen = _UNITS[character], 0, True
        else:
            if not seen:
                return None
            total = (total + section + digit) * _UNITS[character]
            section, digit, last_unit = 0, 0, _UNITS[character]
    if digit and last_unit >= 100:
        digit *= last_unit // 10
    return Decimal(total + section + digit) if seen else None
