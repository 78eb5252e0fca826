"""Whether a question would begin a service: it is put to a new conversation, as the hall holds it. Blocking."""

from __future__ import annotations

from dialogue import Library
from dialogue.acts import AnswerCard, Call, Said
from dialogue.testing import keywords
from dialogue.testing.model import StubReply
from dialogue.testing.playground import Playground
from kiosk.operators.knowledge.answers import TriedWish

#: 然后问 of a conversation that asks which service, or whether one, is meant; and of one that asks which question.
_WHICH, _QUESTION = ("猜业务", "哪个业务"), "猜问题"


def wished(library: Library, question: str) -> TriedWish:
    """As the first words of a citizen at the kiosk. No back end is called: nothing is sent before consent."""
    playground = Playground(library, "", _no_reply)
    playground.begin()
    done = playground.do(Said(question, keywords.SPOKEN))
    said, then = list(done.said), keywords.asked(done.after)
    if done.after.service:
        return TriedWish(outcome="begins", service=done.after.service, said=said)
    if then in _WHICH:
        return TriedWish(outcome="asks", service="", said=said)
    answered = then == _QUESTION or any(isinstance(card, AnswerCard) for card in done.cards)
    return TriedWish(outcome="question" if answered else "other", service="", said=said)


def _no_reply(_: Call) -> StubReply:
    return StubReply(reason="unreachable")
