"""What becomes of 资料核对: the person is proven, the data are told again, or a human takes over."""

from __future__ import annotations

from dialogue import phrases
from dialogue.codes import FAILURES
from dialogue.data_check import DataChecked
from dialogue.machine.answers.proof import failed, go_on
from dialogue.machine.context import StepContext
from dialogue.machine.program.form_values import empty
from dialogue.machine.program.identity import means_now, needed_now, prove


def data_turn(ctx: StepContext, turn: DataChecked) -> None:
    match turn.outcome:
        case "same":
            prove(ctx, ctx.state.question.value, "data")
            ctx.say(phrases.PROOF_DONE)
            go_on(ctx)
        case "differs":
            _differs(ctx)
        case "used_up":
            ctx.set(unproven=FAILURES)
            failed(ctx, phrases.DATA_DIFFERS)
        case "unavailable":
            failed(ctx, phrases.DATA_NOT, without="data")


def _differs(ctx: StepContext) -> None:
    """By a code, where one can be sent; else all of the data are asked for again, and not told which were wrong."""
    need = needed_now(ctx)
    others = need is not None and any(way != "data" for way in means_now(ctx, need))
    if need is None or others or ctx.state.unproven + 1 >= FAILURES:
        failed(ctx, phrases.DATA_DIFFERS, without="data")
        return
    ctx.set(unproven=ctx.state.unproven + 1)
    ctx.note("identity", "data differ")
    ctx.say(phrases.DATA_AGAIN)
    for name in reversed(ctx.script.identity.data):
        empty(ctx, ctx.slot(name))
    go_on(ctx)
