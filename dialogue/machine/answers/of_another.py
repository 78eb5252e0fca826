"""The values are another person's: who does it is corrected where the script asks that, else a human is offered."""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.machine.answers.accepting import accept
from dialogue.machine.answers.slot_reading import read
from dialogue.machine.context import StepContext
from dialogue.machine.program.form_values import empty
from dialogue.machine.prompts.ask import ask, open_interjection
from dialogue.machine.state import Filled, Question
from dialogue.script import Slot
from dialogue.script.model import Submit
from dialogue.slot_kinds import kind_of
from dialogue.understand.of_another import is_of_another
from dialogue.understand.reading import Reading

_KINDS = ("consent", "slot", "readback", "which_value", "confirm", "change")
_SELF = "本人"
_FOR_OTHERS = re.compile(r"代|家人|别人|他人")


def answer_of_another(ctx: StepContext, text: str, via: str) -> bool:
    """The next yes files nothing; identity numbers are asked for again. False if `text` says no such thing."""
    slot, kind = ctx.open_slot, ctx.state.question.kind
    if kind not in _KINDS or not is_of_another(text):
        return False
    asked = slot or (ctx.slot(ctx.state.question.slot) if ctx.state.question.slot else None)
    if asked and (kind_of(asked).free_text or kind_of(asked).choices) and read(ctx, asked, text).value:
        return False  # an answer: 替家里人办 to 谁来办
    if asked and asked.kind in ("phone", "landline"):
        return False
    who = _who(ctx)
    if kind == "consent" and any(one.group for one in ctx.script.slots):
        return False  # the service is about several persons: 给孩子办的
    if kind == "consent" and who:
        _prefill(ctx, who, via)
        return True
    if who and ctx.state.has(who.name) and ctx.state.value(who.name) != _SELF:
        return False  # known already
    numbers = [ctx.slot(name) for name in ctx.answered if ctx.slot(name).kind == "id"]
    if who and (ctx.state.has(who.name) or asked is who):
        for number in numbers:
            empty(ctx, number)
        ctx.note("of another", who.name)
        accept(ctx, who, Reading(value=_for_others(who)), via)
        return True
    if not _files(ctx):
        return False
    ctx.note("of another")
    for number in numbers:
        empty(ctx, number)
    if numbers:
        ctx.question(Question("slot", slot=numbers[0].name))
    elif asked and kind == "readback":
        ctx.question(Question("slot", slot=asked.name))
    open_interjection(ctx, Question("human"), phrases.OF_ANOTHER)
    return True


def _prefill(ctx: StepContext, who: Slot, via: str) -> None:
    """Before the consent: who does it is noted for later, and the consent asked for again."""
    ctx.note("of another", who.name)
    ctx.prefill(Filled(who.name, _for_others(who), who.personal, via))
    ctx.say_text(phrases.for_slot(who.name))
    ctx.set(no_matches=0, no_inputs=0)
    ask(ctx)


def _for_others(who: Slot) -> str:
    return next(choice.label for choice in who.choices if _FOR_OTHERS.search(choice.label))


def _who(ctx: StepContext) -> Slot | None:
    """The slot that asks whether the speaker is the person concerned."""
    for slot in ctx.script.slots:
        labels = [choice.label for choice in slot.choices]
        if _SELF in labels and any(_FOR_OTHERS.search(label) for label in labels):
            return slot
    return None


def _files(ctx: StepContext) -> bool:
    return any(isinstance(step, Submit) for step in ctx.script.steps)
