"""A value that the citizen left open: 两万还是三万？ 月底: 请说是哪一天。 Nothing is filed until one value is given."""

from __future__ import annotations

from dataclasses import replace

from dialogue import phrases
from dialogue.machine.answers.reprompt import MAX_INVALID_VALUES, no_match
from dialogue.machine.context import StepContext
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.ask import open_question
from dialogue.machine.prompts.unsure_group import unsure_group
from dialogue.machine.prompts.wrong_group import groups_to_ask
from dialogue.machine.state import Question
from dialogue.script import Slot
from dialogue.understand.digits import hear
from dialogue.understand.reading import Reading
from dialogue.understand.validation_messages import all_messages
from dialogue.understand.which_place import pick_place
from dialogue.understand.which_value import neither, pick

_FIXED = frozenset(all_messages())


def open_which_value(ctx: StepContext, slot: Slot, reading: Reading) -> None:
    """Ask which value is meant. The same doubt again counts as a no-match."""
    question = Question(
        "which_value", slot=slot.name, options=reading.candidates, partial="..".join(reading.range or ())
    )
    doubts = ctx.state.no_matches + (ctx.state.question.kind == "which_value")
    if ctx.state.question == question or doubts >= MAX_INVALID_VALUES:
        no_match(ctx)
        return
    if reading.message:
        ctx.say_text(reading.message, fixed=reading.message in _FIXED)
    open_question(ctx, question)
    ctx.set(no_matches=doubts)


def picked(ctx: StepContext, text: str, reading: Reading) -> Reading:
    """`reading` of an answer to the question, or the value on offer that the answer points at, without a doubt."""
    options = ctx.state.question.options
    if reading.value in options:
        return replace(reading, doubtful=False)
    slot = ctx.slot(ctx.state.question.slot)
    if (group := unsure_group(slot, options)) and (part := _part_said(text, group.parts)):
        return Reading(value=options[group.parts.index(part)])
    if slot.kind == "address" and (place := pick_place(text, options)):
        return Reading(value=place)
    if reading.leaves_open or not options:
        return reading
    if value := pick(text, options, with_value=bool(reading.value)):
        return Reading(value=value)
    return reading


def _part_said(text: str, parts: tuple[str, ...]) -> str:
    """The one of the parts that was said: 八七一五, or its end."""
    said = hear(text).digits
    fits = [part for part in parts if said and part.endswith(said)]
    return fits[0] if len(fits) == 1 else ""


def wants_another(ctx: StepContext, text: str, reading: Reading) -> bool:
    """都不是, without another value: the slot is asked for again."""
    if not reading.nothing or not neither(text):
        return False
    ask_again(ctx)
    return True


def ask_again(ctx: StepContext) -> None:
    """Neither: the slot is asked for again, of numbers that differ in one group that group alone."""
    question = ctx.state.question
    slot = ctx.slot(question.slot)
    if unsure_group(slot, question.options) and (pieces := groups_to_ask(slot, question.options[0])):
        others = [groups_to_ask(slot, option) for option in question.options]
        differ = [at for at, each in enumerate(zip(*others, strict=False), 1) if len(set(each)) > 1]
        if len(differ) == 1:
            place = str(differ[0])
            open_question(ctx, Question("which_value", slot.name, pieces, partial=place, value=question.options[0]))
            return
    ctx.say(phrases.READBACK_WRONG)
    open_question(ctx, Question("slot", slot=slot.name))


def option_by_key(ctx: StepContext, keys: str) -> str:
    """The value on offer in the place that was keyed. Where one of them is a single digit, a key is a value."""
    options = ctx.state.question.options
    if not (keys.isascii() and keys.isdigit()) or any(len(option) == 1 for option in options):
        return ""
    return options[int(keys) - 1] if 1 <= int(keys) <= len(options) else ""


def touched_value(ctx: StepContext, value: str) -> str:
    """The value on offer that was touched; empty for another button, which asks for the slot again."""
    if value in ctx.state.question.options:
        return value
    if value == cards.OTHER:
        ask_again(ctx)
    return ""
