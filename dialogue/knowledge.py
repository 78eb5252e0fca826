"""The hall's questions and answers: opening hours, fees, what to bring.

An answer is the approved text with its source, or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dialogue.errors import Problems
from dialogue.script import keys
from dialogue.script.fields import Fields
from dialogue.understand.match import Matcher
from dialogue.understand.question import is_question
from dialogue.yaml_lines import Map, parse

#: Scores below are no answer at all; a statement (no question word) must come closer than a question.
QUESTION_SCORE = 0.40
STATEMENT_SCORE = 0.72

_ENTRY_KEYS = ("问法", "答案", "出处", "条款", "生效", "失效", "业务")


@dataclass(frozen=True, slots=True)
class Passage:
    """One approved answer. `source` and `clause` are its citation; `since`, `until` (inclusive) bound its validity."""

    id: str
    questions: tuple[str, ...]
    answer: str
    source: str
    clause: str
    since: date | None
    until: date | None

    @property
    def citation(self) -> str:
        return f"{self.source} {self.clause}".strip()

    def valid(self, today: date) -> bool:
        return (self.since is None or self.since <= today) and (self.until is None or today <= self.until)


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

    def find(self, text: str, today: date) -> Found | None:
        """The best valid passage, or None: better no answer than a wrong one."""
        need = QUESTION_SCORE if is_question(text) else STATEMENT_SCORE
        for hit in self._matcher.rank(text):
            if hit.score < need:
                return None
            if self.passages[hit.name].valid(today):
                return Found(self.passages[hit.name], hit.score)
        return None


def load_knowledge(text: str, file: str, problems: Problems) -> tuple[Passage, ...]:
    root = parse(text, problems, keys.ALL | set(keys.ALIASES))
    if root is None:
        return ()
    if not isinstance(root, Map):
        problems.add(root.line, "知识文件应该由“键: 值”组成", "写“来源: …”和“问答: […]”")
        return ()
    fields = Fields(root, ("来源", "问答"), "知识文件", problems)
    seq = fields.seq("问答")
    if seq is None:
        problems.add(root.line, "知识文件少了“问答”", "加上“问答:”和至少一条")
        return ()
    source = fields.text("来源")
    found = []
    for node in seq.items:
        if isinstance(node, Map):
            found.append(_passage(Fields(node, _ENTRY_KEYS, "“问答”", problems), source, file, problems))
        else:
            problems.add(node.line, "“问答”的每一条要写问法和答案", "写成“- 问法: […]”，下一行“  答案: …”")
    return tuple(found)


def _passage(fields: Fields, source: str, file: str, problems: Problems) -> Passage:
    cited = fields.text("出处", default=source)
    if not cited:
        problems.add(fields.line, "这一条没有出处", "加上“出处: …”，或者在文件开头写“来源: …”")
    return Passage(
        id=f"{file}:{fields.line}",
        questions=fields.texts("问法", required=True),
        answer=fields.text("答案", required=True),
        source=cited,
        clause=fields.text("条款"),
        since=_day(fields, "生效", problems),
        until=_day(fields, "失效", problems),
    )


def _day(fields: Fields, key: str, problems: Problems) -> date | None:
    text = fields.text(key)
    if not text:
        return None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # told below, like a day that is not even shaped like one
    problems.add(fields.line_of(key), f"日期“{text}”不对", "写成 2026-01-31 这样")
    return None
