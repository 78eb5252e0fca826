"""A script's sentence for the screen: personal values are masked, and numbers are not spelled out."""

from __future__ import annotations

from dialogue.filters import Way, apply
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.value_text import shown
from dialogue.script.template import Hole, Template


def written(ctx: StepContext, template: Template) -> str:
    """The filled sentence. Raises KeyError for a missing value, as speaking the sentence does."""
    return "".join(part if isinstance(part, str) else _value(ctx, part) for part in template.parts)


def _value(ctx: StepContext, hole: Hole) -> str:
    value = ctx.values[hole.name]
    text = apply(hole.filters, value, Way(spoken=False, today=ctx.state.today))
    slot = ctx.script.slot(hole.name)
    whole = slot is not None and value in text  # a part of it (末四位) may be shown
    return shown(slot, value) if slot is not None and whole else text
