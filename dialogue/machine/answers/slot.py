"""Answers in words to a slot question, and to the question which of several values is meant."""

from __future__ import annotations

from dataclasses import replace

from dialogue import phrases
from dialogue.machine.answers.accepting import accept, no_value, skip
from dialogue.machine.answers.digression import answer_question, answer_unknown_question
from dialogue.machine.answers.prefilling import extract_beside, keep
from dialogue.machine.answers.proposal import propose
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.answers.restated import without_restated
from dialogue.machine.answers.slot_reading import read, read_heard
from dialogue.machine.answers.which_value import picked, wants_another
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import ask
from dialogue.machine.prompts.value_text import aloud
from dialogue.script import Slot
from dialogue.slot_kinds import kind_of
from dialogue.understand import validation_messages
from dialogue.understand.day_parts import part_in
from dialogue.understand.free_text import read_skip
from dialogue.understand.no_content import read_no_content, says_go_on
from dialogue.understand.no_value import read_no_value, says_unknown_beside
from dialogue.understand.of_another import own_is_unknown
from dialogue.understand.reading import Reading
from dialogue.understand.yes_no_slot import offers


def answer_slot(ctx: StepContext, text: str, via: str) -> bool:
    """Read `text` as the answer to the open slot question. False if it is none."""
    question = ctx.state.question
    slot = ctx.slot(question.slot)
    if via == "voice" and "voice" not in slot.means:
        return False
    if offers(slot):
        text = without_restated(ctx, text)
    told = kind_of(slot).accumulates and question.partial != ""  # 没有了 ends it
    if not slot.required and not slot.choices and not told and read_skip(text):
        return skip(ctx, slot, via)
    if kind_of(slot).identifier and own_is_unknown(text):  # 我妈的是110…，我的忘了
        return no_value(ctx, slot, via)
    if read_no_value(text) and not (slot.choices and read(ctx, slot, text).value):  # 不想留 is 匿名
        return no_value(ctx, slot, via)
    if kind_of(slot).account and _tells_nothing(ctx, slot, text, via):
        return True
    found, said = extract_beside(ctx, text, via, slot, partial=bool(question.partial)), text
    mine = found.values.pop(slot.name, "")
    if found.values:
        keep(ctx, found.values, via)
        text = found.rest
    reading = Reading(value=mine) if mine and (found.values or slot.group) else read_heard(ctx, slot, text, question)
    if (
        not slot.required
        and slot.choices
        and not reading.value
        and (reading.message == validation_messages.AT_LEAST_ONE or read_skip(text))
    ):
        return skip(ctx, slot, via)  # of several options, none
    if not reading.nothing:
        accept(ctx, slot, reading, via)
        _keep_day_part(ctx, slot, text)
    elif not slot.required and not found.values and says_unknown_beside(text):  # 不记得了，天黑以后
        return skip(ctx, slot, via)
    elif found.values:  # values of slots not yet asked for
        for name in found.values:
            ctx.say_text(phrases.for_slot(name))
        ctx.set(no_matches=0, no_inputs=0)
        if not propose(ctx, said):
            ask(ctx, 1)
    return bool(found.values) or not reading.nothing


def _keep_day_part(ctx: StepContext, slot: Slot, text: str) -> None:
    """昨天晚上 for the day: 十点多, asked for next, is of the evening."""
    question = ctx.state.question
    following = ctx.open_slot
    if following and question.kind == "slot" and not question.partial and kind_of(following).told_with == slot.kind:
        ctx.set(question=replace(question, partial=part_in(text)))


def _tells_nothing(ctx: StepContext, slot: Slot, text: str, via: str) -> bool:
    """Answer what is no content of a free text (什么意思, 你好, 下一步): with help, or as the question that it is.

    False if `text` tells something. 下一步 leaves an optional slot empty, and ends a text told in several utterances.
    """
    found = read_no_content(text)
    if found is None or (says_go_on(text) and ctx.state.question.partial):
        return False
    if found == "business":
        return answer_question(ctx, text) or answer_unknown_question(ctx, text, asked=True)
    if says_go_on(text) and not slot.required:
        return skip(ctx, slot, via)
    ctx.note("no content", found)
    no_match(ctx, message=validation_messages.OWN_WORDS, typed=via != "voice", attempt=2)
    return True


def _on_offer(ctx: StepContext, slot: Slot) -> str:
    """The first value on offer as it is said: 两点 behind 凌晨两点还是三点 is of the same part of the day."""
    question = ctx.state.question
    first = question.options[0] if question.options else question.partial.split("..")[0]
    return aloud(slot, first) if first and kind_of(slot).measured else ""


def _said_again(ctx: StepContext, heard: str) -> Reading:
    """A whole number said again, of which only the beginning was heard: the one on offer that begins so, read back.

    Nothing is kept, for no number has been begun.
    """
    fits = [option for option in ctx.state.question.options if option.startswith(heard)]
    if len(fits) == 1:
        return Reading(value=fits[0], doubtful=True)
    return Reading(message=validation_messages.NUMBER_IN_FULL)


def answer_which_value(ctx: StepContext, text: str, via: str) -> bool:
    """One of the values on offer, or another one."""
    slot = ctx.slot(ctx.state.question.slot)
    reading = picked(ctx, text, read(ctx, slot, text, _on_offer(ctx, slot)))
    if kind_of(slot).identifier and reading.partial:
        reading = _said_again(ctx, reading.partial)
    if wants_another(ctx, text, reading):
        return True
    if reading.nothing:
        return False
    accept(ctx, slot, reading, via)
    return True
