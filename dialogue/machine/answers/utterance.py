"""What an utterance means, given the open question."""

from __future__ import annotations

import unicodedata

from dialogue.machine.answers import mood
from dialogue.machine.answers.account import add_at_readback
from dialogue.machine.answers.addition import answer_addition
from dialogue.machine.answers.capture import answer_accept, answer_capture, declines, wants_another
from dialogue.machine.answers.commands import execute
from dialogue.machine.answers.corrections import (
    change_to,
    correct_last,
    correct_named,
    move_value,
    named_slot,
    only_corrects,
)
from dialogue.machine.answers.digression import answer_question, answer_unknown_question, offer_switch, refuses
from dialogue.machine.answers.form import answer_change, answer_confirm, answer_consent
from dialogue.machine.answers.guessed import answer_guess, answer_which
from dialogue.machine.answers.hold import hold, repeat_if_echoed
from dialogue.machine.answers.interjection import answer_interjection
from dialogue.machine.answers.leaving import leave, leave_at_last, leave_by_act
from dialogue.machine.answers.moving import answer_claim
from dialogue.machine.answers.not_a_wish import answer_anywhere, goes_on_in_another_language
from dialogue.machine.answers.of_another import answer_of_another
from dialogue.machine.answers.pick import answer_pick, change_pick, chooses
from dialogue.machine.answers.proof import KINDS as PROOF_QUESTIONS
from dialogue.machine.answers.proof import answer_agent, answer_other_card, answer_proof
from dialogue.machine.answers.proof_code import answer_code
from dialogue.machine.answers.proof_face import answer_face, answer_face_consent
from dialogue.machine.answers.proof_staff import answer_vouch
from dialogue.machine.answers.proposal import drop_proposal, propose, told_again
from dialogue.machine.answers.queue import answer_sequence, queue_later
from dialogue.machine.answers.rating import answer_more, answer_rating, rate_again
from dialogue.machine.answers.rating_why import answer_why
from dialogue.machine.answers.readback import answer_readback, keep_beside
from dialogue.machine.answers.renaming import rename
from dialogue.machine.answers.replacement import replace_service
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.answers.service import answer_service, guess_service
from dialogue.machine.answers.slot import answer_slot, answer_which_value
from dialogue.machine.answers.slot_reading import read
from dialogue.machine.answers.submitted import FREE, answer_submitted, undo_submitted
from dialogue.machine.answers.told_correction import correct_told
from dialogue.machine.answers.told_request import answer_told_request
from dialogue.machine.answers.two_wishes import answer_two_wishes
from dialogue.machine.answers.unresolved import answer_unresolved
from dialogue.machine.answers.withdrawal import withdraw
from dialogue.machine.answers.wrong_group import answer_wrong_group
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.wrong_group import is_wrong_group
from dialogue.slot_kinds import kind_of
from dialogue.understand.commands import Command, guess_command, read_command, read_command_behind, read_only_command
from dialogue.understand.courtesy import wishes_nothing
from dialogue.understand.dialogue_act import read_dialogue_act
from dialogue.understand.free_text import is_short
from dialogue.understand.likely_option import likely_option
from dialogue.understand.question import is_only_question, is_question
from dialogue.understand.requested import read_requested
from dialogue.understand.satisfaction import read_rating
from dialogue.understand.small_talk import read_small_talk
from dialogue.understand.yesno import may_be_misrecognised, read_answer, read_yes_no
from mandarin.pinyin import clean

#: Questions at which no service is in progress.
_FREE = ("service", "which", "guess", "more")
#: Commands about how the clerk speaks.
_OF_SOUND = ("louder", "softer", "slower", "faster", "elderly")
#: Questions answered by yes or no.
#: Small talk that may have the form of a question.
_GREETED = ("hello", "hearing")
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
    if ctx.state.question.kind == "rating_why" and not ctx.state.interjection:
        answer_why(ctx, text, via)
        return
    free_text = _wants_free_text(ctx) and not ctx.state.interjection
    mood_met = mood.meet_mood(ctx, text, whole=free_text)
    if ctx.state.ended:
        return
    if (mood_met and free_text) or not (
        goes_on_in_another_language(ctx, text) or answer_interjection(ctx, text, via, _direct, _open)
        if ctx.state.interjection
        else _open(ctx, text, via)
    ):
        mood.answer_mood(ctx, mood_met)


def _open(ctx: StepContext, text: str, via: str) -> bool:
    free_text = _wants_free_text(ctx)
    if not free_text and withdraw(ctx, text):
        return True
    if ctx.state.question.kind in FREE and undo_submitted(ctx, text, via):
        return True
    command = _command(ctx, text, via)
    if command and not _is_choice(ctx, text) and not (command in _OF_SOUND and _tells_choice(ctx, text)):
        execute(ctx, command)
        return True
    if _closed(ctx):
        return leave(ctx, text, via) or _direct(ctx, text, via)
    if answer_of_another(ctx, text, via) or (not free_text and answer_unresolved(ctx, text)):
        return True
    if not _is_choice(ctx, text) and leave(ctx, text, via):
        return True
    if answer_addition(ctx, text, via) or (not free_text and replace_service(ctx, text, via)):
        return True
    if rename(ctx, text, via) or correct_told(ctx, text, via):
        return True
    if ctx.state.question.kind in FREE and answer_submitted(ctx, text, via):
        return True
    if free_text and _not_the_text(ctx, text, via):
        return True
    if ctx.state.question.kind in _YES_NO and ctx.state.service and refuses(ctx, text):
        execute(ctx, "cancel")
        return True
    return _direct(ctx, text, via) or _not_an_answer(ctx, text, via) or _from_alternatives(ctx, text, via)


def _tells_choice(ctx: StepContext, text: str) -> bool:
    """Whether an option is told beside what sounds like a command: 打座机，手机我听不见."""
    slot = ctx.open_slot
    told = slot is not None and slot.choices and read_only_command(text) is None
    return bool(told and slot and (read(ctx, slot, text).value or likely_option(slot, text)))


def _command(ctx: StepContext, text: str, via: str) -> Command | None:
    """A command, alone or beside a yes: 好的，取消. At a yes/no question it counts beside any words.

    Where free text is asked for, only an utterance that is nothing but a command counts.
    """
    if _wants_free_text(ctx):
        whole = read_only_command(text, by_sound=via == "voice")
        told = (slot := ctx.open_slot) is not None and kind_of(slot).account and not is_short(slot.name)
        return whole or (None if told else read_command_behind(text))  # an account may end in any words
    strictly = _reads_back_words(ctx) or ctx.state.question.kind in ("rating", "more")  # 太慢了 may be of how it was
    if command := read_only_command(text, by_sound=via == "voice") if strictly else read_command(text):
        return command
    if ctx.state.question.kind == "rating" or (strictly and read_rating(text).told):
        return None
    answer = read_answer(text)
    alone = all(clause.kind in ("yes", "harmless", "command") for clause in answer.clauses)
    return answer.command if alone or ctx.state.question.kind in _YES_NO else None


def _closed(ctx: StepContext) -> bool:
    """Whether words do nothing but answer: a code is kept nowhere, and what was told elsewhere is not told again before
    it is known who asks.
    """
    kind = ctx.state.question.kind
    return kind == "code" or (kind in PROOF_QUESTIONS and ctx.state.reprove is not None)


def _wants_free_text(ctx: StepContext) -> bool:
    return (slot := ctx.open_slot) is not None and kind_of(slot).free_text


def _reads_back_words(ctx: StepContext) -> bool:
    """Whether a name or text is read back: it may be said again, and 任功 sounds like a command."""
    return ctx.state.question.kind == "readback" and kind_of(ctx.slot(ctx.state.question.slot)).free_text


def _not_the_text(ctx: StepContext, text: str, via: str) -> bool:
    """Handle an utterance that is nothing but a question, small talk, a correction or another intent: not the text.

    An utterance that holds one of them among other words is the text.
    """
    if is_only_question(text) and is_question(ctx.wording.kept) and answer_question(ctx, text):
        return True
    if only_corrects(ctx, text) and correct_named(ctx, text, via):
        return True
    return queue_later(ctx, text, via) or offer_switch(ctx, text) or mood.answer_small_talk(ctx, text, whole=True)


def _is_choice(ctx: StepContext, text: str) -> bool:
    """Whether `text` is an option of the open slot, which may be called 取消 or 人工."""
    if (picked := ctx.open_slot) and picked.pick:
        return chooses(ctx, picked, text)
    if wants_another(ctx, text) or declines(ctx, text):
        return True
    bare = clean(text)
    choices = slot.choices if (slot := ctx.open_slot) else ()
    return any(bare in (clean(choice.label), *map(clean, choice.says)) for choice in choices)


def _direct(ctx: StepContext, text: str, via: str) -> bool:
    """An answer to the open question."""
    kind = ctx.state.question.kind
    if kind in _FREE and (
        answer_sequence(ctx, text, via) or answer_two_wishes(ctx, text, via) or answer_told_request(ctx, text, via)
    ):
        return True
    match kind:
        case "service":
            greeted = read_small_talk(text, whole=True) in _GREETED
            return (greeted and mood.answer_small_talk(ctx, text)) or answer_service(ctx, text, via)
        case "which":
            return answer_which(ctx, text, via)
        case "guess":
            return answer_guess(ctx, text, via)
        case "consent":
            return answer_consent(ctx, text, via)
        case "slot" if (slot := ctx.open_slot) and slot.pick:
            return answer_pick(ctx, slot, text, via) or _named_elsewhere(ctx, text, via)
        case "slot" if (slot := ctx.open_slot) and slot.capture:
            return _named_elsewhere(ctx, text, via) or answer_capture(ctx, slot, text, via)
        case "slot":
            return correct_last(ctx, text, via) or _named_elsewhere(ctx, text, via) or answer_slot(ctx, text, via)
        case "readback" if ctx.slot(ctx.state.question.slot).capture:
            return answer_accept(ctx, text)
        case "readback":
            return add_at_readback(ctx, text) or answer_readback(ctx, text, via)
        case "which_value" if is_wrong_group(ctx.state.question):
            return answer_wrong_group(ctx, text, via)
        case "which_value":
            return answer_which_value(ctx, text, via)
        case "confirm":
            return answer_confirm(ctx, text, via, change_pick)
        case "change":
            return answer_change(ctx, text, via) or change_pick(ctx, text, via)
        case "rating":
            return answer_rating(ctx, text)
        case "rating_why":
            return answer_why(ctx, text, via)
        case "more":
            return answer_more(ctx, text, via)
        case "claim":
            return answer_claim(ctx, text)
        case "proof":
            return answer_proof(ctx, text, via)
        case "code":
            return answer_code(ctx, text, via)
        case "agent":
            return answer_agent(ctx, text)
        case "other_card":
            return answer_other_card(ctx, text)
        case "face_consent":
            return answer_face_consent(ctx, text)
        case "face":
            return answer_face(ctx, text)
        case "vouch":
            return answer_vouch(ctx, text)
        case _:
            return False


def _not_an_answer(ctx: StepContext, text: str, via: str) -> bool:
    """Not an answer: a correction, a question, another intent, small talk."""
    kind = ctx.state.question.kind
    if leave_at_last(ctx, text):
        return True
    if kind in _YES_NO and (hold(ctx, text) or repeat_if_echoed(ctx, text)):
        return True
    dropped = drop_proposal(ctx, text) if kind == "readback" else ""
    if dropped:
        if told_again(ctx, text, dropped) or _direct(ctx, text, via):
            return True
        kind = "slot"
    if kind == "readback" and keep_beside(ctx, text, via):
        return True
    if kind in ("slot", "readback", "which_value", "change") and (
        change_pick(ctx, text, via) or correct_named(ctx, text, via)
    ):
        return True
    if kind in ("slot", "readback", "which_value") and change_to(ctx, text, via):
        return True
    if kind in ("slot", "readback", "which_value") and move_value(ctx, text, via):
        return True
    if answer_submitted(ctx, text, via) or queue_later(ctx, text, via):
        return True
    if kind in ("slot", "which_value", "change") and refuses(ctx, text):
        execute(ctx, "cancel")
        return True
    if (kind == "slot" and propose(ctx, text, but=dropped)) or (kind in _FREE and rate_again(ctx, text)):
        return True
    if answer_question(ctx, text):
        return True
    if kind in ("slot", "readback", "which_value", "confirm", "change", "consent") and offer_switch(ctx, text):
        return True
    if mood.answer_small_talk(ctx, text) or answer_anywhere(ctx, text) or leave_by_act(ctx, text):
        return True
    if kind != "rating" and (command := guess_command(text)):
        execute(ctx, command)
        return True
    if kind in ("service", "guess", "more") and not is_question(text) and guess_service(ctx, text):
        return True
    return answer_unknown_question(ctx, text)


def _from_alternatives(ctx: StepContext, text: str, via: str) -> bool:
    """Nothing matched `text`: try the alternatives of recognition."""
    if ctx.state.question.kind in _YES_NO and not may_be_misrecognised(text):
        return False  # 好，我再想想 was recognised well
    if ctx.state.question.kind == "rating" and read_rating(text).about:
        return False  # 我老婆说非常满意
    if read_requested(text).refused or (ctx.state.question.kind in _FREE and wishes_nothing(text)):
        return False
    free = ctx.state.question.kind in _FREE
    others = (other for other in ctx.alternatives if not free or read_dialogue_act(other).kind in ("wish", "answer"))
    return any(_closed_answer(ctx, other, via) for other in others)


def _closed_answer(ctx: StepContext, text: str, via: str) -> bool:
    """An answer to a question with few answers, without confirmations, which an alternative must not give."""
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
    """手机号不对 while another slot is asked for; not if the words name the open slot."""
    slot = named_slot(ctx, text)
    if slot is None or ctx.state.question.slot in text or kind_of(ctx.slot(ctx.state.question.slot)).free_text:
        return False
    return correct_named(ctx, text, via)
