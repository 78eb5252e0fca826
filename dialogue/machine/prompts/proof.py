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
RESEND, WRONG_NUMBER, BY_CARD, THIS_CARD, AGENT = "重发验证码", "号码错了", "用身份证", "用这张卡", "替别人办"
_STAFF = Option("找工作人员", HUMAN)
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


def proof_card(ctx: StepContext, question: Question) -> Card:
    wrong = _wrong_number(ctx, question)
    if "card" not in question.options:
        actions = (*wrong, _STAFF)
        return InputCard("proof", "您的身份证号", "id", masked=True, value=question.partial, actions=actions)
    ways = [Option(BY_CODE, BY_CODE, "发到登记的手机号")] if "sms" in question.options else []
    return ChoicesCard("proof", "请把身份证放在读卡区", (*ways, *wrong, _STAFF))


def code_card(ctx: StepContext, question: Question) -> InputCard:
    by_card = [Option(BY_CARD, BY_CARD)] if "card" in ctx.means else []
    actions = (Option("没收到，重发", RESEND), *_wrong_number(ctx, question), *by_card, _STAFF)
    hint = "六位数字，五分钟内有效"
    return InputCard("code", "短信验证码", "digits", hint, masked=True, error=ctx.error, actions=actions)


def _wrong_number(ctx: StepContext, question: Question) -> tuple[Option, ...]:
    """Of the number that is to be proven; none where it was given elsewhere, and it is not known yet who goes on."""
    if not question.value or ctx.state.reprove is not None:
        return ()
    label = "手机号错了" if len(question.value) == MOBILE_LENGTH else "身份证号错了"
    return (Option(label, WRONG_NUMBER),)


def other_card(question: Question) -> ChoicesCard:
    """Of the card that was read, the last four characters."""
    note = f"尾号{question.partial[-4:]}"
    return ChoicesCard(
        "other_card", "这件事给谁办？", (Option("给卡上这位办", THIS_CARD, note), Option(AGENT, AGENT), _STAFF)
    )


def code_length(question: Question) -> int:
    """Characters that are asked for now; 0: none of this file's questions, or they are not counted."""
    if question.kind == "proof" and "card" not in question.options:
        return _ID_LENGTH
    return CODE_LENGTH if question.kind == "code" else 0
