"""A number was read back and is wrong: which group of it, then that group alone, then the whole is read back."""

from __future__ import annotations

from dataclasses import replace

from dialogue import phrases
from dialogue.machine.answers.accepting import accept
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.answers.slot_reading import read
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import open_question
from dialogue.machine.prompts.wrong_group import ALL_WRONG, group_asked, groups_to_ask
from dialogue.machine.state import Question
from dialogue.script import Slot
from dialogue.understand import validation_messages
from dialogue.understand.contrast import read_contrast
from dialogue.understand.digits import hear
from dialogue.understand.number_edit import edit_number
from dialogue.understand.reading import Reading
from dialogue.understand.which_group import all_wrong, wrong_groups
from dialogue.understand.yesno import read_yes_no

#: Times that a group is put right before the whole number is asked for.
_ROUNDS = 2


def ask_wrong_group(ctx: StepContext, slot: Slot, value: str, text: str = "", rounds: int = 0) -> None:
    """`value` was read back and is wrong. `text` may name the group; `rounds`: how often one was put right already."""
    pieces = groups_to_ask(slot, value)
    named = wrong_groups(text, pieces)
    if not pieces or rounds >= _ROUNDS or len(named) > 1 or all_wrong(text):
        ask_whole(ctx, slot.name)
        return
    place = str(named[0]) if named else ""
    open_question(ctx, Question("which_value", slot.name, pieces, partial=place, value=value, page=rounds))


def ask_whole(ctx: StepContext, slot: str) -> None:
    ctx.say(phrases.READBACK_WRONG)
    open_question(ctx, Question("slot", slot=slot))


def answer_wrong_group(ctx: StepContext, text: str, via: str) -> bool:
    """Words that name the group, or say it. False if they do neither."""
    question = ctx.state.question
    slot = ctx.slot(question.slot)
    if all_wrong(text):
        ask_whole(ctx, slot.name)
        return True
    group, said = group_asked(question), hear(read_contrast(text, "digits").affirmed).digits
    if group and len(said) == len(group):
        _put_right(ctx, slot, said, via)
        return True
    whole = read(ctx, slot, edit_number(text, question.value) or text)
    if whole.value:
        _read_back(ctx, slot, whole, via)
        return True
    named = wrong_groups(text, question.options)
    if len(named) == 1 and named != (int(question.partial or 0),):
        ctx.question(replace(question, partial=str(named[0])))
        open_question(ctx, ctx.state.question)
    elif len(named) > 1:
        ask_whole(ctx, slot.name)
    elif group and said:
        no_match(ctx, message=phrases.GROUP_LENGTH, typed=via != "voice")
    elif not group and read_yes_no(text):
        open_question(ctx, Question("readback", slot.name, value=question.value, page=question.page))
    else:
        return False
    return True


def keyed_wrong_group(ctx: StepContext, keys: str) -> None:
    """The group's place, then its digits; the whole number is taken, too."""
    question = ctx.state.question
    slot = ctx.slot(question.slot)
    group = group_asked(question)
    if group and len(keys) == len(group):
        _put_right(ctx, slot, keys, "keys")
    elif not group and touched_wrong_group(ctx, keys):
        return
    elif (whole := read(ctx, slot, keys)).value:
        _read_back(ctx, slot, whole, "keys")
    else:
        message = phrases.GROUP_LENGTH if group else validation_messages.WRONG_ENTRY
        no_match(ctx, message=message, typed=True)


def touched_wrong_group(ctx: StepContext, value: str) -> bool:
    """A button or key of a group, or of none of them. False if `value` is neither."""
    question = ctx.state.question
    if value == ALL_WRONG:
        ask_whole(ctx, question.slot)
    elif not question.partial and value in [str(at) for at, _ in enumerate(question.options, 1)]:
        open_question(ctx, replace(question, partial=value))
    else:
        return False
    return True


def _put_right(ctx: StepContext, slot: Slot, said: str, via: str) -> None:
    """The whole number with the group that was said is checked, and read back."""
    question = ctx.state.question
    at = int(question.partial) - 1
    reading = read(ctx, slot, "".join((*question.options[:at], said, *question.options[at + 1 :])))
    if reading.value:
        _read_back(ctx, slot, reading, via)
    else:
        no_match(ctx, message=reading.message or validation_messages.WRONG_NUMBER, typed=via != "voice")


def _read_back(ctx: StepContext, slot: Slot, reading: Reading, via: str) -> None:
    rounds = ctx.state.question.page + 1
    accept(ctx, slot, replace(reading, doubtful=True), via)
    if ctx.state.question.kind == "readback":
        ctx.set(question=replace(ctx.state.question, page=rounds))
