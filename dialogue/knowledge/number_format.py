"""A cell's value as its number format shows it: 0.05 under `0%` is 5%, 0.375 under `h:mm` is 9:00.

Dates are written year first and in full, whatever the order of the format; colours, widths and languages are left out.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

#: Larger whole numbers have lost digits in the file itself (15 significant ones are kept).
LARGEST = 10**15
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<general>General|G/通用格式)|(?P<noon>AM/PM|A/P|上午/下午)|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|a{3,4})"
    r"|(?P<place>[0#?])|(?P<mark>[.,%])|(?P<text>@)|(?P<other>E[+-]|.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"\[[<>=]")
_WEEKDAYS = "一二三四五六日"

Value = str | bool | int | float | Decimal | datetime | date | time | timedelta
Token = tuple[str, str]  # the group that matched, and its text


class NumberTooLongError(ValueError):
    """A number of more digits than the file can keep: an identifier that was typed as a number."""


def shown(value: Value, number_format: str) -> str:
    """Raises `NumberTooLongError`."""
    if isinstance(value, str):
        return _text(value, number_format)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time | timedelta):
        return _moment(value, _tokens(_sections(number_format)[0]))
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        return str(value)
    if abs(number) >= LARGEST:
        raise NumberTooLongError
    return _number(number, number_format)


def _sections(number_format: str) -> list[str]:
    """Split at the semicolons that are not quoted."""
    parts = [""]
    for hit in re.finditer(r'"[^"]*"|\\.|\[[^\]]*\]|;|.', number_format, re.DOTALL):
        if hit[0] == ";":
            parts.append("")
        else:
            parts[-1] += hit[0]
    return parts


def _tokens(section: str) -> list[Token]:
    return [(hit.lastgroup, hit[hit.lastgroup]) for hit in _TOKEN.finditer(section) if hit.lastgroup]


def _text(value: str, number_format: str) -> str:
    section = _sections(number_format)[-1]
    tokens = _tokens(section)
    if not any(kind == "text" for kind, _ in tokens):
        return value
    return "".join(value if kind == "text" else text for kind, text in tokens if kind in ("text", *_LITERAL))


# ---- numbers ---------------------------------------------------------------------------------------------------------

_LITERAL = ("quoted", "escaped", "currency", "other")


def _number(number: Decimal, number_format: str) -> str:
    sections = _sections(number_format)
    section = sections[0]
    if _CONDITION.search(number_format):
        return _general(number)
    if number < 0 and len(sections) > 1:
        section, number = sections[1], -number
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    tokens = _tokens(section)
    if section and not tokens:
        return ""
    if any(kind == "general" for kind, _ in tokens):
        return "".join(_general(number) if kind == "general" else text for kind, text in tokens)
    if any(kind == "other" and text in ("E+", "E-", "/") for kind, text in tokens):
        return _general(number)  # scientific, or a fraction: the number itself is easier to tell
    if not any(kind == "place" for kind, _ in tokens):
        return "".join(text for kind, text in tokens if kind in _LITERAL)
    return _filled(number, tokens)


def _general(number: Decimal) -> str:
    """Eleven significant digits at most, as Excel shows; never an exponent."""
    if number == number.to_integral_value():
        return format(number.to_integral_value(), "f")
    rounded = Decimal(f"{number:.11g}")
    return format(rounded.normalize(), "f")


def _filled(number: Decimal, tokens: list[Token]) -> str:
    """The places of the format filled with digits, from the decimal point outwards."""
    last = max(at for at, token in enumerate(tokens) if token[0] == "place")
    point = next((at for at, token in enumerate(tokens[:last]) if token == ("mark", ".")), len(tokens))
    first = next(at for at, token in enumerate(tokens) if token[0] == "place")
    grouped = any(token == ("mark", ",") for token in tokens[first : min(last, point)])
    for token in tokens[min(last, point) + 1 :] if point > last else ():
        number = number / 1000 if token == ("mark", ",") else number
    for token in tokens:
        number = number * 100 if token == ("mark", "%") else number
    decimals = [text for kind, text in tokens[point:] if kind == "place"]
    rounded = abs(number).quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    whole, _, part = format(rounded, "f").partition(".")
    while part.endswith("0") and decimals[len(part) - 1] != "0":
        part = part[:-1]
    before = _before_point("" if whole == "0" else whole, tokens[:point], grouped)
    after = _after_point(part, tokens[point + 1 :], point < len(tokens))
    return ("-" if number < 0 and rounded else "") + before + after


def _before_point(whole: str, tokens: list[Token], grouped: bool) -> str:
    """Right to left: the leftmost place takes all the digits that are left."""
    places = sum(kind == "place" for kind, _ in tokens)
    left, count, found = whole, 0, ""
    for kind, text in reversed(tokens):
        if kind in _LITERAL or text == "%":
            found = text + found
        elif kind == "place":
            places -= 1
            take = len(left) if places == 0 else 1
            digits = (left[-take:] if take else "") or ("0" if text == "0" else "")
            left = left[:-take] if take else left
            for digit in reversed(digits):
                found = digit + ("," if grouped and count and count % 3 == 0 else "") + found
                count += 1
    return found


def _after_point(part: str, tokens: list[Token], has_point: bool) -> str:
    digits, found = iter(part), "." if has_point and part else ""
    for kind, text in tokens:
        if kind == "place":
            found += next(digits, "")
        elif kind in _LITERAL or text == "%":
            found += text
    return found


# ---- dates and times -------------------------------------------------------------------------------------------------


def _moment(value: datetime | date | time | timedelta, tokens: list[Token]) -> str:
    if isinstance(value, timedelta):
        return _duration(value, tokens)
    kinds = [text[0].lower() for kind, text in tokens if kind == "date"]
    literal = "".join(text for kind, text in tokens if kind in ("quoted", "escaped", "other", "mark")).strip()
    clock = _clock(value) if {"h", "s"} & set(kinds) and getattr(value, "time", time)() != time() else ""
    if not kinds:
        return _in_full(value)
    if not isinstance(value, time) and {"y", "m", "d"} <= set(kinds) and not re.search(r"[\u4e00-\u9fff]", literal):
        return f"{value:%Y-%m-%d}" + (f" {clock}" if clock else "")
    return _by_token(value, tokens)


def _in_full(value: datetime | date | time) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" + (f" {_clock(value)}" if value.time() != time() else "")
    return _clock(value) if isinstance(value, time) else f"{value:%Y-%m-%d}"


def _clock(value: date | time) -> str:
    if not isinstance(value, datetime | time):
        return ""
    return f"{value.hour}:{value.minute:02d}" + (f":{value.second:02d}" if value.second else "")


def _by_token(value: datetime | date | time, tokens: list[Token]) -> str:
    """`m` is minutes after hours or before seconds, months elsewhere. 下午 halves the day; AM and PM are left out."""
    kinds = [text[0].lower() if kind == "date" else "" for kind, text in tokens]
    halved = ("noon", "上午/下午") in tokens
    hour = getattr(value, "hour", 0)
    found = ""
    for at, (kind, text) in enumerate(tokens):
        if kind == "date":
            before = next((one for one in reversed(kinds[:at]) if one), "")
            after = next((one for one in kinds[at + 1 :] if one), "")
            minutes = kinds[at] == "m" and (before == "h" or after == "s") and len(text) <= 2
            found += _part(value, "i" if minutes else kinds[at], len(text), (hour - 1) % 12 + 1 if halved else hour)
        elif kind == "noon" and halved:
            found += "上午" if hour < 12 else "下午"
        elif kind in ("quoted", "escaped", "other") or text == ".":
            found += text
    return " ".join(found.split())


def _part(value: datetime | date | time, kind: str, width: int, hour: int) -> str:
    """`kind`: y, m (month), d, h, i (minute), s, a (weekday in Chinese)."""
    if kind in "his":
        number = {"h": hour, "i": getattr(value, "minute", 0), "s": getattr(value, "second", 0)}[kind]
        return f"{number:0{min(width, 2)}d}"
    if isinstance(value, time):
        return ""
    if kind == "y":
        return str(value.year)
    if kind == "m":
        return f"{value.month}月" if width > 2 else f"{value.month:0{width}d}"
    if kind == "d" and width <= 2:
        return f"{value.day:0{width}d}"
    return ("周" if width == 3 else "星期") + _WEEKDAYS[value.weekday()]


def _duration(value: timedelta, tokens: list[Token]) -> str:
    """Hours may be more than a day's."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    clock = f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}"
    with_seconds = any(text[0].lower() == "s" for kind, text in tokens if kind in ("date", "elapsed"))
    return clock + (f":{seconds % 60:02d}" if with_seconds else "")
