"""Leaving a form (再见, 不查了, 算了): asked back once, as after 取消. Declining an optional slot leaves it empty."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.machine.answers.accepting import skip
from dialogue.machine.answers.commands import execute
from dialogue.machine.answers.slot_reading import read
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import ask, open_interjection, open_question
from dialogue.machine.state import Question
from dialogue.script import Slot
from dialogue.slot_kinds import kind_of
from dialogue.understand.clauses import HUSHES
from dialogue.understand.dialogue_act import read_dialogue_act
from dialogue.understand.leaving import read_leaving
from dialogue.understand.likely_option import likely_option, option_wordings
from dialogue.understand.question import is_question
from dialogue.understand.sampled import is_near
from dialogue.understand.yes_no_model import likely_answer
from dialogue.understand.yes_no_slot import offers
from dialogue.understand.yesno import read_answer
from mandarin.pinyin import clean

_AROUND = re.compile("[那就给我帮吧了呗上行好哦嗯啊]")
_BREAK = re.compile(r"[，,。.！!；;、\s]+")
#: Leaves whatever was offered: 不办了, 走了.
_FINALLY = re.compile(r"不(?:想|要|用)?再?(?:办|弄|填|搞|查|取|登记|申请)了|走了|再见|拜|退出|放弃|结束|到此|就到这")
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
    if slot and ((said == "decline" and offers(slot)) or _answers(ctx, slot, text)):
        return False
    _ask(ctx)
    return True


def _answers(ctx: StepContext, slot: Slot, text: str) -> bool:
    """Whether words that would leave answer the open slot: 先不约 and 回头再说 to 要约吗; 等大点再办 if it is one."""
    if kind_of(slot).choices not in ("one", "yes_no"):
        return False
    own = any(word in text for choice in slot.choices for word in (choice.label, *choice.says))
    if own and read(ctx, slot, text).value:
        return True
    if _FINALLY.search(text):
        return False
    if kind_of(slot).choices == "yes_no":
        declines = offers(slot) and likely_answer(slot, text) is False
        return declines or is_near(slot, text, option_wordings(slot))
    return bool(likely_option(slot, text))


def leave_at_last(ctx: StepContext, text: str) -> bool:
    """Leaves after a reason that answers nothing: 身份证落家里了，号码也背不下来，算了，今天不办了."""
    last = _BREAK.split(text.rstrip(" ，,。.！!"))[-1]
    if not _in_a_form(ctx) or is_question(text) or read_leaving(last) not in ("leave", "drop"):
        return False
    if (slot := ctx.open_slot) and _answers(ctx, slot, text):
        return False
    if read_answer(text).verdict in ("yes", "question"):  # 没问题吧
        return False
    _ask(ctx)
    return True


def leave_by_act(ctx: StepContext, text: str) -> bool:
    """Leaves in words that no list holds (打扰了啊，我先走一步). For where they answered nothing."""
    if _names_the_deed(ctx, text):
        ask(ctx)
        return True
    act = read_dialogue_act(text)
    if not _in_a_form(ctx) or act.kind != "leave" or not act.sure or HUSHES.search(clean(text)):
        return False
    _ask(ctx)
    return True


def _names_the_deed(ctx: StepContext, text: str) -> bool:
    """Whether the confirmation is answered with the deed of the service itself: 那挂吧 to 社保卡挂失."""
    deed = _AROUND.sub("", clean(text))
    return ctx.state.question.kind == "confirm" and deed != "" and deed in ctx.script.name


def _in_a_form(ctx: StepContext) -> bool:
    return bool(ctx.state.service) and ctx.state.question.kind in _IN_A_FORM


def _ask(ctx: StepContext) -> None:
    if ctx.state.sent:
        open_interjection(ctx, Question("cancel"), phrases.LEAVE_ASK)
    else:
        execute(ctx, "cancel")
