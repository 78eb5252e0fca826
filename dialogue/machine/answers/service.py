"""Chooses the service: by words or touch. Asks back if two are close, and offers a human if none is offered here."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.machine import advice
from dialogue.machine.answers.digression import answer_question, answer_unknown_question, passage_threshold
from dialogue.machine.answers.restated import without_restated
from dialogue.machine.context import StepContext
from dialogue.machine.program.run import start_service
from dialogue.machine.prompts.ask import open_interjection, open_question
from dialogue.machine.state import Question
from dialogue.understand.dialogue_act import read_dialogue_act
from dialogue.understand.intent import pick, read_intent
from dialogue.understand.option import read_option
from dialogue.understand.question import is_question
from dialogue.understand.requested import read_requested
from dialogue.understand.yesno import read_answer, read_yes_no

#: After a denial: what the citizen came for, even if it is phrased as a question.
_COMES_FOR = re.compile(r"(?:我|我们|咱)?(?:其实|就|今天)*(?:而?是|是?要|是?想|是?来)")
#: Acts after which no service is guessed.
_NO_SERVICE = frozenset(
    {
        "answer", "cancel", "change", "chat", "foreign", "fraud", "greet", "human", "identity", "leave", "progress",
        "refuse", "thank", "trouble",
    }
)  # fmt: skip
#: Two services are named only to be compared.
_COMPARES = re.compile(r"一回事|一样|区别|不同|差别")


def answer_service(ctx: StepContext, text: str, via: str = "") -> bool:
    """Read `text` as a request for a service. False if it names none."""
    read = read_requested(text)
    requested = read.text
    intent = read_intent(ctx.library.matcher, requested)
    text = requested if read.refused and requested else text
    comes_for = intent.sure and read.refused and _COMES_FOR.match(text)  # 我不是来投诉的，我是查工单到哪了
    if (
        not comes_for
        and is_question(text)
        and (
            answer_question(ctx, text, better_than=passage_threshold(intent, text))
            or (_COMPARES.search(text) and answer_unknown_question(ctx, text))
        )
    ):
        return True
    text = requested
    if intent.sure:
        enter(ctx, intent.sure, utterance=text, via=via)
        return True
    close = tuple(name for name in intent.close if name in ctx.offered)
    if close:
        chosen = close[0] if len(close) == 1 else advice.choice(ctx, text, close)
        if chosen:
            guess(ctx, chosen)
        else:
            open_question(ctx, Question("which", options=close))
        return True
    if intent.elsewhere or intent.close:
        ctx.note("service not here")
        open_interjection(ctx, Question("human"), phrases.SERVICE_NOT_NOW if intent.close else phrases.SERVICE_NOT_HERE)
        return True
    return False


def answer_which(ctx: StepContext, text: str, via: str) -> bool:
    options = ctx.state.question.options
    requested = read_requested(text).text
    chosen = read_option(requested, dict.fromkeys(options, ())) or pick(ctx.library.matcher, requested, options)
    if chosen:
        enter(ctx, chosen, utterance=text, via=via)
        return True
    if answer_service(ctx, text, via):
        return True
    if advised := advice.choice(ctx, text, options):
        guess(ctx, advised)
    return bool(advised)


def answer_guess(ctx: StepContext, text: str, via: str) -> bool:
    said = without_restated(ctx, text)
    vote = read_yes_no(said, by_sound=not ctx.wording.typed)
    if vote:
        settle_guess(ctx, True)
        return True
    if (vote is None or read_answer(said).rest) and answer_service(ctx, text, via):  # 不是，我要办居住证
        return True
    if vote is False:
        settle_guess(ctx, False)
    return vote is False


def guess(ctx: StepContext, name: str) -> None:
    """Ask whether the service `name` is meant."""
    ctx.note("service guessed", name)
    open_question(ctx, Question("guess", options=(name,)))


def settle_guess(ctx: StepContext, right: bool) -> None:
    if right:
        enter(ctx, ctx.state.question.options[0])
    else:
        open_question(ctx, Question("service"))


def guess_service(ctx: StepContext, text: str) -> bool:
    """Ask about the service that the adviser takes `text` to mean. False if none."""
    chosen = "" if read_dialogue_act(text).kind in _NO_SERVICE else advice.service(ctx, text)
    if chosen:
        guess(ctx, chosen)
    return bool(chosen)


def enter(ctx: StepContext, name: str, *, utterance: str = "", via: str = "") -> None:
    script = ctx.library.script(name)
    if script and ctx.state.channel not in script.channels:
        ctx.note("service not on this channel", name)
        open_interjection(ctx, Question("human"), phrases.SERVICE_ELSEWHERE)
    elif script and not script.valid(ctx.state.today):
        ctx.note("service not today", name)
        open_interjection(ctx, Question("human"), phrases.SERVICE_NOT_NOW)
    else:
        start_service(ctx, name, utterance=utterance, via=via)
