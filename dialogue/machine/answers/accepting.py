"""What follows a reading of a slot: the value is stored, read back, asked about, or asked for again."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.answers.which_value import open_which_value
from dialogue.machine.context import StepContext
from dialogue.machine.program.form_values import same_as, store
from dialogue.machine.program.run import run
from dialogue.machine.prompts.ask import open_question
from dialogue.machine.state import Question
from dialogue.script import Slot
from dialogue.slot_kinds import kind_of
from dialogue.understand.reading import Reading


def accept(ctx: StepContext, slot: Slot, reading: Reading, via: str) -> None:
    if message := same_as(ctx, slot, reading.value):
        ctx.set(question=Question("slot", slot=slot.name))
        no_match(ctx, message=message, typed=via != "voice")
    elif reading.value:
        if reading.doubtful or (via == "voice" and slot.readback == "segments"):
            open_question(ctx, Question("readback", slot=slot.name, value=reading.value))
        else:
            fill(ctx, slot, reading.value, via)
    elif reading.leaves_open:
        open_which_value(ctx, slot, reading)
    elif reading.partial and kind_of(slot).accumulates and via != "voice" and not reading.message:
        fill(ctx, slot, reading.partial, via)  # what is typed was finished before it was sent
    elif reading.partial and not kind_of(slot).measured:
        if reading.message:
            ctx.say_text(reading.message)
        open_question(ctx, Question("slot", slot=slot.name, partial=reading.partial))
    else:
        before = ctx.state.question.value if ctx.state.question.kind == "slot" else ""
        # digits so far are in doubt too; a part of the day (半夜) goes with the hour that is asked for
        ctx.set(question=Question("slot", slot=slot.name, value=before, partial=reading.partial))
        no_match(ctx, message=reading.message, typed=via != "voice")


def fill(ctx: StepContext, slot: Slot, value: str, via: str) -> None:
    """Store a value and run the script on."""
    store(ctx, slot, value, via)
    run(ctx)


def skip(ctx: StepContext, slot: Slot, via: str) -> bool:
    ctx.say(phrases.SLOT_SKIPPED)
    fill(ctx, slot, "", "skip")
    return True


def no_value(ctx: StepContext, slot: Slot, via: str) -> bool:
    """The citizen does not know or does not tell it (记不清了): an optional slot is skipped, others get help."""
    if not slot.required:
        return skip(ctx, slot, via)
    no_match(ctx, message=phrases.SLOT_NEEDED, attempt=2)
    return True
