"""The features of a line by which its dialogue act is read: characters and fuzzy syllables in runs, hashed.

Syllables carry the sense through homophones. The ends of the line are marked, for 没有 and 吗 weigh most there.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

from mandarin.pinyin import clean, fuzzy

BUCKETS = 1 << 14
_CHARACTERS = 3
_SYLLABLES = 2


def features(text: str) -> tuple[int, ...]:
    """The buckets of the features of `text`, each once, in ascending order."""
    return tuple(sorted({zlib.crc32(gram.encode()) % BUCKETS for gram in _grams(text)}))


def _grams(text: str) -> Iterator[str]:
    yield from _runs("c", tuple(clean(text)), _CHARACTERS)
    yield from _runs("p", fuzzy(text), _SYLLABLES)


def _runs(kind: str, units: Sequence[str], longest: int) -> Iterator[str]:
    marked = ("^", *units, "$")
    for length in range(1, longest + 1):
        for at in range(len(marked) - length + 1):
            yield f"{kind}{length}{' '.join(marked[at : at + length])}"
