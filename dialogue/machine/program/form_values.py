"""Putting a value into the form, and taking one out."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine.context import Move
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.value_text import briefly
from dialogue.machine.state import Filled
from dialogue.script import Slot


def store(m: Move, slot: Slot, value: str, via: str, *, ahead: bool = False) -> None:
    """A corrected slot is followed by everything that depended on it, again.

    `ahead`: told before it was asked for, so it is always said back.
    """
    m.rewind(slot.name)
    m.put(Filled(slot.name, value, slot.personal, via))
    trail = (*(name for name in m.state.trail if name != slot.name), slot.name)
    kept = tuple(old for old in m.state.kept if old.name != slot.name)
    pinned = m.state.pinned if m.state.pinned == cards.TICKET else ""
    m.set(trail=trail, kept=kept, confirmed=False, pinned=pinned, misses=0, silences=0)
    m.note(f"slot {slot.name} " + ("filled" if value else "left empty"), via)
    m.gesture("nod")
    if ahead or (via == "voice" and slot.readback == "brief" and value):
        m.say(phrases.READBACK_BRIEF, {"复述": briefly(slot, value)})


def take_kept(m: Move, slot: Slot) -> Filled | None:
    """What was told for `slot` before it was asked for; from now on it is not kept any more."""
    kept = next((one for one in m.state.kept if one.name == slot.name), None)
    if kept:
        m.set(kept=tuple(one for one in m.state.kept if one.name != slot.name))
    return kept


def empty(m: Move, slot: Slot) -> None:
    """Forget a slot's value, and go back to where it is asked for; the rest is kept."""
    m.note(f"slot {slot.name} corrected")
    m.rewind(slot.name)
    m.drop(slot.name)
