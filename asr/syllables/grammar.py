"""What a number may look like, character by character: the checks inside the beam. Pure.

Each grammar says which characters may follow a beginning, and whether a text is whole. Whole texts of one kind are
plausible numbers: a mobile number begins with 1[3-9], an identity number has a date of birth and its check digit.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from asr.expectation import Expectation
from asr.syllables.symbols import DIGITS

PROVINCES = frozenset(
    str.split(
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
    )
)
#: Characters of a unified social credit code.
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class NumberGrammar(Protocol):
    @property
    def characters(self) -> str:
        """All characters that may stand anywhere."""
        ...

    def following(self, text: str) -> str:
        """The characters that may follow `text`, which is a beginning; empty where none may."""
        ...

    def whole(self, text: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class DigitCount:
    """Exactly `length` digits."""

    length: int
    characters: str = DIGITS

    def following(self, text: str) -> str:
        return DIGITS if len(text) < self.length else ""

    def whole(self, text: str) -> bool:
        return len(text) == self.length and text.isdigit()


@dataclass(frozen=True, slots=True)
class MobileNumber:
    """Eleven digits, 1[3-9]…"""

    characters: str = DIGITS

    def following(self, text: str) -> str:
        return "1" if not text else "3456789" if len(text) == 1 else DIGITS if len(text) < 11 else ""

    def whole(self, text: str) -> bool:
        return len(text) == 11


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """Eighteen characters: province, date of birth up to `latest`, check digit (GB 11643)."""

    latest: date
    characters: str = DIGITS + "X"

    def following(self, text: str) -> str:
        size = len(text)
        if size < 2:
            return "".join(c for c in DIGITS if any(p.startswith(text + c) for p in PROVINCES))
        if 6 <= size < 14:
            return "".join(c for c in DIGITS if self._begins_a_date(text[6:] + c))
        if size == 17:
            return ric.calc_check_digit(text + "0")
        return DIGITS if size < 17 else ""

    def whole(self, text: str) -> bool:
        return len(text) == 18

    def _begins_a_date(self, digits: str) -> bool:
        low, high = digits.ljust(8, "0"), digits.ljust(8, "9")
        if high < "19000101" or low > self.latest.strftime("%Y%m%d"):
            return False
        month, day = digits[4:6], digits[6:8]
        if month and not (month.ljust(2, "9") >= "01" and month.ljust(2, "0") <= "12" and month != "00"):
            return False
        if not day:
            return True
        days = calendar.monthrange(int(digits[:4]), int(month))[1]
        if len(day) == 1:
            return int(day) <= days // 10
        return 1 <= int(day) <= days


@dataclass(frozen=True, slots=True)
class LandlineNumber:
    """Area code and seven or eight digits, or those alone (then the first is no 0 or 1). No extension."""

    characters: str = DIGITS

    def following(self, text: str) -> str:
        if not text:
            return "023456789"
        if text[0] != "0":
            return DIGITS if len(text) < 8 else ""
        if len(text) == 1:
            return "123456789"
        area = self._area(text)
        if text == "01":
            return "0"
        if len(text) < area:
            return DIGITS
        if len(text) == area:
            return "23456789"
        return DIGITS if len(text) < area + 8 else ""

    def whole(self, text: str) -> bool:
        if text[:1] != "0":
            return len(text) in (7, 8)
        if len(text) < 10:
            return False
        area = self._area(text)
        return len(text) in ((11,) if area == 3 else (11, 12))

    @staticmethod
    def _area(text: str) -> int:
        """010 and 02x have three digits, all others four."""
        return 3 if text[1] in "12" else 4


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A unified social credit code (GB 32100): 18 digits and letters with a check digit."""

    characters: str = _CREDIT

    def following(self, text: str) -> str:
        size = len(text)
        if size < 2:
            return _CREDIT
        if size < 8:
            return DIGITS
        if size == 17:
            try:
                return uscc.calc_check_digit(text)
            except (ValidationError, ValueError):
                return ""
        return _CREDIT if size < 17 else ""

    def whole(self, text: str) -> bool:
        return len(text) == 18


@dataclass(frozen=True, slots=True)
class ShapedCode:
    """One of `shapes`: of each place, the characters that may stand there."""

    shapes: tuple[tuple[str, ...], ...]

    @property
    def characters(self) -> str:
        return "".join(sorted({c for shape in self.shapes for place in shape for c in place}))

    def following(self, text: str) -> str:
        places = [shape[len(text)] for shape in self._open(text) if len(shape) > len(text)]
        return "".join(sorted({c for place in places for c in place}))

    def whole(self, text: str) -> bool:
        return any(len(shape) == len(text) for shape in self._open(text))

    def _open(self, text: str) -> Sequence[tuple[str, ...]]:
        return [
            shape
            for shape in self.shapes
            if len(shape) >= len(text) and all(c in place for c, place in zip(text, shape, strict=False))
        ]


@lru_cache(maxsize=64)  # of what scripts ask for
def grammar_for(expectation: Expectation, today: date) -> NumberGrammar | None:
    """The grammar of the number that is asked for; None where none is, or its shape is not known."""
    match expectation.kind:
        case "phone":
            return MobileNumber()
        case "id":
            return IdentityNumber(today)
        case "landline":
            return LandlineNumber()
        case "credit_code":
            return CreditCode()
        case "number" if expectation.length:
            return DigitCount(expectation.length)
        case "code" if expectation.shapes:
            return ShapedCode(expectation.shapes)
        case _:
            return None
