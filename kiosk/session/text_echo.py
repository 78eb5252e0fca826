"""Transcripts of the clerk's own voice that came back through the microphone, past the echo suppressor.

The words of an echo can be those of an answer that repeats the question (临时挂失). Only a transcript that is
longer than any such answer, and nearly all of which the clerk is saying, counts as an echo.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mandarin.pinyin import fold, fuzzy

_SHORTEST = 7  # syllables
_SHARE = 0.85  # of the pairs of neighbouring syllables


def echoes(heard: str, spoken: str) -> bool:
    """Whether `heard` is a part of `spoken`, compared by fuzzy pinyin."""
    syllables = fuzzy(heard)
    if len(syllables) < _SHORTEST:
        return False
    clerk = set(pairwise(fuzzy(spoken)))
    pairs = list(pairwise(syllables))
    return sum(pair in clerk for pair in pairs) >= _SHARE * len(pairs)


def repeats(syllables: Sequence[str], spoken: str) -> bool:
    """Whether these syllables (toneless pinyin) stand in `spoken`, in a row: too few yet to be told from an echo."""
    heard, clerk = tuple(map(fold, syllables)), fuzzy(spoken)
    return any(clerk[at : at + len(heard)] == heard for at in range(len(clerk) - len(heard) + 1))
