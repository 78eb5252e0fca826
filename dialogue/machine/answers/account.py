"""A long text told in several utterances: a second silence ends it, and its read-back may be added to."""

from __future__ import annotations

from dialogue.machine.answers.accepting import accept
from dialogue.machine.answers.slot_reading import read
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import open_question
from dialogue.machine.state import Question
from dialogue.slot_kinds import kind_of, read_slot
from dialogue.understand.yesno import read_yes_no

#: What stands for the citizen's own 说完了 after two silences.
_ALL = "说完了"


def finish_after_silence(ctx: StepContext) -> bool:
    """Take the text so far, where silence followed the question whether there is more. False for any other question."""
    slot, partial = ctx.open_slot, ctx.state.question.partial
    if slot is None or not kind_of(slot).accumulates or not partial:
        return False
    if not ctx.state.no_inputs or ctx.state.interjection:
        return False
    reading = read_slot(slot, _ALL, partial=partial, today=ctx.state.today)
    if not reading.value:
        return False
    accept(ctx, slot, reading, "voice")
    return True


def add_at_readback(ctx: StepContext, text: str) -> bool:
    """Add what is neither yes nor no to the text that is read back. False for any other read-back."""
    question = ctx.state.question
    slot = ctx.slot(question.slot)
    if not kind_of(slot).accumulates or read_yes_no(text, by_sound=not ctx.wording.typed) is not None:
        return False
    reading = read(ctx, slot, text, question.value)
    whole = reading.value or reading.partial
    if whole == question.value or not whole:
        return False
    open_question(ctx, Question("readback", slot=slot.name, value=whole))
    return True
