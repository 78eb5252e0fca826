"""The answer to a read-back (您说的是…，对吗？): yes, no, the same value again, or another one."""

from __future__ import annotations

from dataclasses import replace

from dialogue import phrases
from dialogue.machine.answers.accepting import accept, fill
from dialogue.machine.answers.prefilling import extract_beside, keep
from dialogue.machine.answers.restated import without_restated
from dialogue.machine.answers.slot_reading import read
from dialogue.machine.answers.wrong_group import ask_wrong_group
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import ask
from dialogue.slot_kinds import kind_of
from dialogue.understand.answer_words import RESTATED
from dialogue.understand.number_edit import edit_number
from dialogue.understand.reading import Reading
from dialogue.understand.repair import takes_back
from dialogue.understand.yesno import read_answer, read_yes_no
from mandarin import alike
from mandarin.pinyin import clean

_SAME_NAME = 0.6


def answer_readback(ctx: StepContext, text: str, via: str) -> bool:
    question = ctx.state.question
    slot = ctx.slot(question.slot)
    found = extract_beside(ctx, text, via, slot, partial=True)
    others = {name: value for name, value in found.values.items() if name != slot.name}
    answered = without_restated(ctx, found.rest if others else text)
    said = read_yes_no(answered, by_sound=not ctx.wording.typed)
    if said and (answer := read_answer(answered)).verdict == "yes" and not answer.commits:
        said = None  # 有, 要
    again = RESTATED in answered and not clean(answered) and read(ctx, slot, text).value == question.value
    if said or again:  # the same value again
        keep(ctx, others, via)
        fill(ctx, slot, question.value, "voice")
        return True
    number = edit_number(text, question.value) if kind_of(slot).identifier else ""
    reading = (
        read(ctx, slot, number) if number else read(ctx, slot, text, question.value)
    )  # 不对，是八零零幺 corrects the tail of what was read back
    if kind_of(slot).own_characters and said is None and _name_anew(ctx, reading, question.value):
        accept(ctx, slot, replace(reading, doubtful=reading.doubtful and reading.value != question.value), via)
        return True
    if not kind_of(slot).free_text and reading.value and reading.value != question.value:
        accept(ctx, slot, reading, via)
        return True
    if said is False or (takes_back(text) and read_answer(answered).verdict != "question"):
        ask_wrong_group(ctx, slot, question.value, text, question.page)
        return True
    return False


def keep_beside(ctx: StepContext, text: str, via: str) -> bool:
    """A number of another slot at a read-back: it is kept, and the read-back put again. False if `text` holds none."""
    question = ctx.state.question
    slot = ctx.slot(question.slot)
    found = extract_beside(ctx, text, via, slot, partial=False)
    others = {
        name: value for name, value in found.values.items() if name != slot.name and kind_of(ctx.slot(name)).identifier
    }
    for name in others:
        ctx.say_text(phrases.for_slot(name))
    if others:
        keep(ctx, others, via)
        ctx.set(no_matches=0, no_inputs=0)
        ask(ctx)
    return bool(others)


def settle_readback(ctx: StepContext, yes: bool, via: str) -> None:
    """Yes or no to a read-back by a button or a key: the value is stored, or what of it is wrong is asked."""
    question = ctx.state.question
    slot = ctx.slot(question.slot)
    if yes:
        fill(ctx, slot, question.value, via)
    else:
        ask_wrong_group(ctx, slot, question.value, rounds=question.page)


def _name_anew(ctx: StepContext, reading: Reading, before: str) -> bool:
    """Whether a name was given again instead of yes or no: typed, certain, or similar in sound to `before`."""
    if not reading.value:
        return False
    return ctx.wording.typed or not reading.doubtful or alike(before, reading.value) >= _SAME_NAME
