"""Which approved passage answers a question: better none than a wrong one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dialogue.knowledge.passage import Passage
from dialogue.understand.match import Matcher
from dialogue.understand.question import is_question

#: Scores below are no answer at all; a statement (no question word) must come closer than a question.
QUESTION_SCORE = 0.40
STATEMENT_SCORE = 0.72


@dataclass(frozen=True, slots=True)
class Found:
    """A passage and how near its questions are, 0..1."""

    passage: Passage
    score: float


class Knowledge:
    """Finds the passage that answers a question."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.passages = {passage.id: passage for passage in passages}
        self._matcher = Matcher({passage.id: passage.questions for passage in self.passages.values()})

    def find(self, text: str, today: date, *, service: str = "") -> Found | None:
        """The best valid passage, or None: better no answer than a wrong one."""
        need = QUESTION_SCORE if is_question(text) else STATEMENT_SCORE
        for hit in self._matcher.rank(text):
            if hit.score < need:
                return None
            if self.passages[hit.name].valid(today):
                return Found(self.passages[hit.name], hit.score)
        return None

    def named(self, name: str) -> Passage | None:
        return next((passage for passage in self.passages.values() if passage.name == name), None)
