"""While the hall is asked for a proof, the citizen is asked for nothing."""

from __future__ import annotations

from dialogue.machine.context import StepContext
from dialogue.machine.state import Question


def begin_proving(ctx: StepContext, person: str, *, slot: str = "") -> int:
    """The hall is asked for something that it answers at once: the number of the call. Until then nothing is asked.
    `slot`: the question at which it was, to which the answer belongs.
    """
    number = ctx.state.call + 1
    ctx.set(call=number, asked=ctx.state.asked + 1, interjection=None, question=Question("proving", slot, value=person))
    return number
