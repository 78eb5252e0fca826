"""Touches and keypad (DTMF) entries, given the open question."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine.answers.begin import enter
from dialogue.machine.answers.capture import touched_capture
from dialogue.machine.answers.commands import execute, to_menu
from dialogue.machine.answers.corrections import reopen
from dialogue.machine.answers.digression import settle_topic
from dialogue.machine.answers.form import confirm, consent
from dialogue.machine.answers.guessed import settle_guess
from dialogue.machine.answers.interjection import settle
from dialogue.machine.answers.keypad import keyed_readback, keyed_slot, keyed_which_value, wrong_key
from dialogue.machine.answers.late import is_staff_key
from dialogue.machine.answers.moving import keyed_claim
from dialogue.machine.answers.pick import keyed_pick, touched_pick
from dialogue.machine.answers.proof import keyed_proof, settle_agent, touched_other_card, touched_proof
from dialogue.machine.answers.proof_code import keyed_code, touched_code
from dialogue.machine.answers.proof_face import settle_face_consent, touched_face
from dialogue.machine.answers.proof_staff import touched_vouch
from dialogue.machine.answers.rating import rate
from dialogue.machine.answers.rating_why import touched_why
from dialogue.machine.answers.readback import settle_readback
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.answers.touch import touched_slot, touched_which_value
from dialogue.machine.answers.wrong_group import touched_wrong_group
from dialogue.machine.context import StepContext
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.ask import open_question, wait
from dialogue.machine.prompts.wrong_group import is_wrong_group
from dialogue.machine.state import Question
from dialogue.slot_kinds import kind_of
from dialogue.understand import validation_messages
from dialogue.understand.commands import read_command
from dialogue.understand.satisfaction import RATINGS


def touched(ctx: StepContext, value: str) -> None:
    """A button was touched. One of a card that is no longer open does nothing."""
    question = ctx.state.interjection or ctx.state.question
    yes = value == cards.YES
    match question.kind:
        case "cancel" | "human" | "restart" | "switch" | "replace" | "topic" if value in (cards.YES, cards.NO):
            settle(ctx, yes)
            return
        case "topic" if value in question.options:
            settle_topic(ctx, question, value)
            return
        case "topic" if value == cards.OTHER:
            settle(ctx, False)
            return
        case "service" | "which" if ctx.library.script(value):
            enter(ctx, value)
            return
        case "guess" if value in (cards.YES, cards.NO):
            settle_guess(ctx, yes)
            return
        case "consent" if value in (cards.YES, cards.NO):
            consent(ctx, yes)
            return
        case "confirm" if value in (cards.YES, cards.NO):
            confirm(ctx, yes)
            return
        case "slot" if (slot := ctx.slot(question.slot)).pick:
            if touched_pick(ctx, slot, value):
                return
        case "slot" | "readback" if (slot := ctx.slot(question.slot)).capture:
            if touched_capture(ctx, slot, value):
                return
        case "slot" | "readback" if touched_slot(ctx, value):
            return
        case "which_value" if is_wrong_group(question):
            if touched_wrong_group(ctx, value):
                return
        case "which_value" if touched_which_value(ctx, value):
            return
        case "readback" if value in (cards.YES, cards.NO):
            settle_readback(ctx, yes, "touch")
            return
        case "change" if value == cards.NOTHING_TO_CHANGE:
            open_question(ctx, Question("confirm"))
            return
        case "change" if value in ctx.answered:
            reopen(ctx, ctx.slot(value))
            return
        case "proof" if touched_proof(ctx, value):
            return
        case "code" if touched_code(ctx, value):
            return
        case "other_card" if touched_other_card(ctx, value):
            return
        case "face_consent" if value in (cards.YES, cards.NO):
            settle_face_consent(ctx, yes)
            return
        case "face" if touched_face(ctx, value):
            return
        case "vouch" if touched_vouch(ctx, value):
            return
        case "agent" if value in (cards.YES, cards.NO):
            settle_agent(ctx, yes)
            return
        case "rating" if rate(ctx, value):
            return
        case "rating_why" if touched_why(ctx, value):
            return
        case "more" if value in (cards.YES, cards.NO):
            if yes:
                to_menu(ctx)
            else:
                ctx.end("completed", phrases.GOODBYE)
            return
    if command := read_command(value):
        if ctx.state.interjection and command not in ("what", "repeat"):
            ctx.set(interjection=None)
        execute(ctx, command)


def keyed(ctx: StepContext, keys: str) -> None:
    """A keypad entry: a number for a number; 1, 2, … for the choices; on the phone 0 hands off to a human."""
    keys = keys.strip().rstrip("#")
    question = ctx.state.interjection or ctx.state.question
    if is_staff_key(keys) and not ctx.on_screen and not _counting(ctx):
        execute(ctx, "human")
    elif question.kind == "service" and not ctx.on_screen:
        _unannounced_keys(ctx)
    elif question.kind == "slot" and (slot := ctx.slot(question.slot)).pick:
        keyed_pick(ctx, slot, keys)
    elif question.kind == "slot":
        keyed_slot(ctx, keys)
    elif question.kind == "readback" and ctx.slot(question.slot).pick and keys in ("1", "2"):
        settle_readback(ctx, keys == "1", "keys")
    elif question.kind == "readback":
        keyed_readback(ctx, keys)
    elif question.kind == "which_value":
        keyed_which_value(ctx, keys)
    elif question.kind == "claim":
        keyed_claim(ctx, keys)
    elif question.kind == "proof":
        keyed_proof(ctx, keys)
    elif question.kind == "code":
        keyed_code(ctx, keys)
    elif options := _numbered(ctx, question):
        place = int(keys) if keys.isascii() and keys.isdigit() else 0
        if 1 <= place <= len(options):
            touched(ctx, options[place - 1])
        else:
            wrong_key(ctx, () if options == (cards.YES, cards.NO) else options)
    else:
        no_match(ctx, message=validation_messages.WRONG_ENTRY, typed=True)


def _unannounced_keys(ctx: StepContext) -> None:
    """Explain once that the open question takes no keys but 0. Keys that no question announced answer nothing."""
    if not ctx.state.keys_told:
        ctx.set(keys_told=True, no_inputs=0)
        ctx.say(phrases.KEYS_UNANNOUNCED)
        wait(ctx)


def _counting(ctx: StepContext) -> bool:
    """Whether the slot asked for or read back is a count or an amount, to which 0 is an answer."""
    question = ctx.state.interjection or ctx.state.question
    return question.kind in ("slot", "readback", "which_value") and kind_of(ctx.slot(question.slot)).bounded


def _numbered(ctx: StepContext, question: Question) -> tuple[str, ...]:
    """The choices that keys 1, 2, … select."""
    match question.kind:
        case "service":
            return ctx.offered
        case "which":
            return question.options
        case "topic" if len(question.options) > 1:
            return (*question.options, cards.OTHER)
        case "rating":
            return RATINGS
        case "rating_why":
            return (*cards.RATING_WHYS, cards.SKIP)
        case "change":
            return tuple(row.label for row in cards.filled_rows(ctx.script, ctx.state))
        case _:
            return (cards.YES, cards.NO)
