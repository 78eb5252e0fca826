"""Answers to 拍照, 上传 and 签名: a picture that came or did not, and words and touches meanwhile."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.acts import Captured, CaptureFailed, CaptureOpened, CaptureTroubleKind, CaptureTurn
from dialogue.machine.answers.accepting import fill, no_value, skip
from dialogue.machine.answers.proof_face import face_capture
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import ask, open_interjection, open_question, wait
from dialogue.machine.prompts.cards import NO, SKIP, YES
from dialogue.machine.state import Question
from dialogue.script import Slot
from dialogue.understand.commands import read_command
from dialogue.understand.free_text import read_skip
from dialogue.understand.no_picture import comes_without
from dialogue.understand.no_value import read_no_value
from dialogue.understand.yesno import read_yes_no

_TROUBLES: dict[CaptureTroubleKind, str] = {
    "refused": phrases.CAPTURE_REFUSED, "missing": phrases.CAPTURE_MISSING, "busy": phrases.CAPTURE_BUSY,
    "insecure": phrases.CAPTURE_INSECURE, "broken": phrases.CAPTURE_BROKEN, "cut_off": phrases.CAPTURE_CUT_OFF,
    "too_large": phrases.CAPTURE_TOO_LARGE, "too_small": phrases.CAPTURE_TOO_SMALL,
    "wrong_type": phrases.CAPTURE_WRONG_TYPE, "empty": phrases.CAPTURE_EMPTY,
}  # fmt: skip
#: Troubles of the kiosk's camera, which a phone does not have.
_OF_THE_CAMERA = frozenset({"refused", "missing", "busy", "insecure", "broken"})
_HOW = re.compile(r"怎么[拍签传弄用]|在哪里?[拍签传写]")
_GOING_ON = re.compile(r"拍好了|签好了|写好了|传好了|上传了|弄好了|正在[拍传弄]|等一?下|马上|稍等|好的?[了吧]?$|知道了")
_ANEW = re.compile(r"重[来拍传签新]|再[来拍传签]|换一?张|看不清|模糊|糊了|不清楚|拍得不好")


def capture_turn(ctx: StepContext, turn: CaptureTurn) -> None:
    """A picture, or news of one. While something else is asked it does nothing."""
    question = ctx.state.question
    if question.kind == "face" and not ctx.state.interjection:
        face_capture(ctx, turn)
        return
    if ctx.state.interjection or question.kind not in ("slot", "readback"):
        return
    slot = ctx.slot(question.slot)
    if not slot.capture:
        return
    match turn:
        case Captured(value, True):
            ctx.say(phrases.CAPTURE_TAKEN)
            fill(ctx, slot, value, "touch")
        case Captured(value):
            open_question(ctx, Question("readback", slot=slot.name, value=value))
        case CaptureOpened() if question.kind == "slot":
            ctx.set(no_inputs=0)
            ctx.say(phrases.CAPTURE_OPENED)
            wait(ctx)
        case CaptureFailed(why):
            _tell(ctx, slot, why)


def _tell(ctx: StepContext, slot: Slot, why: CaptureTroubleKind) -> None:
    """Say what went wrong and what to do. This is not counted as a no-match."""
    told = [_TROUBLES[why]]
    if why in _OF_THE_CAMERA and slot.capture and "phone" in slot.capture.devices:
        told.append(phrases.CAPTURE_BY_PHONE)
    ctx.note("no picture", why)
    ctx.set(no_inputs=0)
    ctx.error = "".join(told)
    for sentence in told:
        ctx.say(sentence)
    wait(ctx)


def answer_capture(ctx: StepContext, slot: Slot, text: str, via: str) -> bool:
    """Words while a picture is awaited: it may be skipped, or they ask how it is done. False for anything else."""
    if read_skip(text) or read_no_value(text) or declines(ctx, text):
        return _without(ctx, slot, via)
    if _HOW.search(text):
        ctx.set(no_inputs=0)
        ask(ctx, 2)
        return True
    if _GOING_ON.search(text) and len(text) <= 8:
        ctx.set(no_inputs=0)
        ctx.say(phrases.CAPTURE_BY_TOUCH)
        wait(ctx)
        return True
    return False


def declines(ctx: StepContext, text: str) -> bool:
    """不会弄, 一会儿再说 while a picture is awaited: none comes, and it is neither a command nor leaving."""
    slot = ctx.open_slot
    return slot is not None and slot.capture is not None and comes_without(text) and not _orders(text)


def _orders(text: str) -> bool:
    """Whether a colleague or the end is asked for besides: 不会弄，转人工."""
    return read_command(text) in ("human", "cancel")


def _without(ctx: StepContext, slot: Slot, via: str) -> bool:
    """No picture comes: the step is skipped where the script allows it. Else help, and the second time a colleague."""
    if not slot.required:
        return skip(ctx, slot, via)
    if ctx.state.no_matches:
        ctx.note("no picture", slot.name)
        open_interjection(ctx, Question("human"), phrases.CAPTURE_HUMAN)
        return True
    return no_value(ctx, slot, via)


def wants_another(ctx: StepContext, text: str) -> bool:
    """看不清, 重拍 at the picture on the screen: it is about the picture, and no command."""
    question = ctx.state.question
    return question.kind == "readback" and bool(ctx.slot(question.slot).capture) and bool(_ANEW.search(text))


def answer_accept(ctx: StepContext, text: str) -> bool:
    """Whether the picture on the screen may be used."""
    anew, said = _ANEW.search(text) is not None, read_yes_no(text, by_sound=not ctx.wording.typed)
    if not anew and said is None:
        return False
    _settle(ctx, ctx.slot(ctx.state.question.slot), use=not anew and bool(said))
    return True


def touched_capture(ctx: StepContext, slot: Slot, value: str) -> bool:
    if ctx.state.question.kind == "readback":
        if value in (YES, NO):
            _settle(ctx, slot, use=value == YES)
        return value in (YES, NO)
    return value == SKIP and not slot.required and skip(ctx, slot, "touch")


def _settle(ctx: StepContext, slot: Slot, *, use: bool) -> None:
    if use:
        fill(ctx, slot, ctx.state.question.value, "touch")
    else:
        ctx.say(phrases.CAPTURE_ANEW)
        open_question(ctx, Question("slot", slot=slot.name))
