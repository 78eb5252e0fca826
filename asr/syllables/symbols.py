"""How the characters of numbers are spoken: digits in all their readings, letters by their names, provinces.

A unit is what CTC scores at once: the syllables of one reading step, several where they mean the same (一 or 幺).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from asr.syllables.inventory import BLANK, class_of
from mandarin import fixed_exact

#: One unit: classes of the head that count as the same.
Unit = tuple[int, ...]
#: A reading of a character: its units, in order.
Reading = tuple[Unit, ...]


def _units(spelt: str) -> Reading:
    """ "qi|guai san" is a unit of two syllables that count as the same, and one of one."""
    return tuple(tuple(c for s in step.split("|") if (c := class_of(s))) for step in spelt.split(" "))


DIGITS = "0123456789"
_SPOKEN: dict[str, str] = {
    "0": "ling|dong", "1": "yi|yao", "2": "er|liang", "3": "san", "4": "si", "5": "wu", "6": "liu", "7": "qi|guai",
    "8": "ba", "9": "jiu|gou",
    "A": "ei", "B": "bi", "C": "xi", "D": "di", "E": "yi", "F": "ai fu,ei fu", "G": "ji", "H": "ai qi,ei qi", "I": "ai",
    "J": "jie|zhei", "K": "kai|kei", "L": "ai le,ai lou,ei lou", "M": "ai mu,ai m,ei mu", "N": "en|n", "O": "ou",
    "P": "pi", "Q": "qiu|kou", "R": "a er,a", "S": "ai si,ei si", "T": "ti", "U": "you", "V": "wei",
    "W": "da bu liu,da bu you", "X": "cha,ai ke si,ei ke si", "Y": "wai", "Z": "zei|zi|zhei",
}  # fmt: skip

#: What is said before a digit that is meant several times: 双五, 三个零.
REPEATS: dict[int, tuple[Reading, ...]] = {
    2: (_units("shuang"), _units("liang ge")),
    3: (_units("san ge"),),
    4: (_units("si ge"),),
    5: (_units("wu ge"),),
}


@lru_cache(maxsize=512)  # of single characters of grammars: nothing that was said is in it
def readings(character: str) -> tuple[Reading, ...]:
    """How a digit, a capital letter or a Chinese character is spoken; empty for any other character."""
    if character in _SPOKEN:
        spoken = _SPOKEN[character]
    elif "\u4e00" <= character <= "\u9fff":
        spoken = " ".join(fixed_exact(character))
    else:
        return ()
    found = tuple(_units(reading) for reading in spoken.split(","))
    return tuple(reading for reading in found if all(reading))


def syllables_of(text: str) -> Reading | None:
    """The syllables of a phrase as units; None where a character is no Mandarin syllable, or there is none."""
    classes = [class_of(syllable) for syllable in fixed_exact(text)]
    return tuple((one,) for one in classes if one) if classes and all(classes) else None


class UnitTable:
    """Numbers the units that are used, and sums their classes' probabilities frame by frame."""

    def __init__(self) -> None:
        self._numbers: dict[Unit, int] = {}

    def numbers(self, reading: Reading) -> tuple[int, ...]:
        return tuple(self._numbers.setdefault(unit, len(self._numbers)) for unit in reading)

    @property
    def classes(self) -> frozenset[int]:
        """Every class that is part of a unit."""
        return frozenset(one for unit in self._numbers for one in unit)

    @property
    def alike(self) -> NDArray[np.bool_]:
        """(U, U): units that share a syllable, as the 1 (一) and the E of a code do."""
        units = list(map(frozenset, self._numbers))
        return np.array([[bool(one & other) for other in units] for one in units], np.bool_)

    def scores(self, log_posteriors: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n, U): the log probability of each unit in each frame."""
        columns = [
            np.logaddexp.reduce(log_posteriors[:, list(unit)], axis=1) if len(unit) > 1 else log_posteriors[:, unit[0]]
            for unit in self._numbers
        ]
        return np.stack(columns, axis=1) if columns else np.zeros((len(log_posteriors), 0))


def greedy(log_posteriors: NDArray[np.floating[Any]]) -> list[int]:
    """The classes of the best path, repeats and blanks removed."""
    best = np.argmax(log_posteriors, axis=1)
    return [int(c) for c, before in zip(best, (BLANK, *best[:-1]), strict=True) if c not in (BLANK, before)]


def all_units(characters: Iterable[str], table: UnitTable) -> None:
    """Put the units of these characters into the table."""
    for character in characters:
        for reading in readings(character):
            table.numbers(reading)
