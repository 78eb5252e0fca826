"""Touches at a slot and at a choice between values."""

from __future__ import annotations

from dialogue.machine.answers.accepting import fill, skip
from dialogue.machine.answers.which_value import touched_value
from dialogue.machine.context import StepContext
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.ask import ask
from dialogue.machine.state import Question
from dialogue.slot_kinds import kind_of


def touched_slot(ctx: StepContext, value: str) -> bool:
    slot = ctx.slot(ctx.state.question.slot)
    labels = [choice.label for choice in slot.choices]
    chosen = [label for label in ctx.state.question.partial.split("、") if label in labels]
    if value == cards.SKIP and not slot.required:
        return skip(ctx, slot, "touch")
    if kind_of(slot).choices == "several":
        if value == cards.CHOSEN and chosen:
            fill(ctx, slot, "、".join(chosen), "touch")
            return True
        if value not in labels:
            return False
        after = [label for label in labels if (label in chosen) != (label == value)]
        ctx.question(Question("slot", slot=slot.name, partial="、".join(after)))
        ask(ctx)
        return True
    if value not in labels:
        return False
    fill(ctx, slot, value, "touch")
    return True


def touched_which_value(ctx: StepContext, value: str) -> bool:
    slot = ctx.slot(ctx.state.question.slot)
    if chosen := touched_value(ctx, value):
        fill(ctx, slot, chosen, "touch")
    return bool(chosen) or value == cards.OTHER
