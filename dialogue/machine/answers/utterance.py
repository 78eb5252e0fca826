"""What an utterance means, given the question that is open."""

from __future__ import annotations

import unicodedata

from dialogue.machine.answers import mood
from dialogue.machine.answers.commands import execute
from dialogue.machine.answers.corrections import change_to, correct_last, correct_named, named_slot, only_corrects
from dialogue.machine.answers.digression import answer_none, answer_question, offer_switch, refuses
from dialogue.machine.answers.form import answer_change, answer_confirm, answer_consent
from dialogue.machine.answers.hold import echo, hold
from dialogue.machine.answers.interjection import answer_interjection
from dialogue.machine.answers.rating import answer_more, answer_rating
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.answers.service import answer_guess, answer_service, answer_which, guess_service
from dialogue.machine.answers.slot import answer_readback, answer_slot
from dialogue.machine.context import StepContext
from dialogue.machine.nlu_cache import (
    guess_command,
    read_answer,
    read_command,
    read_only_command,
    read_small_talk,
    read_yes_no,
    unheard,
)
from dialogue.script.model import WORDS
from dialogue.understand.commands import Command, read_command_behind
from dialogue.understand.free_text import is_short
from dialogue.understand.question import is_only_question
from dialogue.understand.requested import read_requested
from dialogue.understand.satisfaction import read_rating
from mandarin.pinyin import clean

#: Questions that are answered by a yes or a no.
_YES_NO = ("guess", "consent", "readback", "confirm", "more")


def said(ctx: StepContext, text: str, via: str) -> None:
    """`via`: "voice" or "text"."""
    chats = ctx.state.chats
    if not any(unicodedata.category(character)[0] in "LNS" for character in text):
        no_match(ctx, heard=False)
    else:
        _answer(ctx, text, via)
    if chats and ctx.state.chats == chats and read_small_talk(text) is None:
        ctx.set(chats=0)


def _answer(ctx: StepContext, text: str, via: str) -> None:
    wordy = _words_wanted(ctx) and not ctx.state.interjection
    felt = mood.feel(ctx, text, whole=wordy)
    if ctx.state.ended:
        return
    if (felt and wordy) or not (
        answer_interjection(ctx, text, via, _direct) if ctx.state.interjection else _open(ctx, text, via)
    ):
        mood.only_feeling(ctx, felt)


def _open(ctx: StepContext, text: str, via: str) -> bool:
    wordy = _words_wanted(ctx)
    command = _command(ctx, text, via)
    if command and not _is_choice(ctx, text):
        execute(ctx, command)
        return True
    if wordy and _not_the_words(ctx, text, via):
        return True
    if ctx.state.question.kind in _YES_NO and ctx.state.service and refuses(ctx, text):
        execute(ctx, "cancel")
        return True
    return _direct(ctx, text, via) or _sideways(ctx, text, via) or _otherwise(ctx, text, via)


def _command(ctx: StepContext, text: str, via: str) -> Command | None:
    """A command, alone or beside a yes: 好的，取消. At a question for a yes it counts beside anything.

    Where any words may be the answer, only an utterance that is nothing but a command is one.
    """
    if _words_wanted(ctx):
        whole = read_only_command(text, by_sound=via == "voice")
        told = (slot := ctx.open_slot) is not None and slot.kind == "text" and not is_short(slot.name)
        return whole or (None if told else read_command_behind(text))  # in an account any words may stand at the end
    strictly = _name_read_back(ctx) or ctx.state.question.kind == "rating"  # 太慢了 may say how it was
    if command := read_only_command(text, by_sound=via == "voice") if strictly else read_command(text):
        return command
    if ctx.state.question.kind == "rating":
        return None
    answer = read_answer(text)
    alone = all(clause.kind in ("yes", "harmless", "command") for clause in answer.clauses)
    return answer.command if alone or ctx.state.question.kind in _YES_NO else None


def _words_wanted(ctx: StepContext) -> bool:
    return (slot := ctx.open_slot) is not None and slot.kind in WORDS


def _name_read_back(ctx: StepContext) -> bool:
    """It may be said or typed again: 任功 sounds like a command."""
    return ctx.state.question.kind == "readback" and ctx.slot(ctx.state.question.slot).kind in WORDS


def _not_the_words(ctx: StepContext, text: str, via: str) -> bool:
    """An utterance that is nothing but a question, a greeting, a correction or another wish must not become the text.

    One that holds a question or a wish among other words is the text.
    """
    if is_only_question(text) and answer_question(ctx, text):
        return True
    if only_corrects(ctx, text) and correct_named(ctx, text, via):
        return True
    return offer_switch(ctx, text) or mood.chat(ctx, text, whole=True)


def _is_choice(ctx: StepContext, text: str) -> bool:
    """An option may be called 取消 or 人工: then it is the answer."""
    bare = clean(text)
    choices = slot.choices if (slot := ctx.open_slot) else ()
    return any(bare in (clean(choice.label), *map(clean, choice.says)) for choice in choices)


def _direct(ctx: StepContext, text: str, via: str) -> bool:
    """An answer to the open question."""
    match ctx.state.question.kind:
        case "service":
            return answer_service(ctx, text, via)
        case "which":
            return answer_which(ctx, text, via)
        case "guess":
            return answer_guess(ctx, text, via)
        case "consent":
            return answer_consent(ctx, text, via)
        case "slot":
            return correct_last(ctx, text, via) or _named_elsewhere(ctx, text, via) or answer_slot(ctx, text, via)
        case "readback":
            return answer_readback(ctx, text, via)
        case "confirm":
            return answer_confirm(ctx, text, via)
        case "change":
            return answer_change(ctx, text, via)
        case "rating":
            return answer_rating(ctx, text)
        case "more":
            return answer_more(ctx, text, via)
        case _:
            return False


def _sideways(ctx: StepContext, text: str, via: str) -> bool:
    """Not an answer: a correction of something earlier, a question, a wish for something else, a word in passing."""
    kind = ctx.state.question.kind
    if kind in _YES_NO and (hold(ctx, text) or echo(ctx, text)):
        return True
    if kind in ("slot", "readback", "change") and correct_named(ctx, text, via):
        return True
    if kind in ("slot", "readback") and change_to(ctx, text, via):
        return True
    if kind in ("slot", "change") and refuses(ctx, text):
        execute(ctx, "cancel")
        return True
    if answer_question(ctx, text):
        return True
    if kind in ("slot", "readback", "confirm", "change", "consent") and offer_switch(ctx, text):
        return True
    if mood.chat(ctx, text):
        return True
    if kind != "rating" and (command := guess_command(text)):
        execute(ctx, command)
        return True
    if kind in ("service", "guess", "more") and guess_service(ctx, text):
        return True
    return answer_none(ctx, text)


def _otherwise(ctx: StepContext, text: str, via: str) -> bool:
    """The text means nothing here: perhaps what the ear nearly wrote instead is an answer."""
    if ctx.state.question.kind in _YES_NO and not unheard(text):
        return False  # 好，我再想想 was heard well
    if ctx.state.question.kind == "rating" and read_rating(text).about:
        return False  # 我老婆说非常满意
    return not read_requested(text).refused and any(_closed_answer(ctx, other, via) for other in ctx.alternatives)


def _closed_answer(ctx: StepContext, text: str, via: str) -> bool:
    """An answer to a question with few answers. Never what cannot be undone: a confirmation has to be heard."""
    question = ctx.state.question
    match question.kind:
        case "service" | "which" | "guess" | "consent" | "rating" | "more":
            return _direct(ctx, text, via)
        case "slot":
            return ctx.slot(question.slot).kind in ("option", "yesno") and answer_slot(ctx, text, via)
        case "readback":
            return read_yes_no(text) is not None and answer_readback(ctx, text, via)
        case _:
            return False


def _named_elsewhere(ctx: StepContext, text: str, via: str) -> bool:
    """手机号不对 while another slot is asked for; not when the words name the slot that is open."""
    slot = named_slot(ctx, text)
    if slot is None or ctx.state.question.slot in text or ctx.slot(ctx.state.question.slot).kind in WORDS:
        return False
    return correct_named(ctx, text, via)
