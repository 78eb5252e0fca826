"""A script's sentence as the screen shows it: personal values masked, nothing spelled out for the ear."""

from __future__ import annotations

from dialogue.machine.context import StepContext
from dialogue.machine.prompts.value_text import shown
from dialogue.script.filters import Way, apply
from dialogue.script.template import Hole, Template


def written(ctx: StepContext, template: Template) -> str:
    """Raises KeyError on a value that is not there, as saying the sentence does."""
    return "".join(part if isinstance(part, str) else _value(ctx, part) for part in template.parts)


def _value(ctx: StepContext, hole: Hole) -> str:
    value = ctx.values[hole.name]
    text = apply(hole.filters, value, Way(spoken=False, today=ctx.state.today))
    slot = ctx.script.slot(hole.name)
    whole = slot is not None and value in text  # a part of it (末四位) may be seen
    return shown(slot, value) if slot is not None and whole else text
