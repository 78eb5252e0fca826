"""The edit distance that all measures of text and syllables use."""

from __future__ import annotations

from collections.abc import Sequence


def distance(right: Sequence[str], found: Sequence[str]) -> int:
    """Wrong, missing and surplus items of `found` (Levenshtein); of a string, its characters."""
    row = list(range(len(found) + 1))
    for at, one in enumerate(right, start=1):
        following = [at]
        for place, other in enumerate(found, start=1):
            following.append(min(row[place - 1] + (one != other), row[place] + 1, following[-1] + 1))
        row = following
    return row[-1]
