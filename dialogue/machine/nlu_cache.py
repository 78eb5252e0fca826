"""Cached readers: a draft transcript and its final text are mostly the same words, and are read once.

Every reader is pure, so the cache changes only the time that a step takes.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from dialogue.knowledge import Found, Knowledge
from dialogue.knowledge.forms import forms
from dialogue.understand import commands, intent, mood, risk, small_talk, yesno
from dialogue.understand.slots import read_slot
from dialogue.understand.wording import wording
from mandarin.pinyin import clean, exact, fuzzy

_WORDS = 2048
_SHORT = 6  # characters

worded = lru_cache(_WORDS)(wording)
read_command = lru_cache(_WORDS)(commands.read_command)
guess_command = lru_cache(_WORDS)(commands.guess_command)
read_only_command = lru_cache(_WORDS)(commands.read_only_command)
read_outburst = lru_cache(_WORDS)(mood.read_outburst)
read_mood = lru_cache(_WORDS)(mood.read_mood)
read_risk = lru_cache(_WORDS)(risk.read_risk)
read_small_talk = lru_cache(_WORDS)(small_talk.small_talk)
read_intent = lru_cache(_WORDS)(intent.read_intent)
read_yes_no = lru_cache(_WORDS)(yesno.read_yes_no)
read_answer = lru_cache(_WORDS)(yesno.read_answer)
slot_value = lru_cache(_WORDS)(read_slot)


def may_be_misrecognised(text: str) -> bool:
    """Whether `text` is a short answer without any known clause, so that the alternatives are worth reading."""
    clauses = read_answer(text).clauses
    return len(clean(text)) <= _SHORT and all(clause.kind == "unread" for clause in clauses)


def clear() -> None:
    """Drop every cached reading, so that no word of a finished conversation stays in memory."""
    for remembered in _REMEMBERED:
        remembered.cache_clear()


@lru_cache(_WORDS)
def guess_passage(knowledge: Knowledge, text: str, today: date, service: str) -> Found | None:
    return knowledge.maybe(text, today, service=service)


@lru_cache(_WORDS)
def find_passage(knowledge: Knowledge, text: str, today: date, service: str) -> Found | None:
    return knowledge.find(text, today, service=service)


_REMEMBERED = (
    worded, read_command, guess_command, read_only_command, read_mood, read_outburst, read_risk, read_small_talk,
    read_intent, read_yes_no, read_answer, slot_value, find_passage, guess_passage, forms, exact, fuzzy,
)  # fmt: skip
