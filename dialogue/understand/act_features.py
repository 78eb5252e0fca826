"""The features of a line by which its dialogue act is read: characters and fuzzy syllables in runs, hashed.

Syllables carry the sense through homophones. The ends of clauses are marked, for 没有 and 吗 weigh most there.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence

from mandarin.pinyin import clean, fuzzy

BUCKETS = 1 << 14
_CHARACTERS = 3
_SYLLABLES = 2
_CLAUSE = re.compile(r"[，,。.！!？?；;、…\s]+")


def features(text: str) -> tuple[int, ...]:
    """The buckets of the features of `text`, each once, in ascending order."""
    return tuple(sorted({zlib.crc32(gram.encode()) % BUCKETS for gram in _grams(text)}))


def _grams(text: str) -> Iterator[str]:
    clauses = [clause for part in _CLAUSE.split(text) if (clause := clean(part))]
    characters = [*clauses[:1], *(f"|{clause}" for clause in clauses[1:])]
    syllables = [syllable for clause in clauses for syllable in ("|", *fuzzy(clause))]
    yield from _runs("c", tuple("".join(characters)), _CHARACTERS)
    yield from _runs("p", syllables[1:], _SYLLABLES)


def _runs(kind: str, units: Sequence[str], longest: int) -> Iterator[str]:
    marked = ("^", *units, "$")
    for length in range(1, longest + 1):
        for at in range(len(marked) - length + 1):
            yield f"{kind}{length}{' '.join(marked[at : at + length])}"
