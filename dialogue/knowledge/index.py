"""Which passages might answer: SQLite's full text search over words and fuzzy-pinyin syllables and pairs, in memory.

Words find what the question is about, sounds find it through homophones. It ranks; `nearness` says whether it is near.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from itertools import pairwise

from dialogue.knowledge.passage import Passage
from dialogue.knowledge.tokens import sounds
from mandarin.pinyin import clean
from mandarin.words import words

#: BM25 weights of the columns: questions, topics, answer.
_WEIGHTS = (1.0, 0.5, 0.1)
#: Longer questions are cut: SQLite limits the depth of an expression.
_LONGEST = 80


class Index:
    """Built once, read only: any thread may ask."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.execute("CREATE VIRTUAL TABLE passages USING fts5(asked, topics, answer, tokenize='unicode61')")
        self._db.executemany(
            "INSERT INTO passages (rowid, asked, topics, answer) VALUES (?, ?, ?, ?)",
            ((row, *_columns(passage)) for row, passage in enumerate(passages, start=1)),
        )
        self._db.commit()

    def search(self, text: str, limit: int) -> dict[int, float]:
        """Places of the likeliest passages (in the order given to the index), best first; the best counts 1."""
        tokens = dict.fromkeys(_tokens(clean(text)[:_LONGEST]))
        if not tokens:
            return {}
        rows = self._db.execute(
            "SELECT rowid, bm25(passages, ?, ?, ?) FROM passages WHERE passages MATCH ? ORDER BY 2 LIMIT ?",
            (*_WEIGHTS, " OR ".join(f'"{token}"' for token in tokens), limit),
        ).fetchall()
        best = rows[0][1] if rows else -1.0  # BM25 is negative here: the smaller, the better
        return {row - 1: score / best for row, score in rows}


def _columns(passage: Passage) -> tuple[str, str, str]:
    return (
        " ".join(token for question in passage.questions for token in _tokens(clean(question))),
        " ".join(token for topic in (passage.service, *passage.topics) for token in _tokens(clean(topic))),
        " ".join(words(clean(passage.answer))),
    )


def _tokens(text: str) -> list[str]:
    """Words as they are; syllables as `0ju`, pairs as `0ju0zu`: letters and digits only, one word each to SQLite."""
    syllables = [f"0{syllable}" for syllable in sounds(text)]
    return [*words(text), *syllables, *(left + right for left, right in pairwise(syllables))]
