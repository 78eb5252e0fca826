"""人脸比对: asked for separately, told what becomes of the picture, and never the only way."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.acts import Captured, CaptureFailed, CaptureTurn, CompareFace, FaceCompared
from dialogue.face_check import FACE_TRIES
from dialogue.machine.answers.proof import BY_STAFF_WORDS, failed, go_on
from dialogue.machine.context import StepContext
from dialogue.machine.program.identity import ask_identity, needed_now, prove
from dialogue.machine.program.proving import begin_proving
from dialogue.machine.prompts.ask import open_question, wait
from dialogue.machine.prompts.proof import NO_FACE
from dialogue.machine.state import Question
from dialogue.understand.yesno import read_yes_no

_DECLINES = re.compile(
    r"不(?:用|要|想|愿意?|同意|做|拍|扫|刷|照)|别拍|撤回"
    r"|换(?:一)?[个种]?(?:办法|方式)|别的(?:办法|方式)|其他(?:办法|方式)"
)


def answer_face_consent(ctx: StepContext, text: str) -> bool:
    said = read_yes_no(text, by_sound=False)
    agrees = said is True or text.strip("。，我") in ("同意", "好的同意", "同意拍")
    if _DECLINES.search(text) or said is False or BY_STAFF_WORDS.search(text):
        settle_face_consent(ctx, False)
    elif agrees and not ctx.early and not ctx.low_confidence:
        settle_face_consent(ctx, True)
    else:
        return False
    return True


def settle_face_consent(ctx: StepContext, agrees: bool) -> None:
    """Whether the citizen lets the face be compared. A refusal leads to another way, and counts as no failure."""
    person = ctx.state.question.value
    ctx.note("consent face", "given" if agrees else "refused")
    if agrees:
        ctx.set(face="agreed")
        open_question(ctx, Question("face", value=person))
    else:
        _without_a_face(ctx, phrases.FACE_DECLINED, "declined")


def answer_face(ctx: StepContext, text: str) -> bool:
    """Words while the picture is awaited: the consent is taken back, or another way is chosen."""
    if _DECLINES.search(text) or BY_STAFF_WORDS.search(text):
        take_back(ctx)
        return True
    return False


def touched_face(ctx: StepContext, value: str) -> bool:
    if value == NO_FACE:
        take_back(ctx)
    return value == NO_FACE


def take_back(ctx: StepContext) -> None:
    """The consent to the comparison is taken back: no picture is taken any more."""
    ctx.note("consent face", "withdrawn")
    _without_a_face(ctx, phrases.FACE_DECLINED, "declined")


def face_capture(ctx: StepContext, turn: CaptureTurn) -> None:
    """A picture of the face came, or none could be taken: then another way is."""
    question = ctx.state.question
    match turn:
        case Captured():
            name = next((one.name for one in ctx.state.proofs if one.person == question.value and one.name), "")
            number = begin_proving(ctx, question.value)
            ctx.set(faces=ctx.state.faces + 1)
            ctx.note("identity", "face compared")
            ctx.say(phrases.FACE_CHECKING)
            ctx.acts.append(CompareFace(number, question.value, name))
        case CaptureFailed(why="refused" | "missing" | "busy" | "insecure" | "broken" as why):
            ctx.note("no picture", why)
            _without_a_face(ctx, phrases.FACE_NO_CAMERA, "failed")
        case CaptureFailed(why=why):
            ctx.note("no picture", why)
            ctx.error = phrases.FACE_AGAIN
            ctx.say(phrases.FACE_AGAIN)
            wait(ctx)


def face_turn(ctx: StepContext, turn: FaceCompared) -> None:
    """What the service says. A face that is not the card's, after the last try, leaves staff alone to say who it is."""
    person, last = ctx.state.question.value, ctx.state.faces >= FACE_TRIES
    match turn.outcome:
        case "same":
            prove(ctx, person, "face")
            ctx.say(phrases.PROOF_DONE)
            go_on(ctx)
        case "differs" if last:
            ctx.set(face="differs")
            failed(ctx, phrases.FACE_DIFFERS)
        case "poor" if last:
            _without_a_face(ctx, phrases.FACE_POOR, "failed")
        case "unavailable":
            _without_a_face(ctx, phrases.FACE_AWAY, "failed")
        case _:
            ctx.note("identity", f"face {turn.outcome}")
            ctx.say(phrases.FACE_DIFFERS if turn.outcome == "differs" else phrases.FACE_POOR)
            open_question(ctx, Question("face", value=person))


def _without_a_face(ctx: StepContext, told: str, why: str) -> None:
    """`why`: as `State.face` has it. No proof failed."""
    ctx.set(face=why)
    ctx.say(told)
    if need := needed_now(ctx):
        ask_identity(ctx, need)
    else:
        go_on(ctx)
