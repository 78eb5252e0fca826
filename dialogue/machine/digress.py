"""A question in between: answered from the knowledge list with its source, then back to what was open."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import AnswerCard
from dialogue.machine.ask import ask, open_aside
from dialogue.machine.move import Move
from dialogue.understand.question import is_question


def answer_question(m: Move, text: str, *, better_than: float = 0.0) -> bool:
    """Answer from an approved passage. False when none is near enough, or nearer than what else was meant."""
    found = m.library.knowledge.find(text, m.state.today)
    if found is None or found.score <= better_than:
        return False
    passage = found.passage
    m.note("question answered", passage.id)
    m.set(misses=0, silences=0, aside=None)
    m.answer = AnswerCard(f"answer:{passage.id}", passage.questions[0], passage.answer, passage.citation)
    m.say_text(passage.answer, fixed=True)
    if not m.on_screen:  # no card to read the source from
        m.say(phrases.CITED, {"出处": passage.citation})
    ask(m, 1 if m.state.question.kind == "slot" else 0)
    return True


def offer_human(m: Move, text: str) -> bool:
    """A question nobody has written an answer for: say so, and offer a human."""
    if not is_question(text):
        return False
    m.note("question unanswered")
    open_aside(m, "human", phrases.HUMAN_OFFER)
    return True
