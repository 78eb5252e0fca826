"""What an utterance means, given the question that is open."""

from __future__ import annotations

import unicodedata

from dialogue.machine.answers import mood
from dialogue.machine.answers.commands import obey
from dialogue.machine.answers.corrections import change_to, correct_last, correct_named, named_slot, only_corrects
from dialogue.machine.answers.digression import answer_none, answer_question, offer_switch, refuses
from dialogue.machine.answers.form import answer_change, answer_confirm, answer_consent
from dialogue.machine.answers.hold import echo, hold
from dialogue.machine.answers.interjection import answer_aside
from dialogue.machine.answers.rating import answer_more, answer_rating
from dialogue.machine.answers.reprompt import not_understood
from dialogue.machine.answers.service import answer_guess, answer_service, answer_which, guess_service
from dialogue.machine.answers.slot import answer_readback, answer_slot
from dialogue.machine.context import Move
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
from dialogue.understand.satisfaction import read_rating
from dialogue.understand.wished import read_wished
from mandarin.pinyin import clean

#: Questions that are answered by a yes or a no.
_YES_NO = ("guess", "consent", "readback", "confirm", "more")


def said(m: Move, text: str, via: str) -> None:
    """`via`: "voice" or "text"."""
    chats = m.state.chats
    if not any(unicodedata.category(character)[0] in "LNS" for character in text):
        not_understood(m, heard=False)
    else:
        _answer(m, text, via)
    if chats and m.state.chats == chats and read_small_talk(text) is None:
        m.set(chats=0)


def _answer(m: Move, text: str, via: str) -> None:
    wordy = _words_wanted(m) and not m.state.aside
    felt = mood.feel(m, text, whole=wordy)
    if m.state.ended:
        return
    if (felt and wordy) or not (answer_aside(m, text, via, _direct) if m.state.aside else _open(m, text, via)):
        mood.only_feeling(m, felt)


def _open(m: Move, text: str, via: str) -> bool:
    wordy = _words_wanted(m)
    command = _command(m, text, via)
    if command and not _is_choice(m, text):
        obey(m, command)
        return True
    if wordy and _not_the_words(m, text, via):
        return True
    if m.state.question.kind in _YES_NO and m.state.service and refuses(m, text):
        obey(m, "cancel")
        return True
    return _direct(m, text, via) or _sideways(m, text, via) or _otherwise(m, text, via)


def _command(m: Move, text: str, via: str) -> Command | None:
    """A command, alone or beside a yes: 好的，取消. At a question for a yes it counts beside anything.

    Where any words may be the answer, only an utterance that is nothing but a command is one.
    """
    if _words_wanted(m):
        whole = read_only_command(text, by_sound=via == "voice")
        told = (slot := m.open_slot) is not None and slot.kind == "text" and not is_short(slot.name)
        return whole or (None if told else read_command_behind(text))  # in an account any words may stand at the end
    strictly = _name_read_back(m) or m.state.question.kind == "rating"  # 太慢了 may say how it was
    if command := read_only_command(text, by_sound=via == "voice") if strictly else read_command(text):
        return command
    if m.state.question.kind == "rating":
        return None
    answer = read_answer(text)
    alone = all(clause.kind in ("yes", "harmless", "command") for clause in answer.clauses)
    return answer.command if alone or m.state.question.kind in _YES_NO else None


def _words_wanted(m: Move) -> bool:
    return (slot := m.open_slot) is not None and slot.kind in WORDS


def _name_read_back(m: Move) -> bool:
    """It may be said or typed again: 任功 sounds like a command."""
    return m.state.question.kind == "readback" and m.slot(m.state.question.slot).kind in WORDS


def _not_the_words(m: Move, text: str, via: str) -> bool:
    """An utterance that is nothing but a question, a greeting, a correction or another wish must not become the text.

    One that holds a question or a wish among other words is the text.
    """
    if is_only_question(text) and answer_question(m, text):
        return True
    if only_corrects(m, text) and correct_named(m, text, via):
        return True
    return offer_switch(m, text) or mood.chat(m, text, whole=True)


def _is_choice(m: Move, text: str) -> bool:
    """An option may be called 取消 or 人工: then it is the answer."""
    bare = clean(text)
    choices = slot.choices if (slot := m.open_slot) else ()
    return any(bare in (clean(choice.label), *map(clean, choice.says)) for choice in choices)


def _direct(m: Move, text: str, via: str) -> bool:
    """An answer to the open question."""
    match m.state.question.kind:
        case "service":
            return answer_service(m, text, via)
        case "which":
            return answer_which(m, text, via)
        case "guess":
            return answer_guess(m, text, via)
        case "consent":
            return answer_consent(m, text, via)
        case "slot":
            return correct_last(m, text, via) or _named_elsewhere(m, text, via) or answer_slot(m, text, via)
        case "readback":
            return answer_readback(m, text, via)
        case "confirm":
            return answer_confirm(m, text, via)
        case "change":
            return answer_change(m, text, via)
        case "rating":
            return answer_rating(m, text)
        case "more":
            return answer_more(m, text, via)
        case _:
            return False


def _sideways(m: Move, text: str, via: str) -> bool:
    """Not an answer: a correction of something earlier, a question, a wish for something else, a word in passing."""
    kind = m.state.question.kind
    if kind in _YES_NO and (hold(m, text) or echo(m, text)):
        return True
    if kind in ("slot", "readback", "change") and correct_named(m, text, via):
        return True
    if kind in ("slot", "readback") and change_to(m, text, via):
        return True
    if kind in ("slot", "change") and refuses(m, text):
        obey(m, "cancel")
        return True
    if answer_question(m, text):
        return True
    if kind in ("slot", "readback", "confirm", "change", "consent") and offer_switch(m, text):
        return True
    if mood.chat(m, text):
        return True
    if kind != "rating" and (command := guess_command(text)):
        obey(m, command)
        return True
    if kind in ("service", "guess", "more") and guess_service(m, text):
        return True
    return answer_none(m, text)


def _otherwise(m: Move, text: str, via: str) -> bool:
    """The text means nothing here: perhaps what the ear nearly wrote instead is an answer."""
    if m.state.question.kind in _YES_NO and not unheard(text):
        return False  # 好，我再想想 was heard well
    if m.state.question.kind == "rating" and read_rating(text).about:
        return False  # 我老婆说非常满意
    return not read_wished(text).refused and any(_closed_answer(m, other, via) for other in m.others)


def _closed_answer(m: Move, text: str, via: str) -> bool:
    """An answer to a question with few answers. Never what cannot be undone: a confirmation has to be heard."""
    question = m.state.question
    match question.kind:
        case "service" | "which" | "guess" | "consent" | "rating" | "more":
            return _direct(m, text, via)
        case "slot":
            return m.slot(question.slot).kind in ("option", "yesno") and answer_slot(m, text, via)
        case "readback":
            return read_yes_no(text) is not None and answer_readback(m, text, via)
        case _:
            return False


def _named_elsewhere(m: Move, text: str, via: str) -> bool:
    """手机号不对 while another slot is asked for; not when the words name the slot that is open."""
    slot = named_slot(m, text)
    if slot is None or m.state.question.slot in text or m.slot(m.state.question.slot).kind in WORDS:
        return False
    return correct_named(m, text, via)
