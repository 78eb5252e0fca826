"""扫码: the QR code of an app on the citizen's phone, verified by a service, in place of the card."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import CheckQr, QrChecked
from dialogue.machine.answers.proof import failed, is_here
from dialogue.machine.context import StepContext
from dialogue.machine.program.identity import means_now, needed_now, prove
from dialogue.machine.program.proving import begin_proving
from dialogue.machine.prompts.ask import ask
from dialogue.qr_check import QrOutcome
from dialogue.script.assurance import reaches, weaker
from dialogue.understand.id_number import check_id_number

_TOLD: dict[QrOutcome, str] = {
    "used": phrases.QR_USED, "expired": phrases.QR_EXPIRED, "refused": phrases.QR_REFUSED,
    "unavailable": phrases.QR_AWAY,
}  # fmt: skip


def qr_shown(ctx: StepContext) -> None:
    """Have it verified, where it is asked who the citizen is and a code can prove it."""
    question, need = ctx.state.question, needed_now(ctx) if ctx.state.question.kind == "proof" else None
    if need is None or "qr" not in means_now(ctx, need):
        ctx.say(phrases.QR_NOT_NOW)
        ask(ctx, 1)
        return
    number = begin_proving(ctx, question.value)
    ctx.note("identity", "code of an app shown")
    ctx.say(phrases.QR_CHECKING)
    ctx.acts.append(CheckQr(number))


def qr_turn(ctx: StepContext, turn: QrChecked) -> None:
    """Take what the service answered. A number with a wrong check digit counts as no answer."""
    number = turn.number.strip().upper()
    if turn.outcome != "proven" or check_id_number(number, ctx.state.today):
        told = _TOLD.get(turn.outcome, phrases.QR_AWAY)
        failed(ctx, told, without="qr" if told == phrases.QR_AWAY else None)
        return
    level, need = weaker(turn.level, ctx.policy.qr), needed_now(ctx)
    prove(ctx, number, "qr", level=level, name=turn.name.strip())
    if need is not None and not reaches(level, need.level):
        failed(ctx, phrases.QR_TOO_LITTLE, without="qr")
        return
    ctx.say(phrases.PROOF_DONE)
    is_here(ctx, number)
