"""Asking for the number under which a conversation was parked, and for the second factor."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import InputCard
from dialogue.machine.context import StepContext
from dialogue.machine.state import Question

#: Digits of the number, and characters of the second factor.
NUMBER, FACTOR = 6, 4
_DIGITS = "0123456789"
#: The last four characters of an identity number.
FACTOR_SHAPE = (_DIGITS, _DIGITS, _DIGITS, f"{_DIGITS}X")


def claim_length(question: Question) -> int:
    """Characters that are asked for now. `question.value`: the number, once it was given."""
    return FACTOR if question.value else NUMBER


def say_claim(ctx: StepContext, question: Question) -> None:
    ctx.say(phrases.CLAIM_FACTOR if question.value else phrases.CLAIM_NUMBER)


def claim_card(question: Question) -> InputCard:
    if question.value:
        return InputCard("claim", "身份证号码最后四位", "id", masked=True)
    return InputCard("claim", "办理号", "digits")
