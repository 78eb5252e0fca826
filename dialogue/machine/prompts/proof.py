"""Asking who the citizen is: how it is proven, the code that was sent, and whether somebody acts for another."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import Card, ChoicesCard, InputCard, Option
from dialogue.codes import CODE_LENGTH, MOBILE_LENGTH
from dialogue.filters import counted
from dialogue.machine.context import StepContext
from dialogue.machine.state import Question

#: Values of the buttons. The second is a command.
BY_CODE, HUMAN = "短信验证码", "转人工"
_ID_LENGTH = 18


def say_proof(ctx: StepContext, question: Question, attempt: int) -> None:
    if question.partial:
        ctx.say(phrases.SLOT_MORE, {"位数": counted(_ID_LENGTH - len(question.partial))})
    elif not ctx.on_screen:
        ctx.say(phrases.PROOF_NUMBER_PHONE)
    elif "card" not in question.options:
        ctx.say(phrases.PROOF_NUMBER)
    elif "sms" in question.options:
        ctx.say(phrases.PROOF_AGAIN if attempt else phrases.PROOF)
    else:
        ctx.say(phrases.PROOF_CARD)


def say_code(ctx: StepContext, question: Question) -> None:
    ctx.say(phrases.CODE_TO_GIVEN if len(question.value) == MOBILE_LENGTH else phrases.CODE_TO)
    ctx.say(phrases.CODE_ASK if ctx.on_screen else phrases.CODE_ASK_PHONE)


def say_agent(ctx: StepContext) -> None:
    ctx.say(phrases.AGENT_ASK)


def proof_card(question: Question) -> Card:
    if "card" not in question.options:
        return InputCard("proof", "您的身份证号", "id", masked=True, value=question.partial)
    ways = [Option(BY_CODE, BY_CODE, "发到登记的手机号")] if "sms" in question.options else []
    return ChoicesCard("proof", "请把身份证放在读卡区", (*ways, Option("找工作人员", HUMAN)))


def code_card(error: str) -> InputCard:
    return InputCard("code", "短信验证码", "digits", "六位数字，五分钟内有效", masked=True, error=error)


def code_length(question: Question) -> int:
    """Characters that are asked for now; 0: none of this file's questions, or they are not counted."""
    if question.kind == "proof" and "card" not in question.options:
        return _ID_LENGTH
    return CODE_LENGTH if question.kind == "code" else 0
