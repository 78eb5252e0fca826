"""Does the right passage answer, and does nothing answer what nobody wrote?

    python -m bench.knowledge            # the table for docs/benchmarks.md
    python -m bench.knowledge --tuning   # the part the thresholds were set with
    python -m bench.knowledge --misses   # what went wrong, line by line

Questions: `knowledge_cases.txt`, `knowledge_outside.txt`. Every finder gets the same, clean and with a quarter
of the characters exchanged for homophones. A baseline refuses below the score that lets 2 % of the *tuning* questions
from outside through; ours as it is shipped.
"""

from __future__ import annotations

import argparse
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import jieba
from rapidfuzz import fuzz

from bench.knowledge_lines import name_of, read_lines, table, told
from bench.machine import describe
from dialogue.errors import Problems
from dialogue.knowledge import Knowledge, Passage, load_knowledge
from mandarin import clean
from mandarin.text_cache import TextCache
from mandarin.words import words
from support.cases.homophones import misspell
from support.measures.figures import p50, p95

HERE = Path(__file__).parent
KNOWLEDGE = HERE.parent / "services" / "knowledge"
TODAY = date(2026, 11, 22)
LET_THROUGH = 0.02


@dataclass(frozen=True, slots=True)
class Case:
    """`right`: names of passages, or words of one in quotes; none for a question from outside."""

    text: str
    right: tuple[str, ...]
    service: str
    tuning: bool

    def answered_by(self, passage: Passage) -> bool:
        return any(name == passage.name or (name[0] == "“" and name[1:-1] in passage.answer) for name in self.right)


#: Passages, best first, with a score each; and the one that is given as the answer.
Ranking = list[tuple[Passage, float]]
Rank = Callable[[str, str], Ranking]


@dataclass(frozen=True, slots=True)
class Finder:
    name: str
    rank: Rank
    answer: Callable[[str, str], Passage | None]
    maybe: Callable[[str, str], Sequence[Passage]] = lambda text, service: ()


def cases() -> list[Case]:
    found = []
    for line in _lines("knowledge_cases.txt"):
        names, _, asked = (part.strip() for part in line.partition("|"))
        service, _, text = asked.rpartition(">")
        found.append(Case(text.strip(), tuple(names.lstrip("*").split(",")), service.strip(), names.startswith("*")))
    for line in _lines("knowledge_outside.txt"):
        service, _, text = line.lstrip("*").rpartition(">")
        found.append(Case(text.strip(), (), service.strip(), line.startswith("*")))
    return found


def passages() -> tuple[Passage, ...]:
    found: list[Passage] = []
    for path in sorted(KNOWLEDGE.glob("*.yaml")):
        found += load_knowledge(path.read_text(encoding="utf-8"), path.name, Problems(path.name))
    return tuple(found)


def ours(known: Sequence[Passage]) -> Finder:
    knowledge = Knowledge(known)

    def rank(text: str, service: str) -> Ranking:
        return [(found.passage, found.score) for found in knowledge.ranked(text, TODAY, service)[:5]]

    texts = TextCache()

    def answer(text: str, service: str) -> Passage | None:
        with texts.active():
            found = knowledge.find(text, TODAY, service=service)
        return found.passage if found else None

    def maybe(text: str, service: str) -> Sequence[Passage]:
        with texts.active():
            return [found.passage for found in knowledge.candidates(text, TODAY, service=service)]

    return Finder("this finder", rank, answer, maybe)


def full_text(name: str, known: Sequence[Passage], cut: Callable[[str], Iterable[str]]) -> Finder:
    """FTS5 over the questions; in the middle of a service its name is put before the question."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(words, tokenize='unicode61')")
    db.executemany(
        "INSERT INTO t (rowid, words) VALUES (?, ?)",
        ((row, " ".join(word for q in one.questions for word in cut(clean(q)))) for row, one in enumerate(known)),
    )

    def rank(text: str, service: str) -> Ranking:
        tokens = dict.fromkeys(cut(clean(service + text)))
        query = " OR ".join(f'"{token}"' for token in tokens)
        rows = db.execute("SELECT rowid, bm25(t) FROM t WHERE t MATCH ? ORDER BY 2 LIMIT 5", (query,)) if tokens else ()
        return [(known[row], -score / max(len(tokens), 1)) for row, score in rows]

    return Finder(name, rank, _nothing)


def edits(known: Sequence[Passage]) -> Finder:
    asked = [(clean(question), passage) for passage in known for question in passage.questions]

    def rank(text: str, service: str) -> Ranking:
        best: dict[str, tuple[Passage, float]] = {}
        for question, passage in asked:
            score = fuzz.WRatio(clean(service + text), question)
            if score > best.get(passage.id, (passage, 0.0))[1]:
                best[passage.id] = (passage, score)
        return sorted(best.values(), key=lambda pair: -pair[1])[:5]

    return Finder("rapidfuzz WRatio", rank, _nothing)


def refusing(finder: Finder, outside: Sequence[Case]) -> Finder:
    """The baseline with the threshold that the tuning questions give it."""
    scores = sorted(
        (ranked[0][1] for case in outside if (ranked := finder.rank(case.text, case.service))), reverse=True
    )
    threshold = scores[int(LET_THROUGH * len(outside))] if scores else 0.0

    def answer(text: str, service: str) -> Passage | None:
        ranked = finder.rank(text, service)
        return ranked[0][0] if ranked and ranked[0][1] > threshold else None

    return Finder(finder.name, finder.rank, answer)


def measure(finder: Finder, asked: Sequence[Case], share: float, misses: bool) -> str:
    first = third = right = wrong = through = meant = not_meant = idle = 0
    inside, outside = [c for c in asked if c.right], [c for c in asked if not c.right]
    took: list[float] = []
    for case in asked:
        text = misspell(case.text, share, 1)
        began = time.perf_counter()
        answer = finder.answer(text, case.service)
        took.append(1000 * (time.perf_counter() - began))
        guesses = () if answer else finder.maybe(text, case.service)
        if not case.right:
            through += answer is not None
            idle += bool(guesses)
        else:
            ranked = [passage for passage, _ in finder.rank(text, case.service)][:3]
            first += bool(ranked) and case.answered_by(ranked[0])
            third += any(map(case.answered_by, ranked))
            right += answer is not None and case.answered_by(answer)
            wrong += answer is not None and not case.answered_by(answer)
            meant += any(map(case.answered_by, guesses))
            not_meant += bool(guesses) and not any(map(case.answered_by, guesses))
        if misses and (bool(case.right) != (answer is not None) or (answer and not case.answered_by(answer))):
            ranking = "; ".join(f"{p.name or p.questions[0]} {s:.2f}" for p, s in finder.rank(text, case.service)[:3])
            print(f"    {','.join(case.right) or '-'} | {case.service} {text} -> {ranking}")
    count = len(inside)
    out = len(outside)
    figures = (
        first / count, third / count, right / count, wrong / count, meant / count, not_meant / count, through / out,
        idle / out,
    )  # fmt: skip
    return (
        f"| {finder.name} | {share:.0%} | "
        + " | ".join(f"{figure:.1%}" for figure in figures)
        + f" | {p50(took):.1f} / {p95(took):.1f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tuning", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--ours", action="store_true", help="leave the baselines out")
    parser.add_argument("--lines", type=Path, metavar="FILE", help="JSON lines; see bench/knowledge_lines.py")
    options = parser.parse_args()
    known = passages()
    if options.lines:
        knowledge = Knowledge(known)
        answers = [told(knowledge, line, TODAY) for line in read_lines(options.lines)]
        for one in answers if options.misses else ():
            if one.outcome not in ("right", "refused"):
                passage = ", ".join(map(name_of, one.passages)) or "-"
                question = f"{one.line.id} {one.line.question}|{one.line.during}"
                print(f"{one.outcome:12} {question} -> {passage}; {sorted(one.line.right)}")
        print(table(answers))
        return
    everything = cases()
    asked = [case for case in everything if case.tuning == options.tuning]
    tuning_outside = [case for case in everything if case.tuning and not case.right]
    print(describe())
    print(
        f"{len(known)} passages; {sum(bool(c.right) for c in asked)} questions, "
        f"{sum(not c.right for c in asked)} from outside"
    )
    finders = [ours(known)]
    if not options.ours:
        finders += [
            refusing(full_text("FTS5, characters", known, _pairs), tuning_outside),
            refusing(full_text("FTS5, jieba", known, lambda text: jieba.cut(text, HMM=False)), tuning_outside),
            refusing(edits(known), tuning_outside),
        ]
    heads = (
        "R@1 | R@3 | right answer | wrong answer | asked, meant | asked, not meant | outside answered | outside asked"
    )
    print(f"\n| finder | homophones | {heads} | ms p50 / p95 |")
    print("|---|---:" + "|---:" * 9 + "|")
    for share in (0.0, 0.25):
        for finder in finders:
            print(measure(finder, asked, share, options.misses))
    words("词典先读好")
    many = [_numbered(passage, number) for number in range(2000 // len(known) + 1) for passage in known][:2000]
    began, spent = time.perf_counter(), time.process_time()
    Knowledge(many)
    took, spent = time.perf_counter() - began, time.process_time() - spent
    print(f"\n2,000 passages: built in {took:.2f} s, {spent:.2f} s of CPU (jieba's dictionary already read)")


def _numbered(passage: Passage, number: int) -> Passage:
    """The same again under other words, so that no cache helps."""
    asked = tuple(f"{chr(0x4E00 + 7 * number)}{question}" for question in passage.questions)
    return Passage(
        f"{passage.id}:{number}", asked, passage.answer, passage.source, passage.clause, passage.since, passage.until
    )


def _pairs(text: str) -> Iterable[str]:
    return [*text, *(left + right for left, right in pairwise(text))]


def _nothing(text: str, service: str) -> Passage | None:
    return None


def _lines(name: str) -> list[str]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


if __name__ == "__main__":
    main()
