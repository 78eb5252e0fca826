"""The record of a service that is completed, for what is asked or corrected later in the conversation."""

from __future__ import annotations

from dialogue.machine.context import StepContext
from dialogue.machine.prompts import cards
from dialogue.machine.state import Completed


def completed_now(ctx: StepContext) -> Completed:
    """The current service as completed now."""
    label, number = cards.receipt_number(ctx.script, ctx.state)
    shown = tuple((row.label, row.value) for row in cards.filled_rows(ctx.script, ctx.state))
    return Completed(ctx.state.service, ctx.state.sent, label, number, shown)


def filed_cases(ctx: StepContext) -> tuple[Completed, ...]:
    """The cases sent to the back end in this conversation, the latest first; the current service's among them.

    A correction is no case of its own: what is said of it is about the case that it changed.
    """
    now = (completed_now(ctx),) if ctx.state.sent and ctx.state.question.kind != "more" else ()
    cases = (*now, *(case for case in reversed(ctx.state.before) if case.filed))
    return tuple(case for case in cases if not _is_correction(ctx, case.service))


def _is_correction(ctx: StepContext, service: str) -> bool:
    script = ctx.library.script(service)
    return script is not None and script.corrects != ""
