"""Reads the value of a slot in what was said or typed, and in the alternatives of recognition."""

from __future__ import annotations

import re
from dataclasses import replace

from dialogue.machine.context import StepContext
from dialogue.machine.state import Question
from dialogue.script import Slot
from dialogue.slot_kinds import kind_of, read_slot
from dialogue.understand.reading import Reading

_CANONICAL = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d")


def read(ctx: StepContext, slot: Slot, text: str, partial: str = "") -> Reading:
    """The value of `slot` in `text` (folded, or a part of it), in the characters typed or recognised."""
    kind, own, typed = kind_of(slot), ctx.wording.own(text), ctx.wording.typed
    if typed and kind.typed_own and (reading := kind.typed_own(slot, own)) is not None:
        return reading
    reading = kind.typed(text) if typed and kind.typed else None
    if reading is None:
        heard = own if kind.own_characters else text  # folding turns 乜小刚 into 什么小刚
        so_far = partial if kind.pieces else ""
        base = value_in_question(ctx, slot) if kind.shifted else ""
        reading = read_slot(slot, heard, partial=so_far, today=ctx.state.today, area=ctx.area, base=base)
    if kind.own_characters:
        return kind.typed_rest(own) if typed and kind.typed_rest and reading.nothing else reading
    return replace(reading, value=ctx.wording.own(reading.value)) if kind.free_text else reading


def value_in_question(ctx: StepContext, slot: Slot) -> str:
    """The value to which 再晚两天 is relative: being read back, given before, or proposed by the question itself."""
    question = ctx.state.question
    if question.slot == slot.name and question.kind in ("slot", "readback") and question.value:
        return question.value
    if given := ctx.state.value(slot.name):
        return given
    prompt = slot.prompt.first if ctx.on_screen else slot.prompt.phone
    proposed = [value for name in prompt.names if (value := ctx.values.get(name, "")) and _is_value(slot, value)]
    return proposed[-1] if proposed else ""


def _is_value(slot: Slot, value: str) -> bool:
    return bool(_CANONICAL.fullmatch(value)) and (":" in value) == (kind_of(slot).expectation == "time")


def read_heard(ctx: StepContext, slot: Slot, text: str, question: Question) -> Reading:
    reading = read(ctx, slot, text, question.partial)
    if kind_of(slot).free_text or slot.choices:
        return reading
    if kind_of(slot).identifier and ctx.candidates and not question.partial:
        return _doubted(ctx, slot, reading)
    return _or_alternative(ctx, slot, reading)


def _doubted(ctx: StepContext, slot: Slot, reading: Reading) -> Reading:
    """The numbers that the sound allows: of several one is asked for, a single one is read back."""
    values = tuple(dict.fromkeys(value for text in ctx.candidates if (value := read(ctx, slot, text).value)))
    if len(values) > 1:
        return Reading(candidates=values)
    return Reading(value=values[0], doubtful=True) if values else reading


def _or_alternative(ctx: StepContext, slot: Slot, reading: Reading) -> Reading:
    """`reading`, or, if it is no complete value, the first complete one of the alternatives, to be read back."""
    if (reading.value and not reading.doubtful) or reading.leaves_open:
        return reading
    for other in ctx.alternatives:
        found = read(ctx, slot, other, ctx.state.question.partial)
        if found.value and not found.doubtful:
            return replace(found, doubtful=True)
    return reading
