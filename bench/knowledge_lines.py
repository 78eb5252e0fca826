"""What a hall's knowledge does with questions from a file: answers rightly, asks, answers wrongly, abstains.

One JSON object a line: `{"id", "question", "during": service or null, "right": [ids], "near": [ids], "kind"}`.
A passage without a 编号 has the id `hall:` and its first wording. `right` is empty where no passage answers.

    python -m bench.knowledge --lines FILE [--misses]
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from dialogue.knowledge import Knowledge, Passage
from mandarin.text_cache import TextCache

Outcome = Literal["right", "asked right", "asked near", "asked other", "wrong", "abstained", "refused"]


@dataclass(frozen=True, slots=True)
class AskedLine:
    id: str
    question: str
    during: str
    right: frozenset[str]
    near: frozenset[str]
    kind: str


@dataclass(frozen=True, slots=True)
class Told:
    line: AskedLine
    outcome: Outcome
    passages: tuple[Passage, ...]


def read_lines(path: Path) -> list[AskedLine]:
    found = []
    for text in path.read_text(encoding="utf-8").splitlines():
        if text.strip():
            entry = json.loads(text)
            right, near = frozenset(entry["right"]), frozenset(entry.get("near", ()))
            found.append(AskedLine(entry["id"], entry["question"], entry["during"] or "", right, near, entry["kind"]))
    return found


def told(knowledge: Knowledge, line: AskedLine, today: date) -> Told:
    """`asked`: about at most three passages; `right` if the right one is among them, `near` if one of `near` is.
    `abstained`: there was an answer; `refused`: there was none.
    """
    with TextCache().active():
        return _told(knowledge, line, today)


def _told(knowledge: Knowledge, line: AskedLine, today: date) -> Told:
    answer = knowledge.find(line.question, today, service=line.during)
    if answer:
        return Told(line, "right" if name_of(answer.passage) in line.right else "wrong", (answer.passage,))
    passages = tuple(found.passage for found in knowledge.candidates(line.question, today, service=line.during))
    if passages:
        names = set(map(name_of, passages))
        asked: Outcome = "asked right" if names & line.right else "asked near" if names & line.near else "asked other"
        return Told(line, asked, passages)
    return Told(line, "abstained" if line.right else "refused", ())


def name_of(passage: Passage) -> str:
    return passage.name or f"hall:{passage.questions[0]}"


def table(told: Iterable[Told]) -> str:
    """Shares of all lines, by kind. Right: an answer where there is one, or a refusal where there is none."""
    by_kind: dict[str, Counter[str]] = defaultdict(Counter)
    for one in told:
        for kind in (one.line.kind, "inside" if one.line.right else "outside", "all"):
            by_kind[kind][one.outcome] += 1
    heads: tuple[Outcome, ...] = ("right", "asked right", "asked near", "asked other", "wrong", "abstained", "refused")
    rows = [f"| kind | lines | {' | '.join(heads)} |", "|---|---:" + "|---:" * len(heads) + "|"]
    for kind, counts in sorted(by_kind.items(), key=lambda pair: pair[1].total()):
        total = counts.total()
        rows.append(f"| {kind} | {total} | {' | '.join(f'{counts[head] / total:.1%}' for head in heads)} |")
    return "\n".join(rows)
