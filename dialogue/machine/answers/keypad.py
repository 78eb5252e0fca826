"""Keypad entries (DTMF) at a slot, a read-back and a choice between values."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue.machine.answers.accepting import accept, fill, skip
from dialogue.machine.answers.readback import settle_readback
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.answers.slot_reading import read
from dialogue.machine.answers.which_value import option_by_key
from dialogue.machine.answers.wrong_group import keyed_wrong_group
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.wrong_group import is_wrong_group
from dialogue.script import Slot
from dialogue.slot_kinds import kind_of
from dialogue.understand import validation_messages
from dialogue.understand.reading import NOTHING, Reading


def keyed_slot(ctx: StepContext, keys: str) -> None:
    """A complete keypad entry. It is not appended to digits given before."""
    slot = ctx.slot(ctx.state.question.slot)
    if not keys and not slot.required:
        skip(ctx, slot, "keys")
        return
    if slot.choices:
        _keyed_choice(ctx, slot, keys)
        return
    reading = _read_keyed(ctx, slot, keys)
    if reading == NOTHING:
        no_match(ctx, message=_wrong_entry(slot), typed=True)
    else:
        accept(ctx, slot, reading, "keys")


def keyed_readback(ctx: StepContext, keys: str) -> None:
    """A keypad entry at a read-back: the value read back confirms it, another complete value replaces it.

    Without a screen 1 is yes and 2 is no, unless that is a value of the slot.
    """
    question = ctx.state.question
    slot = ctx.slot(question.slot)
    kind = kind_of(slot)
    reading = NOTHING if slot.choices else _read_keyed(ctx, slot, keys)
    if not ctx.on_screen and keys in ("1", "2") and not (kind.keyed and reading.value):
        settle_readback(ctx, keys == "1", "keys")
    elif slot.choices:
        _keyed_choice(ctx, slot, keys)
    elif reading.value and reading.value == question.value:
        fill(ctx, slot, reading.value, "keys")
    elif reading.value:
        accept(ctx, slot, reading, "keys")
    else:
        no_match(ctx, message=reading.message or _wrong_entry(slot), typed=True)


def keyed_which_value(ctx: StepContext, keys: str) -> None:
    """1 selects the first value on offer; else a complete keypad entry."""
    slot = ctx.slot(ctx.state.question.slot)
    if is_wrong_group(ctx.state.question):
        keyed_wrong_group(ctx, keys)
    elif chosen := option_by_key(ctx, keys):
        fill(ctx, slot, chosen, "keys")
    elif (reading := _read_keyed(ctx, slot, keys)) == NOTHING:
        no_match(ctx, message=_wrong_entry(slot), typed=True)
    else:
        accept(ctx, slot, reading, "keys")


def _read_keyed(ctx: StepContext, slot: Slot, keys: str) -> Reading:
    """The value of a complete keypad entry, or the message why there is none; NOTHING where it cannot be read."""
    reading = read(ctx, slot, keys)
    if reading.partial:
        return Reading(message=kind_of(slot).too_short or validation_messages.SOME_MISSING)
    return NOTHING if reading.nothing else reading


def wrong_key(ctx: StepContext, labels: Sequence[str]) -> None:
    """Keys that select nothing at a choice, such as a number keyed there. `labels`: the choices; none: yes or no."""
    if ctx.on_screen:
        no_match(ctx, message=validation_messages.WRONG_ENTRY, typed=True)
    else:
        no_match(ctx, message=validation_messages.wrong_key(labels), typed=True)


def _wrong_entry(slot: Slot) -> str:
    return validation_messages.WRONG_NUMBER if kind_of(slot).identifier else validation_messages.WRONG_ENTRY


def _keyed_choice(ctx: StepContext, slot: Slot, keys: str) -> None:
    """2 selects the second choice; 13 the first and third, if several may be chosen."""
    labels = [choice.label for choice in slot.choices]
    places = [int(key) for key in keys if key.isascii() and key.isdigit()]
    if kind_of(slot).choices != "several" and len(keys) > 1:
        places = [int(keys)] if keys.isascii() and keys.isdigit() else []
    if not places or len(places) < len(keys.strip()) - 1 or not all(1 <= place <= len(labels) for place in places):
        wrong_key(ctx, () if kind_of(slot).choices == "yes_no" else labels)
        return
    fill(ctx, slot, "、".join(label for at, label in enumerate(labels, 1) if at in places), "keys")
