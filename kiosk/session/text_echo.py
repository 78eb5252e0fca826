"""Transcripts of the clerk's own voice that came back through the microphone, past the echo suppressor.

The words of an echo can be those of an answer that repeats the question (临时挂失). Only a transcript that is
longer than any such answer, and nearly all of which the clerk is saying, counts as an echo.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from mandarin.pinyin import fold, fuzzy
from tts import spoken

_SHORTEST = 7  # syllables
_SHARE = 0.85  # of the pairs of neighbouring syllables
_UNHEARD = 2  # syllables


def echoes(heard: str, spoken: str) -> bool:
    """Whether `heard` is a part of `spoken`, compared by fuzzy pinyin."""
    syllables = fuzzy(heard)
    if len(syllables) < _SHORTEST:
        return False
    clerk = set(pairwise(fuzzy(spoken)))
    pairs = list(pairwise(syllables))
    return sum(pair in clerk for pair in pairs) >= _SHARE * len(pairs)


def repeats(syllables: Sequence[str], prompt: str) -> bool:
    """Whether these syllables (toneless pinyin) are said in `prompt`, one behind the other: too few yet to be told from
    an echo. Up to `_UNHEARD` of the prompt's may lie between them, which were heard without certainty.
    """
    heard, clerk = tuple(map(fold, syllables)), fuzzy(spoken(prompt))
    return any(_in_order(heard, clerk[at : at + len(heard) + _UNHEARD]) for at in range(len(clerk)))


def _in_order(few: Sequence[str], many: Iterable[str]) -> bool:
    rest = iter(many)
    return all(one in rest for one in few)
