"""Which passages might answer: SQLite's full text search over words and fuzzy-pinyin bigrams, in memory.

Words find what the answer is about, sounds find the wording through homophones. It proposes; `nearness` decides.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from itertools import pairwise

from dialogue.knowledge.passage import Passage
from dialogue.knowledge.tokens import words
from dialogue.understand.match import strip_fillers
from mandarin.pinyin import fuzzy

#: BM25 weights of the columns: question words, question sounds, topics and service, answer words.
WEIGHTS = (1.0, 1.6, 0.8, 0.25)
#: Longer questions are cut: SQLite's expressions may only be so deep, and nobody asks at such length.
_LONGEST = 80


class Index:
    """Built once, read only: any thread may ask."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.execute(
            "CREATE VIRTUAL TABLE passages USING fts5(words, sounds, topics, answer, tokenize='unicode61')"
        )
        self._db.executemany(
            "INSERT INTO passages (rowid, words, sounds, topics, answer) VALUES (?, ?, ?, ?, ?)",
            ((row, *_columns(passage)) for row, passage in enumerate(passages, start=1)),
        )
        self._db.commit()

    def search(self, text: str, limit: int) -> list[int]:
        """Places of the likeliest passages in the order given, best first."""
        bare = strip_fillers(text)[:_LONGEST]
        tokens = dict.fromkeys((*_words(bare), *_bigrams(bare)))
        if not tokens:
            return []
        query = " OR ".join(f'"{token}"' for token in tokens)
        found = self._db.execute(
            f"SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY bm25(passages, {_WEIGHTS}) LIMIT ?",
            (query, limit),
        )
        return [row - 1 for (row,) in found]


_WEIGHTS = ", ".join(map(str, WEIGHTS))


def _columns(passage: Passage) -> tuple[str, str, str, str]:
    asked = [strip_fillers(question) for question in passage.questions]
    return (
        " ".join(word for question in asked for word in _words(question)),
        " ".join(bigram for question in asked for bigram in _bigrams(question)),
        " ".join(word for topic in (passage.service, *passage.topics) for word in _words(topic)),
        " ".join(_words(passage.answer)),
    )


def _words(text: str) -> list[str]:
    return [word for word in words(text) if word.isalnum()]


def _bigrams(text: str) -> list[str]:
    """`ju0zu`: letters and digits only, so that SQLite takes each for one word."""
    syllables = fuzzy(text)
    return [f"{left}0{right}" for left, right in pairwise(syllables)] or list(syllables)
