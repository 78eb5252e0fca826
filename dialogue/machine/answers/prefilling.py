"""Values of other slots in an answer: kept until they are asked for."""

from __future__ import annotations

import re

from dialogue.machine.context import StepContext
from dialogue.machine.extraction import Extraction, extract
from dialogue.machine.state import Filled
from dialogue.script import Slot
from dialogue.slot_kinds import kind_of
from dialogue.understand.answer_words import RESTATED


def prefill(ctx: StepContext, text: str, via: str) -> None:
    """Prefill the values in `text` of slots not asked for now."""
    means = [slot for slot in ctx.script.slots if "voice" in slot.means or via != "voice"]
    wanted = [slot for slot in means if not ctx.state.has(slot.name)]
    keep(ctx, extract(wanted, text, ctx.state.today, area=ctx.area).values, via)


def keep(ctx: StepContext, values: dict[str, str], via: str) -> None:
    told = ((ctx.slot(name), value) for name, value in values.items())
    ctx.prefill(*(Filled(slot.name, _own(ctx, slot, value), slot.personal, via) for slot, value in told))


def without_other_slots(ctx: StepContext, text: str, via: str) -> str:
    """`text` without values of slots not asked for now: the rest is the answer."""
    means = [slot for slot in ctx.script.slots if "voice" in slot.means or via != "voice"]
    found = extract([slot for slot in means if not ctx.state.has(slot.name)], text, ctx.state.today, area=ctx.area)
    rest = found.rest
    for name, value in found.values.items():
        for choice in ctx.slot(name).choices:
            if choice.label == value:
                for word in sorted((choice.label, *choice.says), key=len, reverse=True):
                    rest = re.sub(rf"(?<!那就)(?<!还是){re.escape(word)}", RESTATED, rest)
    return rest


def extract_beside(ctx: StepContext, text: str, via: str, slot: Slot, *, partial: bool) -> Extraction:
    """Values in `text` of slots without a value, the open one included."""
    means = [one for one in ctx.script.slots if "voice" in one.means or via != "voice"]
    wanted = [one for one in means if one.name == slot.name or not ctx.state.has(one.name)]
    return extract(wanted, text, ctx.state.today, open_slot=slot, partial=partial, area=ctx.area)


def _own(ctx: StepContext, slot: Slot, value: str) -> str:
    """The value in the citizen's own characters, where they count."""
    return ctx.wording.own(value) if kind_of(slot).own_characters else value
