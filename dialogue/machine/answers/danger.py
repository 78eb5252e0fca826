"""Danger: tells the emergency number, alerts the operators, and hands off to a human if it is happening now."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.acts import Alert, AnswerCard
from dialogue.machine.answers.submitted import FREE
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import SYSTEM_QUESTIONS, ask, open_interjection
from dialogue.machine.state import Filled, Question
from dialogue.slot_kinds import kind_of
from dialogue.understand.dialogue_act import DialogueAct, read_dialogue_act
from dialogue.understand.fraud_story import tells_fraud
from dialogue.understand.risk import NUMBERS, Risk, read_risk
from mandarin.pinyin import clean

_FRAUD_STORY = DialogueAct("fraud", sure=True)
#: The money is gone: that is a crime for the police, and not a call that can still be hung up.
_PAID = re.compile(
    r"(?:转|汇|打|给|付|存|借|骗)(?:走|去|过去|出去|完|过)?(?:了(?!解)|完)|被骗|受骗|上当|正在(?:转|汇|打|操作)"
)
#: Characters, at least, of an account worth storing.
_TOLD = 6


def danger(ctx: StepContext, text: str) -> Risk | None:
    """The danger in `text`. Where a complaint is asked for, only danger that is happening now."""
    slot = ctx.open_slot
    told = slot is not None and kind_of(slot).account and not ctx.state.interjection
    risk = read_risk(text, reporting=told)
    story = not told and (tells_fraud(text) or read_dialogue_act(text) == _FRAUD_STORY)
    if story and (risk is None or (risk.rule == "诈骗" and not _PAID.search(text))):
        return Risk("fraud", NUMBERS["fraud"], False, "诈骗电话")
    return risk


def raise_alarm(ctx: StepContext, risk: Risk) -> bool:
    """Alert, before anything else is read. False if the words may still be an answer, as in a complaint."""
    ctx.note("alert", risk.kind)
    ctx.acts.append(Alert(risk.kind, risk.number))
    ctx.gesture("sorry")
    if call := phrases.call(risk.number):
        ctx.say(call)
        ctx.answer_card = AnswerCard(f"danger:{risk.number}", f"请拨打 {risk.number}", phrases.danger(risk.kind), "")
    ctx.say(phrases.danger(risk.kind))
    slot = ctx.open_slot
    telling = slot is not None and kind_of(slot).account and not ctx.state.interjection
    if risk.urgent or (risk.kind == "suicide" and not telling):
        if slot and telling and len(clean(ctx.wording.kept)) >= _TOLD:  # stored for the staff who come
            ctx.put(
                Filled(slot.name, ctx.wording.kept.strip(), slot.personal, "text" if ctx.wording.typed else "voice")
            )
            ctx.note(f"slot {slot.name} filled")
        ctx.hand_off(
            "danger", phrases.DANGER_HUMAN if ctx.on_screen else phrases.DANGER_HUMAN_PHONE, card=ctx.answer_card
        )
        return True
    if telling:
        return False
    if risk.kind == "fraud" and ctx.state.service and ctx.state.question.kind not in (*FREE, *SYSTEM_QUESTIONS):
        open_interjection(ctx, Question("human"), phrases.FRAUD_HUMAN)  # a yes to it files nothing
    elif ctx.state.question.kind not in SYSTEM_QUESTIONS:
        ctx.say(phrases.DANGER_GO_ON)
        ctx.set(no_matches=0, no_inputs=0)
        ask(ctx, 1 if slot else 0)
    return True
