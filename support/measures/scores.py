"""How far a transcript is from what was said: character errors, whole sentences, the words of government."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mandarin import clean, exact
from mandarin.simplified import simplify
from support.measures.distance import distance

_ORDINAL = str.maketrans("零〇一二三四五六七八九幺", "001234567891")
_TEN = re.compile(r"(?<!\d)([1-9])?十([1-9])?(?!\d)")


def normal(text: str) -> str:
    """Without punctuation, numbers in Arabic digits, X for 叉: 三月十五号 and 3月15号 are the same answer."""
    digits = clean(text).translate(_ORDINAL)
    digits = _TEN.sub(lambda hit: f"{hit[1] or 1}{hit[2] or 0}", digits)
    return digits.replace("叉", "x")


def errors(said: str, heard: str) -> tuple[int, int]:
    """Wrong, missing and surplus characters, and the characters said; both in their normal form."""
    right, found = normal(said), normal(heard)
    return distance(right, found), len(right)


def same_sound(said: str, heard: str) -> bool:
    """Is every syllable right? Homophones count as right: what is meant is the dialogue's business."""
    return exact(normal(said)) == exact(normal(heard))


def terms_kept(said: str, heard: str, terms: Iterable[str]) -> tuple[int, int]:
    """How many of the terms that were said are in the text, and how many were said."""
    spoken = [term for term in terms if term in said]
    return sum(term in heard for term in spoken), len(spoken)


def traditional(text: str) -> int:
    """Characters that are not Simplified."""
    return sum(one != other for one, other in zip(text, simplify(text), strict=False))
