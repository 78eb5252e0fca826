"""A question put to the knowledge: which passage answers, why it does or why none does; whether it begins a service.

Blocking.
"""

from __future__ import annotations

from datetime import date

from dialogue import Library
from dialogue.knowledge import Found, Passage
from dialogue.knowledge.aspects import NAMES, aspects
from dialogue.knowledge.content import content
from kiosk.operators.editor.draft_reading import read_draft
from kiosk.operators.knowledge.answers import TriedPassage, TriedQuestion, told_passage
from kiosk.operators.knowledge.wishing import wished

#: Passages that are told besides the one that answers.
_RIVALS = 5
_ASPECTS = {aspect: name for name, aspect in NAMES.items()}


def tried(library: Library, question: str, service: str, today: date) -> TriedQuestion:
    """As the dialogue asks it while `service` is in hand; empty: none is."""
    knowledge = library.knowledge
    best = knowledge.find(question, today, service=service)
    asked = () if best else knowledge.candidates(question, today, service=service)
    about = [_ASPECTS[one] for one in sorted(aspects(question))]
    words = [word.text for word in content(question).words]
    first = [found for found in (best, *asked) if found is not None]
    rest = [found for found in knowledge.ranked(question, today, service) if found.passage not in _passages(first)]
    ranked = [*first, *rest[:_RIVALS]]
    return TriedQuestion(
        outcome="answers" if best else "asks" if asked else "none", sentence=_sentence(best, asked), about=about,
        words=words, asked=[found.passage.id for found in asked],
        ranked=[_told(found, words, today, answers=found is best) for found in ranked],
        wish=None if service else wished(library, question),
    )  # fmt: skip


def tried_on_draft(files: dict[str, bytes], question: str, service: str, today: date) -> TriedQuestion:
    """For a worker: the knowledge of a draft's files."""
    return tried(read_draft(files).library(), question, service, today)


def passages_of_draft(files: dict[str, bytes]) -> list[Passage]:
    """For a worker. Raises `RequestRefusedError` where the draft does not load."""
    return list(read_draft(files).library().knowledge.passages.values())


def _passages(found: list[Found]) -> list[object]:
    return [one.passage for one in found]


def _sentence(best: Found | None, asked: tuple[Found, ...]) -> str:
    if best is not None:
        return "数字人会用第一条来答。"
    if asked:
        return f"数字人拿不准，会问：您是想问{'，还是'.join(found.passage.questions[0] for found in asked)}？"
    return "没有一条能答。数字人会说这个她不知道，并记成没答上的问题。"


def _told(found: Found, words: list[str], today: date, *, answers: bool) -> TriedPassage:
    fit = found.fit
    return TriedPassage(
        passage=told_passage(found.passage, today), score=round(found.score, 3),
        matched=[word for word in words if word not in fit.unknown], unknown=list(fit.unknown),
        missing=list(fit.missing), same=fit.same, why=_why(found, answers=answers),
    )  # fmt: skip


def _why(found: Found, *, answers: bool) -> str:
    fit = found.fit
    if answers:
        return (
            "和它的一种问法一样。" if found.score == 1.0 else "问的是同一件事，问题里的词它都有，没有别的条目一样近。"
        )
    reasons = []
    if fit.same is False:
        reasons.append("问的方面不一样（比如一个问钱，一个问地方）")
    if fit.unknown:
        reasons.append(f"它没有说到“{'、'.join(fit.unknown)}”")
    if fit.missing:
        reasons.append(f"它说的“{'、'.join(fit.missing)}”，问题里没有")
    return "；".join(reasons) + "。" if reasons else "意思对得上，但不够近，或者有别的条目一样近。"
