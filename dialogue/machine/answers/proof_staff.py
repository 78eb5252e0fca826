"""A member of staff who was called to look at the citizen's document: what is said meanwhile, and what became of it."""

from __future__ import annotations

import re
from dataclasses import replace

from dialogue import phrases
from dialogue.acts import Vouched
from dialogue.machine.answers.proof import by_code, failed, go_on
from dialogue.machine.context import StepContext
from dialogue.machine.program.identity import ask_identity, means_now, needed_now, prove
from dialogue.machine.prompts.ask import open_question, wait
from dialogue.machine.prompts.proof import BY_CODE, OTHER_WAY
from dialogue.machine.state import Question
from dialogue.vouching import VOUCHES

_OTHER_WAY = re.compile(
    r"不等|自己来|用身份证|身份证找到"
    r"|换(?:一)?[个种]?(?:办法|方式)|别的(?:办法|方式)|其他(?:办法|方式)"
)
_BY_CODE = re.compile(r"短信|验证码")


def vouched(ctx: StepContext, turn: Vouched) -> None:
    """Nothing where the citizen has chosen another way, or another person is to be proven."""
    question = ctx.state.question
    if question.kind != "vouch" or turn.call != ctx.state.call:
        return
    ctx.set(interjection=None)
    match turn.outcome:
        case "yes":
            prove(ctx, question.value, "staff")
            ctx.say(phrases.VOUCHED, {"工作人员": turn.who or "工作人员"})
            go_on(ctx)
        case "no":
            ctx.set(vouches=VOUCHES)
            failed(ctx, phrases.VOUCHED_NOT)
        case "nobody":
            ctx.set(vouches=VOUCHES)
            failed(ctx, phrases.VOUCHED_NOBODY, without="staff")


def answer_vouch(ctx: StepContext, text: str) -> bool:
    """Another way is chosen; anything else leaves the call as it is."""
    if _BY_CODE.search(text):
        return _by_code(ctx)
    if _OTHER_WAY.search(text):
        return _other_way(ctx)
    return False


def touched_vouch(ctx: StepContext, value: str) -> bool:
    return (value == BY_CODE and _by_code(ctx)) or (value == OTHER_WAY and _other_way(ctx))


def _by_code(ctx: StepContext) -> bool:
    return by_code(ctx)


def _other_way(ctx: StepContext) -> bool:
    """The ways but this one; without any, the citizen goes on waiting."""
    need = needed_now(ctx)
    ways = tuple(way for way in means_now(ctx, need) if way != "staff") if need else ()
    if need is None or not ways:
        ctx.say(phrases.VOUCH_ALONE)
        wait(ctx)
    elif ways[0] in ("card", "qr"):
        open_question(ctx, Question("proof", value=ctx.state.question.value, options=(*ways, "staff")))
    else:
        ask_identity(ctx, replace(need, person=ctx.state.question.value or need.person), without="staff")
    return True
