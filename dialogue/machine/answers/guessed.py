"""Answers to 您是想办…，对吗 and 您是想办甲，还是乙: yes, no, one of them by name, or something else."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.machine import advice
from dialogue.machine.answers.agreement import agrees_and_tells
from dialogue.machine.answers.begin import enter, guess
from dialogue.machine.answers.digression import answer_question, answer_unknown_question
from dialogue.machine.answers.restated import without_restated
from dialogue.machine.answers.service import JUST_ASKS, answer_service
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import open_question, wait
from dialogue.machine.state import Question
from dialogue.understand.asking import asks as asks_something
from dialogue.understand.courtesy import wishes_nothing
from dialogue.understand.dialogue_act import NEVER_WISHES, QUESTIONS, read_dialogue_act
from dialogue.understand.intent import CLAUSES, pick, read_intent
from dialogue.understand.option import read_option
from dialogue.understand.question import is_question
from dialogue.understand.requested import read_requested
from dialogue.understand.yesno import read_answer, read_yes_no
from mandarin.pinyin import clean

#: The act that was asked about, and nothing to be kept: 反映一下, 就是投诉.
_ONLY_ACTS = re.compile(
    r"(?:我|就|就是|是|要|想|来|帮我|给我|那|嗯)*(?:投诉|举报|反映|反应|建议|求助|咨询|登记|办理?|查询?|挂失|预?约|提取?|取|补|换|申请|申领)"
    r"(?:它|他们?|这个|那个|这事|一下|下|的|吧|了|呀|啊|嘛|呗)*"
)
#: Characters of an answer that only names the service.
_NAME = 8


def answer_which(ctx: StepContext, text: str, via: str) -> bool:
    options = ctx.state.question.options
    act = read_dialogue_act(text)
    if act.sure and act.kind in NEVER_WISHES | QUESTIONS and answer_service(ctx, text, via):
        return True
    requested = read_requested(text).text
    chosen = read_option(requested, dict.fromkeys(options, ())) or pick(ctx.library.matcher, requested, options)
    if chosen:
        enter(ctx, chosen, utterance=text, via=via)
        return True
    if answer_service(ctx, text, via):
        return True
    advised = "" if wishes_nothing(text) else advice.choice(ctx, text, options)
    if advised:
        guess(ctx, advised)
    return bool(advised)


def answer_guess(ctx: StepContext, text: str, via: str) -> bool:
    said = without_restated(ctx, text)
    if ctx.state.question.value and JUST_ASKS.search(said):
        settle_guess(ctx, False)
        return True
    vote = read_yes_no(said, by_sound=not ctx.wording.typed)
    if vote or agrees_and_tells(ctx, said, ctx.state.question.options[0]) or _only_names(ctx, said):
        settle_guess(ctx, True, text)
        return True
    if (vote is None or read_answer(said).rest) and answer_service(ctx, text, via):  # 不是，我要办居住证
        return True
    if vote is False:
        settle_guess(ctx, False)
    return vote is False


def _only_names(ctx: StepContext, text: str) -> bool:
    """居住证, said where 您是想办居住证，还是问一下 is open: it is what was meant."""
    intent = read_intent(ctx.library.matcher, text)
    named = (intent.sure, *intent.close[:1])
    asks = is_question(text) or asks_something(text)
    return ctx.state.question.options[0] in named and not asks and len(clean(text)) <= _NAME


def settle_guess(ctx: StepContext, right: bool, text: str = "") -> None:
    """`text`: the words of the answer. With a yes, the values in them and in the first words are prefilled."""
    asked, first = ctx.state.question.value, ctx.state.question.partial
    if right:
        told = "，".join(filter(None, (first.rstrip("，。,."), _told_beside(text))))
        enter(ctx, ctx.state.question.options[0], utterance=told, via="text" if ctx.wording.typed else "voice")
        return
    if not asked:
        open_question(ctx, Question("service"))
        return
    ctx.question(Question("service"))
    asking = is_question(asked) or asks_something(asked)
    if not (asking and (answer_question(ctx, asked) or answer_unknown_question(ctx, asked, asked=True))):
        ctx.say(phrases.ASK_AWAY)
        wait(ctx)


def _told_beside(text: str) -> str:
    """What a yes tells besides: 对，我租房住的. 对，反映一下 tells nothing more."""
    parts = [part for part in CLAUSES.split(text) if part and not read_yes_no(part)]
    return "，".join(part for part in parts if not _ONLY_ACTS.fullmatch(clean(part)))
