"""Leaving a form (再见, 不查了, 算了): asked back once, as after 取消. Declining an optional slot leaves it empty."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.machine.answers.accepting import skip
from dialogue.machine.answers.commands import execute
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import open_interjection, open_question
from dialogue.machine.state import Question
from dialogue.understand.dialogue_act import read_dialogue_act
from dialogue.understand.leaving import read_leaving
from dialogue.understand.question import is_question
from dialogue.understand.yes_no_slot import offers
from dialogue.understand.yesno import read_answer

_BREAK = re.compile(r"[，,。.！!；;、\s]+")
#: Questions of a form that is in progress.
_IN_A_FORM = ("consent", "slot", "readback", "which_value", "confirm", "change")


def leave(ctx: StepContext, text: str, via: str) -> bool:
    """False if `text` leaves and declines nothing, or is a plain no to what the open slot offers."""
    kind, slot = ctx.state.question.kind, ctx.open_slot
    said = read_leaving(text) if kind in _IN_A_FORM else None
    if said is None:
        return False
    if said != "leave" and kind == "change":
        open_question(ctx, Question("confirm"))
        return True
    if said != "leave" and slot and not slot.required:
        return skip(ctx, slot, via)
    if said == "decline" and slot and offers(slot):
        return False
    _ask(ctx)
    return True


def leave_at_last(ctx: StepContext, text: str) -> bool:
    """Leaves after a reason that answers nothing: 身份证落家里了，号码也背不下来，算了，今天不办了."""
    last = _BREAK.split(text.rstrip(" ，,。.！!"))[-1]
    if not _in_a_form(ctx) or is_question(text) or read_leaving(last) not in ("leave", "drop"):
        return False
    if read_answer(text).verdict in ("yes", "question"):  # 没问题吧
        return False
    _ask(ctx)
    return True


def leave_by_act(ctx: StepContext, text: str) -> bool:
    """Leaves in words that no list holds (打扰了啊，我先走一步). For where they answered nothing."""
    act = read_dialogue_act(text)
    if not _in_a_form(ctx) or act.kind != "leave" or not act.sure:
        return False
    _ask(ctx)
    return True


def _in_a_form(ctx: StepContext) -> bool:
    return bool(ctx.state.service) and ctx.state.question.kind in _IN_A_FORM


def _ask(ctx: StepContext) -> None:
    if ctx.state.sent:
        open_interjection(ctx, Question("cancel"), phrases.LEAVE_ASK)
    else:
        execute(ctx, "cancel")
