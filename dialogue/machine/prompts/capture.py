"""拍照, 上传 and 签名: how a picture is asked for, how one from a phone is put up for acceptance, the card of both."""

from __future__ import annotations

from typing import cast

from dialogue import phrases
from dialogue.acts import CaptureCard, CaptureMode, Option
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.cards import NO, SKIP, YES
from dialogue.machine.state import Question
from dialogue.script import Slot

_HINTS: dict[CaptureMode, str] = {
    "photo": "把要拍的放平，拍清楚四个角",
    "file": "用手机扫二维码，选一张照片上传",
    "signature": "请用手指写在框里",
}  # fmt: skip


def mode_of(slot: Slot) -> CaptureMode:
    return cast(CaptureMode, slot.kind)


def say_capture(ctx: StepContext, slot: Slot, attempt: int) -> None:
    """The question; from the second reprompt on also how it is done, and that it may be skipped."""
    ctx.say(slot.prompt.again if attempt else slot.prompt.first, ctx.values)
    if attempt == 2:
        ctx.say(phrases.CAPTURE_HELP_SIGN if slot.kind == "signature" else phrases.CAPTURE_HELP)
        if not slot.required:
            ctx.say(phrases.SLOT_OPTIONAL)


def say_accept(ctx: StepContext, attempt: int) -> None:
    ctx.say(phrases.CAPTURE_ACCEPT_AGAIN if attempt else phrases.CAPTURE_ACCEPT)


def capture_card(slot: Slot, question: Question, error: str = "") -> CaptureCard:
    """`question`: for the picture, or (a read-back) whether the one that came from a phone may be used."""
    mode, devices = mode_of(slot), sorted(slot.capture.devices) if slot.capture else []
    if question.kind == "readback":
        answers = (Option("用这张", YES), Option("重来", NO))
        return CaptureCard(f"accept:{slot.name}", slot.name, mode, picture=question.value, actions=answers)
    skip = () if slot.required else (Option(SKIP, SKIP, "没有就点这里"),)
    return CaptureCard(f"slot:{slot.name}", slot.name, mode, tuple(devices), _HINTS[mode], error, actions=skip)
