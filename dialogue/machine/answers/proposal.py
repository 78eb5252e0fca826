"""A value that an answer may mean, and does not say for certain: it is read back, never filed."""

from __future__ import annotations

from dialogue.machine import advice
from dialogue.machine.answers.accepting import accept
from dialogue.machine.context import StepContext
from dialogue.slot_kinds import kind_of
from dialogue.understand.reading import Reading


def guess_option(ctx: StepContext, text: str) -> bool:
    """Read back the choice of the open slot that the adviser takes `text` to mean. False if none."""
    slot = ctx.open_slot
    if slot is None or kind_of(slot).choices != "one":
        return False
    chosen = advice.option(ctx, text, slot)
    if chosen:
        ctx.note("option guessed", slot.name)
        accept(ctx, slot, Reading(value=chosen, doubtful=True), "voice")
    return bool(chosen)
