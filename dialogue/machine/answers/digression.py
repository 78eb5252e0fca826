"""Digressions: a question in between is answered from the knowledge with its source, then the open one is put again.

A request for another service in between is served first, if the citizen agrees; then the suspended service resumes.
"""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.acts import AnswerCard, KnowledgeGap
from dialogue.knowledge import Passage
from dialogue.knowledge.aspects import aspects
from dialogue.knowledge.find import MOST
from dialogue.machine.advice import question as question_meant
from dialogue.machine.advice import rephrased
from dialogue.machine.answers.opening import answer_opening
from dialogue.machine.context import StepContext
from dialogue.machine.program.subservice import DEEPEST
from dialogue.machine.prompts.ask import ask, open_interjection
from dialogue.machine.state import Question
from dialogue.redaction import redacted
from dialogue.slot_kinds import kind_of
from dialogue.understand.asking import asks
from dialogue.understand.dialogue_act import NEVER_WISHES, QUESTIONS, TALK, DialogueAct, read_dialogue_act
from dialogue.understand.intent import ACCEPT, Intent, is_wording, read_intent, word_for_word
from dialogue.understand.option import read_option
from dialogue.understand.question import is_question
from dialogue.understand.requested import read_requested, without_denial
from dialogue.understand.yesno import read_answer
from mandarin.pinyin import clean

#: Intent score from which another service is offered at any question.
_PLAIN = 0.6
#: Questions at which an answer is expected, and a particle at the end of one asks nothing.
_ANSWERED = ("consent", "slot", "readback", "which_value", "confirm", "change", "guess")
#: Questions whose answer is never an intent: here an explicit request needs `ACCEPT` only.
_SETTLING = ("consent", "readback", "confirm")
_WANTS = re.compile(r"我(?:还|其实|先|是来|就)*(?:要|想)|帮我|给我")
#: Characters. What is longer is another question, and no choice out of a few.
_SHORT = 10
#: Intent score of one of the script's own wordings.
_WORD_FOR_WORD = 0.9


def passage_threshold(intent: Intent, text: str) -> float:
    """The score that a passage must exceed to answer a question that may be a request for a service.

    查询不动产怎么收费 asks for a price, however clearly it names the service; 工单办到哪一步了 is a service's wording.
    """
    asks = bool(aspects(text)) and intent.score < _WORD_FOR_WORD
    return 0.0 if asks or not (intent.sure or intent.close) else intent.score


def answer_question(ctx: StepContext, text: str, *, better_than: float = 0.0) -> bool:
    """Answer from an approved passage. False if none is near enough, or none scores above `better_than`."""
    found = ctx.library.knowledge.find(text, ctx.state.today, service=_service(ctx))
    if answer_opening(ctx, text, passage_found=found is not None):
        return True
    if found is None or found.score <= better_than:
        return False
    _tell_passage(ctx, found.passage, rephrased(ctx, text, found.passage))
    return True


def _tell_passage(ctx: StepContext, passage: Passage, reworded: str = "") -> None:
    approved = passage.spoken_on(ctx.state.channel)
    ctx.note("question answered", passage.id)
    ctx.set(no_matches=0, no_inputs=0, interjection=None, answered=passage.questions[0])
    ctx.answer_card = AnswerCard(f"answer:{passage.id}", passage.questions[0], passage.answer, passage.citation)
    ctx.say_text(reworded or approved, fixed=not reworded)
    if not ctx.on_screen:  # no card that shows the source
        ctx.say(phrases.CITED, {"出处": passage.citation})
    ask(ctx, 1 if ctx.state.question.kind == "slot" else 0)


def answer_unknown_question(ctx: StepContext, text: str, *, asked: bool = False) -> bool:
    """A question without a certain passage: ask whether the nearest is meant, or offer a human. Else False.

    `asked`: it is known to be a question. Where an answer is expected, 为了办事嘛 is none.
    """
    if not asked and not (asks(text) if ctx.state.question.kind in _ANSWERED else is_question(text)):
        return False
    candidates = _candidates(ctx, text)
    if not candidates:
        _offer_human(ctx, ctx.wording.kept)
    else:
        ctx.note("question guessed", " ".join(candidates))
        ctx.set(
            interjection=Question("topic", options=candidates, value=ctx.wording.kept),
            no_matches=0,
            no_inputs=0,
        )
        ask(ctx)
    return True


def _candidates(ctx: StepContext, text: str) -> tuple[str, ...]:
    """The passages that may have been meant, the adviser's before what words find."""
    found = ctx.library.knowledge.candidates(text, ctx.state.today, service=_service(ctx))
    advised = question_meant(ctx, text, _service(ctx))
    names = [advised.id] if advised else []
    near = dict.fromkeys((*names, *(one.passage.id for one in found)))
    return tuple(name for name in near if name not in ctx.not_meant)[:MOST]


def read_topic(ctx: StepContext, asked: Question, text: str) -> str:
    """The passage that `text` chooses of several: by place, by its words, by what it asks. Empty if none."""
    if read_dialogue_act(text) == DialogueAct("wish", sure=True):
        return ""
    knowledge = ctx.library.knowledge
    passages = [knowledge.passages[name] for name in asked.options if name in knowledge.passages]
    wordings = {passage.id: passage.questions for passage in passages}
    if chosen := read_option(text, wordings):
        return chosen
    if knowledge.find(text, ctx.state.today, service=_service(ctx)):
        return ""  # another question, which has an answer
    fits = [passage.id for passage in passages if aspects(passage.questions[0]) & aspects(text)]
    return fits[0] if len(fits) == 1 and len(clean(text)) <= _SHORT else ""


def settle_topic(ctx: StepContext, asked: Question, chosen: str) -> None:
    """`chosen`: a passage's id; empty if none is meant."""
    passage = ctx.library.knowledge.passages.get(chosen)
    if passage:
        _tell_passage(ctx, passage)
    else:
        _offer_human(ctx, asked.value)


def _offer_human(ctx: StepContext, text: str) -> None:
    ctx.note("question unanswered")
    given = tuple((one.name, one.value) for one in (*ctx.state.filled, *ctx.state.prefilled) if one.personal)
    ctx.acts.append(KnowledgeGap(redacted(text, given), ctx.state.service))
    open_interjection(ctx, Question("human"), phrases.HUMAN_OFFER)


def _service(ctx: StepContext) -> str:
    """The service that a question is about if it names none."""
    return ctx.state.service or (ctx.state.before[-1].service if ctx.state.before else "")


def refuses(ctx: StepContext, text: str) -> bool:
    """Whether `text` refuses the current service: 我不想挂失社保卡了."""
    requested = read_requested(text)
    if read_answer(requested.text).rest:
        return False  # 不是正式挂失，是临时挂失 corrects an option
    slot = ctx.open_slot
    options = [word for choice in slot.choices for word in (choice.label, *choice.says)] if slot else []
    refused = [one for one in requested.refused if not any(word in without_denial(one) for word in options)]
    intents = (
        read_intent(ctx.library.matcher, without_denial(clause)) for clause in refused
    )  # 不是正式挂失 is an answer
    return any(ctx.state.service in (intent.sure, *intent.close[:1]) for intent in intents)


def _wishes(ctx: StepContext, text: str, intent: Intent) -> bool:
    """Whether `text` may wish another service: a question about it, or what was done earlier, wishes nothing."""
    act = read_dialogue_act(text)
    declared = intent.sure and is_wording(ctx.library.matcher, intent.sure, text)
    return bool(declared) or not (act.sure and act.kind in NEVER_WISHES | QUESTIONS | TALK)


def offer_switch(ctx: StepContext, text: str) -> bool:
    """Offer to serve another service first, if `text` plainly requests it."""
    slot = ctx.open_slot
    free_text = slot is not None and kind_of(slot).free_text
    intent = read_intent(ctx.library.matcher, read_requested(text).text)
    if not _wishes(ctx, text, intent):
        return False
    plain = ACCEPT if ctx.state.question.kind in _SETTLING and _WANTS.search(text) else _PLAIN
    if not intent.sure or intent.score < plain:
        return False
    if free_text and not word_for_word(ctx.library.matcher, intent.sure, text):
        return False
    busy = {ctx.state.service, *(frame.service for frame in ctx.state.stack)}
    if intent.sure in busy or intent.sure not in ctx.offered or len(ctx.state.stack) >= DEEPEST:
        return False
    if is_question(text) and answer_question(ctx, text, better_than=passage_threshold(intent, text)):
        return True
    ctx.note("switch offered", intent.sure)
    value = ctx.wording.kept if free_text else ""  # after a no, the words are the answer
    open_interjection(
        ctx, Question("switch", options=(intent.sure,), value=value), phrases.about(phrases.SERVICE_SWITCH, intent.sure)
    )
    return True
