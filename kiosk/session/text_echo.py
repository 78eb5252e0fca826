"""Words that came out of the loudspeaker and back through the microphone: the last line behind the echo canceller.

By words alone nobody can tell an echo from a citizen who answers with the words of the question (临时挂失). Only what
is longer than any such answer, and as good as all hers, is taken for an echo.
"""

from __future__ import annotations

from itertools import pairwise

from mandarin.pinyin import fuzzy

_SHORTEST = 7  # syllables
_SHARE = 0.85


def echoes(heard: str, spoken: str) -> bool:
    """Is `heard` a piece of what the clerk is saying, sound for sound?"""
    syllables = fuzzy(heard)
    if len(syllables) < _SHORTEST:
        return False
    hers = set(pairwise(fuzzy(spoken)))
    pairs = list(pairwise(syllables))
    return sum(pair in hers for pair in pairs) >= _SHARE * len(pairs)
