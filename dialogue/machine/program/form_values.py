"""Stores a value in the form, and removes one."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine.context import StepContext
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.value_text import briefly
from dialogue.machine.state import Filled
from dialogue.script import Slot


def store(ctx: StepContext, slot: Slot, value: str, via: str, *, ahead: bool = False) -> None:
    """Store a slot's value. The steps after its question run again.

    `ahead`: given before it was asked for, so it is always read back.
    """
    ctx.rewind(slot.name)
    ctx.put(Filled(slot.name, value, slot.personal, via))
    fill_order = (*(name for name in ctx.state.fill_order if name != slot.name), slot.name)
    prefilled = tuple(old for old in ctx.state.prefilled if old.name != slot.name)
    pinned = ctx.state.pinned if ctx.state.pinned == cards.TICKET else ""
    ctx.set(fill_order=fill_order, prefilled=prefilled, confirmed=False, pinned=pinned, no_matches=0, no_inputs=0)
    ctx.note(f"slot {slot.name} " + ("filled" if value else "left empty"), via)
    ctx.gesture("nod")
    if ahead or (via == "voice" and slot.readback == "brief" and value):
        ctx.say(phrases.READBACK_BRIEF, {"复述": briefly(slot, value)})


def same_as(ctx: StepContext, slot: Slot, value: str) -> str:
    """The message that `value` is that of a slot from which `slot` must differ (不同于); empty where it is not."""
    other = next((name for name in slot.differs if value and ctx.state.value(name) == value), "")
    return phrases.same_as(slot.name, other) if other else ""


def take_prefilled(ctx: StepContext, slot: Slot) -> Filled | None:
    """Remove and return the prefilled value of `slot`, if there is one."""
    prefilled = next((one for one in ctx.state.prefilled if one.name == slot.name), None)
    if prefilled:
        ctx.set(prefilled=tuple(one for one in ctx.state.prefilled if one.name != slot.name))
    return prefilled


def empty(ctx: StepContext, slot: Slot) -> None:
    """Remove a slot's value, and go back to the step that asks for it. Other values stay."""
    ctx.note(f"slot {slot.name} corrected")
    ctx.rewind(slot.name)
    ctx.drop(slot.name)
