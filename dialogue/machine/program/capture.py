"""A picture on a channel without a screen: none can be taken, so the script says what happens instead (电话)."""

from __future__ import annotations

from dialogue.machine.context import StepContext
from dialogue.machine.state import Filled
from dialogue.script import Slot


def passed_over(ctx: StepContext, slot: Slot) -> bool:
    """Say the script's sentence and leave the slot empty. False if it hands off to a human.

    Nothing was asked, so the slot cannot be corrected, and going back passes over it.
    """
    ctx.note(f"slot {slot.name} passed over", "phone")
    if slot.capture is None or slot.capture.by_phone != "say":
        ctx.hand_off("script", slot.prompt.phone)
        return False
    ctx.say(slot.prompt.phone, ctx.values)
    ctx.put(Filled(slot.name, "", slot.personal, "skip"))
    return True
