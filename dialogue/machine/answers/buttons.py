"""Touches and keypad entries: what a button stands for, given the question that is open."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine.answers.commands import obey, to_menu
from dialogue.machine.answers.corrections import reopen
from dialogue.machine.answers.form import confirm, consent
from dialogue.machine.answers.interjection import settle
from dialogue.machine.answers.rating import rate
from dialogue.machine.answers.reprompt import not_understood
from dialogue.machine.answers.service import enter, settle_guess
from dialogue.machine.answers.slot import keyed_slot, touched_slot
from dialogue.machine.context import Move
from dialogue.machine.nlu_cache import read_command
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.ask import open_question
from dialogue.machine.state import Question
from dialogue.understand import hints
from dialogue.understand.satisfaction import RATINGS


def touched(m: Move, value: str) -> None:
    """A button. One that belongs to no open card (pressed as the screen changed) does nothing."""
    question = m.state.aside or m.state.question
    yes = value == cards.YES
    match question.kind:
        case "cancel" | "human" | "restart" | "switch" | "topic" if value in (cards.YES, cards.NO):
            settle(m, yes)
            return
        case "service" | "which" if m.library.script(value):
            enter(m, value)
            return
        case "guess" if value in (cards.YES, cards.NO):
            settle_guess(m, yes)
            return
        case "consent" if value in (cards.YES, cards.NO):
            consent(m, yes)
            return
        case "confirm" if value in (cards.YES, cards.NO):
            confirm(m, yes)
            return
        case "slot" | "readback" if touched_slot(m, value):
            return
        case "change" if value == cards.NOTHING_TO_CHANGE:
            open_question(m, Question("confirm"))
            return
        case "change" if value in m.answered:
            reopen(m, m.slot(value))
            return
        case "rating" if rate(m, value):
            return
        case "more" if value in (cards.YES, cards.NO):
            if yes:
                to_menu(m)
            else:
                m.end("completed", phrases.GOODBYE)
            return
    if command := read_command(value):
        if m.state.aside and command not in ("what", "repeat"):
            m.set(aside=None)
        obey(m, command)


def keyed(m: Move, keys: str) -> None:
    """A keypad entry: a number for a number; 1, 2, … for the choices on offer; 0 fetches a human on the phone."""
    keys = keys.strip().rstrip("#")
    question = m.state.aside or m.state.question
    if keys == "0" and not m.on_screen and not _counting(m):
        obey(m, "human")
    elif question.kind == "slot" and not m.state.aside:
        keyed_slot(m, keys)
    elif options := _numbered(m, question):
        place = int(keys) if keys.isascii() and keys.isdigit() else 0
        if 1 <= place <= len(options):
            touched(m, options[place - 1])
        else:
            not_understood(m, hint=hints.WRONG_ENTRY, typed=True)
    else:
        not_understood(m, hint=hints.WRONG_ENTRY, typed=True)


def _counting(m: Move) -> bool:
    """0 is an answer where a number is asked for."""
    slot = m.open_slot
    return slot is not None and slot.kind in ("count", "money") and not m.state.aside


def _numbered(m: Move, question: Question) -> tuple[str, ...]:
    """What keys 1, 2, … stand for."""
    match question.kind:
        case "service":
            return m.offered
        case "which":
            return question.options
        case "rating":
            return RATINGS
        case "change":
            return tuple(row.label for row in cards.filled_rows(m.script, m.state))
        case "readback":
            return ()
        case _:
            return (cards.YES, cards.NO)
