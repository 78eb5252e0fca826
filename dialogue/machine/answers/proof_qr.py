"""扫码: the QR code of an app on the citizen's phone, verified by a service, in place of the card:
it proves who is there, and fills the number where it is asked for."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import CheckQr, QrChecked
from dialogue.machine.answers.id_card import take_read
from dialogue.machine.answers.proof import failed, is_here
from dialogue.machine.context import StepContext
from dialogue.machine.program.identity import needed_now, prove
from dialogue.machine.program.proving import begin_proving
from dialogue.machine.prompts.ask import ask
from dialogue.machine.prompts.held_out import held_out
from dialogue.machine.state import Question
from dialogue.qr_check import QrOutcome
from dialogue.script.assurance import means_for, reaches, weaker
from dialogue.understand.id_number import check_id_number

_TOLD: dict[QrOutcome, str] = {
    "used": phrases.QR_USED, "expired": phrases.QR_EXPIRED, "refused": phrases.QR_REFUSED,
    "unavailable": phrases.QR_AWAY,
}  # fmt: skip


#: Questions at which a card may be laid on the reader, and a code scanned as well.
_PROOF_QUESTIONS = ("proof", "code", "agent", "other_card")


def takes_code(ctx: StepContext) -> bool:
    """Whether the code of an app is an answer now: at the questions at which a card on the reader is one."""
    question = ctx.state.question
    if question.kind in _PROOF_QUESTIONS:
        need = needed_now(ctx)
        return need is not None and "qr" in means_for(need.level, ctx.state.channel, ctx.means, ctx.policy)
    return question.kind in ("slot", "readback", "which_value") and "qr" in held_out(ctx, ctx.slot(question.slot))


def qr_shown(ctx: StepContext) -> None:
    """Have it verified, where it can tell who the citizen is."""
    question = ctx.state.question
    if not takes_code(ctx):
        ctx.say(phrases.QR_NOT_NOW)
        ask(ctx, 1)
        return
    number = begin_proving(ctx, question.value if question.kind in _PROOF_QUESTIONS else "", slot=question.slot)
    ctx.note("identity", "code of an app shown")
    ctx.say(phrases.QR_CHECKING)
    ctx.acts.append(CheckQr(number))


def qr_turn(ctx: StepContext, turn: QrChecked) -> None:
    """Take what the service answered. A number with a wrong check digit counts as no answer."""
    number, slot = turn.number.strip().upper(), ctx.state.question.slot
    level = weaker(turn.level, ctx.policy.qr)
    if turn.outcome != "proven" or check_id_number(number, ctx.state.today):
        told = _TOLD.get(turn.outcome, phrases.QR_AWAY)
        if slot:
            ctx.say(told)
            ctx.question(Question("slot", slot))
            ask(ctx, 1)
        else:
            failed(ctx, told, without="qr" if told == phrases.QR_AWAY else None)
        return
    if slot:
        ctx.question(Question("slot", slot))
        take_read(ctx, number, turn.name.strip(), "qr", level)
        return
    need = needed_now(ctx)
    prove(ctx, number, "qr", level=level, name=turn.name.strip())
    if need is not None and not reaches(level, need.level):
        failed(ctx, phrases.QR_TOO_LITTLE, without="qr")
        return
    ctx.say(phrases.PROOF_DONE)
    is_here(ctx, number)
