"""Where a text says a value as it sounds: 臣志强 for 陈志强, 和平露1号二楼 for 和平路1号2楼."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from mandarin.pinyin import clean, fuzzy

#: Syllables of a value for each one that may sound otherwise.
_EACH = 4
#: Characters that stand for syllables, so that `str.find` looks for them.
_FIRST_SIGN = 0xE000
_signs: dict[str, str] = {}


def heard_as(text: str, value: str) -> list[range]:
    """The stretches of `text` that sound as `value` does, from the left, none over another; [] for a value of one
    syllable. One in four syllables may differ; punctuation and blanks within are passed over.
    """
    wanted, _ = _sounds(value)
    said, places = _sounds(text)
    if len(wanted) < 2 or len(said) < len(wanted):
        return []
    differ = len(wanted) // _EACH
    found: list[range] = []
    for at in sorted(set(_candidates(said, wanted, differ))):
        other = sum(one != same for one, same in zip(said[at:], wanted, strict=False))
        stretch = range(places[at], places[at + len(wanted) - 1] + 1)
        if other <= differ and (not found or stretch.start >= found[-1].stop):
            found.append(stretch)
    return found


def _candidates(said: str, wanted: str, differ: int) -> Iterator[int]:
    """Where one of `differ` + 1 pieces of `wanted` is found: in any stretch with so few differences, one is."""
    step = len(wanted) // (differ + 1)
    for begin in range(0, step * (differ + 1), step):
        piece, at = wanted[begin : begin + step], -1
        while (at := said.find(piece, at + 1)) >= 0:
            if 0 <= at - begin <= len(said) - len(wanted):
                yield at - begin


def _sounds(text: str) -> tuple[str, list[int]]:
    """A sign for each syllable, and where in `text` its character stands."""
    signs, places = [], []
    for at, character in enumerate(text):
        if sign := _sign(character):
            signs.append(sign)
            places.append(at)
    return "".join(signs), places


@lru_cache(maxsize=16384)  # of single characters: nothing of what was said stays in it
def _sign(character: str) -> str:
    """Empty for what is not spoken."""
    if len(clean(character)) != 1:
        return ""
    syllable = "".join(fuzzy(character)) or character
    return _signs.setdefault(syllable, chr(_FIRST_SIGN + len(_signs)))
