"""While a proof is asked for: a number that was given is corrected, and the proof begins anew."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine.answers.accepting import fill
from dialogue.machine.answers.corrections import correct_named, reopen
from dialogue.machine.context import StepContext
from dialogue.machine.program.identity import means_now, needed_now
from dialogue.machine.prompts.ask import open_question
from dialogue.machine.state import Question
from dialogue.script import Slot


def correct_number(ctx: StepContext, text: str, via: str) -> bool:
    """身份证号错了，是110…; 号码错了. False where it may not be corrected: before it is known who goes on."""
    return ctx.state.reprove is None and (correct_named(ctx, text, via) or reopen_number(ctx))


def reopen_number(ctx: StepContext) -> bool:
    """Ask anew for the number that is to be proven."""
    question, need = ctx.state.question, needed_now(ctx)
    if ctx.state.reprove is not None or not question.value or need is None:
        return False
    if slot := slot_of(ctx, question.value):
        reopen(ctx, slot)
    else:  # it was told as the answer to the proof
        ctx.say(phrases.CORRECT)
        open_question(ctx, Question("proof", options=means_now(ctx, need)))
    return True


def take_card(ctx: StepContext) -> None:
    """The number of the card that was read, which is proven, in place of the one that was given."""
    question = ctx.state.question
    if slot := slot_of(ctx, question.value):
        fill(ctx, slot, question.partial, "card")


def slot_of(ctx: StepContext, number: str) -> Slot | None:
    """The slot that holds `number`."""
    return next((slot for slot in ctx.script.slots if number and ctx.state.value(slot.name) == number), None)
