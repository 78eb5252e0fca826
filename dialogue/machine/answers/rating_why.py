"""After a poor rating: one short question why. It may be skipped, and nothing else of the conversation waits for it."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.machine.answers.begin import enter
from dialogue.machine.answers.commands import execute
from dialogue.machine.answers.digression import answer_question
from dialogue.machine.answers.submitted import answer_submitted
from dialogue.machine.context import StepContext
from dialogue.machine.program.completed import completed_now
from dialogue.machine.program.run import run
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.ask import open_question
from dialogue.machine.state import Question
from dialogue.redaction import redacted
from dialogue.understand.commands import read_only_command
from dialogue.understand.dialogue_act import read_dialogue_act
from dialogue.understand.intent import read_intent
from dialogue.understand.leaving import read_leaving
from dialogue.understand.question import is_only_question
from dialogue.understand.requested import read_requested
from dialogue.understand.satisfaction import read_rating
from mandarin.pinyin import clean

#: Intent score from which words wish another service, and tell no reason.
_PLAIN = 0.6
#: Characters of the longest reason that is kept.
_LONGEST = 200
#: Gives no reason: 跳过, 没什么, 不想说, 说不上来.
_NONE = re.compile(
    r"(?:我|就|那|嗯|哦|先|也)*(?:跳过|略过|没(?:有|什么|啥)*(?:原因|理由|好说|要说)?的?|不(?:想|愿意?|用|必|要)?(?:说|讲|提|评)(?:了|吧)*"
    r"|说不(?:上来|清楚?|好)|算了?|免了|无|随便(?:说说|点的)?)(?:了|吧|啊|的|谢谢)*"
)


def ask_why(ctx: StepContext) -> None:
    """The rating itself is in the state, and is recorded when this question is left (`rated.left_unsaid`)."""
    open_question(ctx, Question("rating_why", options=case_rated(ctx)))


def case_rated(ctx: StepContext) -> tuple[str, str]:
    """The current service's case number and the citizen's mobile number; empty where there is none."""
    mobiles = (ctx.state.value(slot.name) for slot in ctx.script.slots if slot.kind == "phone")
    return cards.receipt_number(ctx.script, ctx.state)[1], next((mobile for mobile in mobiles if mobile), "")


def answer_why(ctx: StepContext, text: str, via: str) -> bool:
    """Whatever is said is an answer, but for commands, wishes, questions and faults of the case. Always True."""
    command = read_only_command(text, by_sound=via == "voice")
    if command and command != "cancel":
        execute(ctx, command)
        return True
    if command or read_leaving(text) or _NONE.fullmatch(clean(text)) or read_rating(text).rating:
        settle_why(ctx, "")
        return True
    given = tuple((one.name, one.value) for one in ctx.state.filled if one.personal)
    ctx.why = redacted(text, given, longest=_LONGEST)
    if answer_submitted(ctx, text, via):
        return True
    if wanted := _wish(ctx, text):
        ctx.set(before=(*ctx.state.before, completed_now(ctx)))
        enter(ctx, wanted, utterance=text, via=via)
        return True
    if is_only_question(text) and answer_question(ctx, text):
        return True
    settle_why(ctx, ctx.why)
    return True


def touched_why(ctx: StepContext, value: str) -> bool:
    """False if `value` is no button of the card."""
    if value not in (*cards.RATING_WHYS, cards.SKIP):
        return False
    settle_why(ctx, "" if value == cards.SKIP else value)
    return True


def settle_why(ctx: StepContext, reason: str) -> None:
    """`reason` empty: the citizen told none."""
    ctx.why = reason
    ctx.note("rating reason", "told" if reason else "none")
    ctx.set(step=ctx.state.step + 1)
    if reason:
        ctx.say(phrases.RATING_WHY_NOTED)
    run(ctx)


def _wish(ctx: StepContext, text: str) -> str:
    """Another service that `text` plainly wishes; empty if none."""
    if ctx.state.stack:
        return ""
    intent = read_intent(ctx.library.matcher, read_requested(text).text)
    wishes = read_dialogue_act(text).kind == "wish" and intent.score >= _PLAIN
    return intent.sure if wishes and intent.sure in ctx.offered and intent.sure != ctx.state.service else ""
