"""资料核对: what the caller has told of the person is compared by the back end, before anything else is asked of it."""

from __future__ import annotations

from dialogue import phrases
from dialogue.data_check import CheckData
from dialogue.machine.context import StepContext
from dialogue.machine.program.proving import begin_proving


def told(ctx: StepContext) -> tuple[tuple[str, str], ...]:
    """The data that the script's 核对 names, slot by slot; empty where one of them has no value."""
    found = tuple((name, ctx.state.value(name)) for name in ctx.script.identity.data)
    return found if all(value for _, value in found) else ()


def check_data(ctx: StepContext, person: str) -> None:
    """Have them compared with those of `person`, an identity number."""
    number = begin_proving(ctx, person)
    ctx.note("identity", "data compared")
    ctx.announce_wait(phrases.DATA_CHECKING)
    ctx.acts.append(CheckData(number, person, told(ctx)))
