"""The numbers that Word puts before paragraphs by itself: 第一条, 一、, 1.2, （3）. They are in no paragraph's text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS, _FORMAL = "零一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖"


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int
    legal: bool  # all numbers as 1, 2, 3, whatever their own form


@dataclass(slots=True)
class Numbering:
    """One for a document: it counts, so every numbered paragraph must be asked for once, in order.

    `definitions`: the numbering part's root element, or None.
    """

    definitions: Any
    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, number_id: str, level: int) -> str:
        """What stands before the next paragraph of this list; empty for bullets and for what is not defined."""
        found = self._definition(number_id)
        if level not in found:
            return ""
        counts = self._counts.setdefault(self._counter(number_id), {})
        counts[level] = counts.get(level, found[level].start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        own = found[level]

        def number(hit: re.Match[str]) -> str:
            other = found.get(int(hit[1]) - 1, own)
            form = "decimal" if own.legal else other.form
            return written(counts.get(int(hit[1]) - 1, other.start), form)

        return "" if own.form in ("bullet", "none") else re.sub(r"%([1-9])", number, own.text)

    def _definition(self, number_id: str) -> dict[int, _Level]:
        if number_id not in self._levels:
            self._levels[number_id] = dict(self._read(number_id))
        return self._levels[number_id]

    def _number(self, number_id: str) -> Any:
        numbers = [] if self.definitions is None else self.definitions.findall(f"{W}num")
        return next((number for number in numbers if number.get(f"{W}numId") == number_id), None)

    def _counter(self, number_id: str) -> str:
        """Lists of one definition count on, unless they are told to begin anew."""
        number = self._number(number_id)
        anew = number.find(f"{W}lvlOverride/{W}startOverride") is not None
        return f"list {number_id}" if anew else f"definition {value(number, 'abstractNumId')}"

    def _read(self, number_id: str) -> dict[int, _Level]:
        number = self._number(number_id)
        if number is None:
            return {}
        wanted = value(number, "abstractNumId")
        abstract = next(
            (one for one in self.definitions.findall(f"{W}abstractNum") if one.get(f"{W}abstractNumId") == wanted), None
        )
        levels = {} if abstract is None else {_place(one): _level(one) for one in abstract.findall(f"{W}lvl")}
        for override in number.findall(f"{W}lvlOverride"):
            if (own := override.find(f"{W}lvl")) is not None:
                levels[_place(override)] = _level(own)
            elif (start := value(override, "startOverride")) and (old := levels.get(_place(override))):
                levels[_place(override)] = _Level(old.form, old.text, int(start), old.legal)
        return levels


def value(element: Any, name: str) -> str:
    """The `w:val` of a child; empty where there is none."""
    child = element.find(f"{W}{name}")
    return "" if child is None else child.get(f"{W}val", "")


def _place(element: Any) -> int:
    return int(element.get(f"{W}ilvl", "0"))


def _level(element: Any) -> _Level:
    legal = element.find(f"{W}isLgl") is not None
    form = value(element, "numFmt") or "decimal"
    return _Level(form, value(element, "lvlText"), int(value(element, "start") or 1), legal)


# ---- one number ------------------------------------------------------------------------------------------------------


def chinese(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """`12` as 十二, `105` as 一百零五. From 1 to 9999; others in Arabic digits."""
    if not 1 <= number <= 9999:
        return str(number)
    found, gap = "", False
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if digit:
            found += (digits[0] if gap and found else "") + digits[digit] + (units[power - 1] if power else "")
        gap = not digit
    return found.removeprefix(digits[1]) if 10 <= number < 20 and digits is _DIGITS else found


def roman(number: int) -> str:
    found = ""
    for size, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        found += sign * (number // size)
        number %= size
    return found


def letters(number: int) -> str:
    """A to Z, then AA, BB, … as Word does."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "upperLetter": letters,
    "lowerLetter": lambda number: letters(number).lower(),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": lambda number: "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": lambda number: chinese(number, _FORMAL, "拾佰仟"),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
}


def written(number: int, form: str) -> str:
    """Forms that are not known in Arabic digits."""
    return _FORMS.get(form, str)(number) if number > 0 else str(number)
