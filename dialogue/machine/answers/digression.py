"""A question in between: answered from the knowledge list with its source, then back to what was open.

A wish for another service in between: done first, if the citizen says so, and then back as well.
"""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.acts import AnswerCard, KnowledgeGap
from dialogue.knowledge import Passage
from dialogue.knowledge.forms import forms
from dialogue.machine.advice import rephrased
from dialogue.machine.context import StepContext
from dialogue.machine.nlu_cache import find_passage, guess_passage, read_answer, read_intent
from dialogue.machine.program.subservice import DEEPEST
from dialogue.machine.prompts.ask import ask, open_interjection
from dialogue.machine.state import Question
from dialogue.script.model import WORDS
from dialogue.understand.intent import ACCEPT, Intent, word_for_word
from dialogue.understand.question import is_question
from dialogue.understand.requested import read_requested, without_denial

#: A wish this plain is taken up even where it was not asked for.
_PLAIN = 0.6
#: Questions to which no wish is an answer: one in so many words need not be so plain.
_SETTLING = ("consent", "readback", "confirm")
_WANTS = re.compile(r"我(?:还|其实|先|是来|就)*(?:要|想)|帮我|给我")
#: A wish this near is one of the script's own wordings.
_WORD_FOR_WORD = 0.9


def beyond(intent: Intent, text: str) -> float:
    """How near a passage must be to answer a question that may be a wish.

    查询不动产怎么收费 asks for a price, however surely it names the service; 工单办到哪一步了 is word for word a wish.
    """
    asks = bool(forms(text)) and intent.score < _WORD_FOR_WORD
    return 0.0 if asks or not (intent.sure or intent.close) else intent.score


def answer_question(ctx: StepContext, text: str, *, better_than: float = 0.0) -> bool:
    """Answer from an approved passage. False when none is near enough, or nearer than what else was meant."""
    found = find_passage(ctx.library.knowledge, text, ctx.state.today, _service(ctx))
    if found is None or found.score <= better_than:
        return False
    _give(ctx, found.passage, rephrased(ctx, text, found.passage) or found.passage.spoken)
    return True


def _give(ctx: StepContext, passage: Passage, spoken: str) -> None:
    ctx.note("question answered", passage.id)
    ctx.set(no_matches=0, no_inputs=0, interjection=None)
    ctx.answer_card = AnswerCard(f"answer:{passage.id}", passage.questions[0], passage.answer, passage.citation)
    ctx.say_text(spoken, fixed=spoken == passage.spoken)
    if not ctx.on_screen:  # no card to read the source from
        ctx.say(phrases.CITED, {"出处": passage.citation})
    ask(ctx, 1 if ctx.state.question.kind == "slot" else 0)


def answer_none(ctx: StepContext, text: str) -> bool:
    """A question that no passage surely answers: ask whether the nearest is meant, or say so and offer a human."""
    if not is_question(text):
        return False
    near = guess_passage(ctx.library.knowledge, text, ctx.state.today, _service(ctx))
    if near is None:
        _offer_human(ctx, ctx.wording.kept)
    else:
        ctx.note("question guessed", near.passage.id)
        ctx.set(
            interjection=Question("topic", options=(near.passage.id,), value=ctx.wording.kept),
            no_matches=0,
            no_inputs=0,
        )
        ask(ctx)
    return True


def settle_topic(ctx: StepContext, asked: Question, right: bool) -> None:
    """您是想问…，对吗？"""
    passage = ctx.library.knowledge.passages.get(asked.options[0])
    if right and passage:
        _give(ctx, passage, passage.spoken)
    else:
        _offer_human(ctx, asked.value)


def _offer_human(ctx: StepContext, text: str) -> None:
    ctx.note("question unanswered")
    ctx.acts.append(KnowledgeGap(text, ctx.state.service))
    open_interjection(ctx, Question("human"), phrases.HUMAN_OFFER)


def _service(ctx: StepContext) -> str:
    """What a question that names no service is about."""
    return ctx.state.service or (ctx.state.before[-1] if ctx.state.before else "")


def refuses(ctx: StepContext, text: str) -> bool:
    """我不想挂失社保卡了, in the middle of it."""
    requested = read_requested(text)
    if read_answer(requested.text).rest:
        return False  # 不是正式挂失，是临时挂失 wants something else
    intents = (read_intent(ctx.library.matcher, without_denial(clause)) for clause in requested.refused)
    return any(ctx.state.service in (intent.sure, *intent.close[:1]) for intent in intents)


def offer_switch(ctx: StepContext, text: str) -> bool:
    """A plain wish for another service, in the middle of this one: do that first, and come back?"""
    slot = ctx.open_slot
    wordy = slot is not None and slot.kind in WORDS
    intent = read_intent(ctx.library.matcher, read_requested(text).text)
    plain = ACCEPT if ctx.state.question.kind in _SETTLING and _WANTS.search(text) else _PLAIN
    if not intent.sure or intent.score < plain:
        return False
    if wordy and not word_for_word(ctx.library.matcher, intent.sure, text):
        return False
    busy = {ctx.state.service, *(frame.service for frame in ctx.state.stack)}
    if intent.sure in busy or intent.sure not in ctx.offered or len(ctx.state.stack) >= DEEPEST:
        return False
    if is_question(text) and answer_question(ctx, text, better_than=beyond(intent, text)):
        return True
    ctx.note("switch offered", intent.sure)
    value = ctx.wording.kept if wordy else ""  # no: then it was the answer after all
    open_interjection(
        ctx, Question("switch", options=(intent.sure,), value=value), phrases.about(phrases.SERVICE_SWITCH, intent.sure)
    )
    return True
