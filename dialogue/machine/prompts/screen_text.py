"""A script's sentence for the screen: personal values are masked, and numbers are not spelled out."""

from __future__ import annotations

from dialogue.filters import Way, apply
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.value_text import shown
from dialogue.script.template import Hole, Template


def written(ctx: StepContext, template: Template) -> str:
    """The filled sentence. Raises KeyError for a missing value, as speaking the sentence does."""
    values = ctx.in_words(ctx.values, template, spoken=False)
    return "".join(part if isinstance(part, str) else _value(ctx, part, values) for part in template.parts)


#: Filters that keep the whole value, in another spelling. The others take a part of it (末四位), which may be shown.
_WHOLE = frozenset({"逐位读", "日期", "时间", "金额", "脱敏"})


def _value(ctx: StepContext, hole: Hole, values: dict[str, str]) -> str:
    value, slot = values[hole.name], ctx.script.slot(hole.name)
    if slot is not None and slot.pick:
        return value  # its items are in words already
    if slot is not None and slot.masking != "none" and _WHOLE.issuperset(hole.filters):
        return shown(slot, value)
    text = apply(hole.filters, value, Way(spoken=False, today=ctx.state.today))
    return shown(slot, value) if slot is not None and value in text else text
