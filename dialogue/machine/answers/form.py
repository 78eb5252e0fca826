"""Questions about the form as a whole: consent, confirmation, and which slot to change."""

from __future__ import annotations

import re
from collections.abc import Callable

from dialogue import phrases
from dialogue.machine.answers.corrections import (
    change_to,
    correct_last,
    correct_named,
    move_value,
    named_slot,
    reopen,
    reopen_named,
    said_right,
)
from dialogue.machine.answers.digression import offer_switch
from dialogue.machine.answers.hold import asks_anew
from dialogue.machine.answers.prefilling import prefill, without_other_slots
from dialogue.machine.answers.replacement import replace_service
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.answers.restated import without_restated
from dialogue.machine.context import StepContext
from dialogue.machine.program import loop
from dialogue.machine.program.run import finish_service, run
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.ask import ask, open_question, wait
from dialogue.machine.state import Question
from dialogue.script.loops import of_an_item
from dialogue.understand.answer_words import RESTATED
from dialogue.understand.courtesy import wishes_nothing
from dialogue.understand.option import read_option
from dialogue.understand.question import is_question
from dialogue.understand.repair import takes_back
from dialogue.understand.yesno import read_answer, read_yes_no
from mandarin.pinyin import clean

Change = Callable[[StepContext, str, str], bool]
#: The citizen has a question first. Not a refusal.
_HAS_QUESTION = re.compile(
    r"(?<!没)(?<!没有)有(?:一?[点个些]|几个|好多|很多|一些|其他)*(?:小)?"
    r"(?:问题|疑问|疑虑|疑义|顾虑|意见|异议|不明白|不懂|不清楚|没看懂|没听懂)"
    r"(?:想|要|得|先|问|请教|咨询|说|提|一下|你|您|啊|呢|的|呀|地方)*$"
)

#: 但是你们要保密 sets no condition: the consent promises it already.
_KEPT_SECRET = re.compile(
    r"[，,。\s]+(?:但是?|不过|只是|可是?)?(?:请|麻烦)?(?:你|您)?们?(?:可|一定|必须|得|要|千万|帮我|给我|替我)*"
    r"(?:保密|保护好?(?:隐私|个人信息)|(?:别|不要|不能|不许)(?:给我)?(?:乱用|外传|泄[露漏]|(?:说|传|漏)出去|告诉(?:别人|其他人|人家)))"
    r"(?:[了啊呀哦嘛的])*(?=[，,。！!\s]|$)"
)
#: Asks about the consequences, and changes nothing: 租房的也能办吧, 找不回来了还能再改不, 写错一点要紧不.
_ONLY_ASKS = re.compile(
    r"(?:能|可以|会|算|行)[^，]{0,6}(?:吧|不|没|么|吗)$|(?:要紧|有关系|有影响|碍事|有事)(?:不|吗|么|没)$|(?:怎么办|咋办|咋整)$"
)
#: One of the items is right (手机号对), which is not consent.
_ITEM_RIGHT = re.compile(rf"{RESTATED}[的是也都就\dX]*{RESTATED}?(?:对|没错|正确)")


def answer_consent(ctx: StepContext, text: str, via: str) -> bool:
    text = _KEPT_SECRET.sub("，", text)
    said = without_restated(ctx, without_other_slots(ctx, text, via))
    answer = read_answer(said)
    if _HAS_QUESTION.search(clean(said)):  # 有问题
        ctx.set(no_inputs=0)
        ctx.say(phrases.GO_AHEAD)
        wait(ctx)
        return True
    if answer.vote is None:
        return False
    if answer.vote and not answer.commits:
        return False
    if answer.vote and (answer.only_confirms or _ITEM_RIGHT.search(said)):  # confirms the words, not their use
        ask(ctx)
        return True
    if not answer.vote and answer.rest and (replace_service(ctx, text, via) or offer_switch(ctx, answer.rest)):
        return True
    if not answer.vote and (answer.disputes or not answer.refuses):  # 我不识字 is not a refusal
        return False
    if answer.vote and (_needs_repetition(ctx) or asks_anew(ctx, text)):
        return True
    if answer.vote:
        prefill(ctx, text, via)
    consent(ctx, answer.vote)
    return True


def _needs_repetition(ctx: StepContext) -> bool:
    """Ask again for a yes of low confidence, before it files or consents. Whether that was needed."""
    if ctx.low_confidence:
        no_match(ctx, heard=False)
    return ctx.low_confidence


def consent(ctx: StepContext, agreed: bool) -> None:
    if ctx.early:
        ask(ctx)
        return
    ctx.note("consent", "given" if agreed else "refused")
    if agreed:
        ctx.set(consented=True)
        ctx.say(phrases.CONSENT_THANKS)
        run(ctx)
    elif ctx.state.stack:  # ends this service only
        ctx.say(phrases.CONSENT_REFUSED)
        finish_service(ctx, completed=False)
    elif ctx.script.consent and ctx.script.consent.refused == "human":
        ctx.hand_off("refused_consent", phrases.HUMAN_CONSENT)
    else:
        ctx.end("cancelled", phrases.CONSENT_REFUSED)


def answer_confirm(ctx: StepContext, text: str, via: str, change_pick: Change) -> bool:
    """`change_pick`: changes the choice from a list, if the words do."""
    answer = read_answer(without_restated(ctx, text))
    if answer.verdict == "yes":
        if not answer.commits:
            return False
        if _takes_leave(ctx, text):
            ctx.set(no_inputs=0)
            ask(ctx, 2)
            return True
        if not _needs_repetition(ctx) and not asks_anew(ctx, text):
            confirm(ctx, True)
        return True
    if _ONLY_ASKS.search(clean(text)):
        return False
    if change_pick(ctx, text, via):
        return True
    if answer.verdict in ("ask", "wait", "question") and answer.rest:  # a condition, or a request for time
        return False
    if correct_named(ctx, text, via) or correct_last(ctx, text, via) or change_to(ctx, text, via):
        return True
    if move_value(ctx, text, via):
        return True
    if answer.verdict == "no" and not (answer.rest and offer_switch(ctx, answer.rest)):
        confirm(ctx, False)
        return True
    if answer.verdict == "no":
        return True
    if is_question(text):
        return False
    if answer.rest and offer_switch(ctx, answer.rest):  # 对，我要补身份证
        return True
    if slot := named_slot(ctx, text):
        if said_right(slot, text):  # recognition also writes 手机号对 for 手机号不对
            ctx.set(no_inputs=0)
            ctx.say(phrases.SLOT_RIGHT, {"名称": slot.name})
            ask(ctx)
            return True
        agrees = any(clause.kind == "yes" for clause in answer.clauses)  # 行行行，烦死了 does not name 方式
        if slot.name in text or not agrees:  # 手机号 alone, or 身份正好出了 recognised for 身份证号错了
            reopen_named(ctx, slot, text)
            return True
    if takes_back(text):  # 我要改一下
        confirm(ctx, False)
        return True
    return False


def _takes_leave(ctx: StepContext, text: str) -> bool:
    """好的谢谢 at a correction of what is filed already: as likely a goodbye as a yes."""
    corrects = all(ctx.state.service != script.name for script in ctx.library.scripts)
    return corrects and "谢" in text and wishes_nothing(text)


def confirm(ctx: StepContext, right: bool) -> None:
    if right and ctx.early:
        ask(ctx)
    elif right:
        ctx.note("confirmed")
        ctx.set(confirmed=True, step=ctx.state.step + 1)
        run(ctx)
    elif (each := loop.loop_in_hand(ctx)) and not set(ctx.answered) & of_an_item(ctx.script, each):
        ctx.say(phrases.ITEM_SKIPPED)  # of an item alone there is nothing to change
        loop.skip_item(ctx, each)
        run(ctx)
    else:
        open_question(ctx, Question("change"))


def answer_change(ctx: StepContext, text: str, via: str) -> bool:
    names = {row.label: () for row in cards.filled_rows(ctx.script, ctx.state)}
    if clean(text) == clean(cards.NOTHING_TO_CHANGE) or read_yes_no(text) is not None:
        open_question(ctx, Question("confirm"))
        return True
    if correct_named(ctx, text, via):
        return True
    slot = named_slot(ctx, text)
    chosen = slot.name if slot else read_option(text, names)
    if chosen is None:
        return move_value(ctx, text, via)
    reopen(ctx, ctx.slot(chosen))
    return True
