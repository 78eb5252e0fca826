"""Which group of a number that was read back is wrong, and that group alone: what is said, shown and expected.

The question is of kind `which_value` and has in `value` the whole number, in `options` its groups, in `partial` the
place of the group asked for ("2"; empty: which group is wrong is asked), in `page` how often a group was put right.
"""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.acts import Card, ChoicesCard, ExpectedKind, InputCard, Option
from dialogue.filters import chinese_number, counted, groups, spell
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.claim import FACTOR_SHAPE
from dialogue.machine.state import Question
from dialogue.script import Slot
from dialogue.slot_kinds import kind_of

ALL_WRONG = "都不对"
#: What is read out digit by digit in groups; the last place of an identity number may be X.
_DIGITS = re.compile(r"\d{6,}[\dX]")
_MOST = 9  # groups, each of which has a key


def groups_to_ask(slot: Slot, value: str) -> tuple[str, ...]:
    """The groups of a number of which one can be asked for alone; empty where the whole is asked for."""
    found = groups(value) if kind_of(slot).identifier and _DIGITS.fullmatch(value) else ()
    return found if 1 < len(found) <= _MOST else ()


def is_wrong_group(question: Question) -> bool:
    return question.kind == "which_value" and question.value != ""


def group_asked(question: Question) -> str:
    """The group asked for, as it was read back; empty while it is asked which one is wrong."""
    return question.options[int(question.partial) - 1] if is_wrong_group(question) and question.partial else ""


def say_wrong_group(ctx: StepContext, question: Question, attempt: int) -> None:
    if group := group_asked(question):
        values = {"段": _name(int(question.partial)), "位数": counted(len(group))}
        ctx.say(phrases.GROUP_ANEW, values)
        return
    each = "，".join(f"{_name(at)}{spell(group)}" for at, group in enumerate(question.options, 1))
    ctx.say(phrases.GROUP_WHICH, {"各段": each})
    if attempt:
        ctx.say(phrases.GROUP_HELP if ctx.on_screen else phrases.GROUP_HELP_PHONE)


def wrong_group_card(slot: Slot, question: Question, error: str) -> Card:
    if group := group_asked(question):
        title = f"{slot.name}{_name(int(question.partial))}（{len(group)}位）"
        return InputCard(f"slot:{slot.name}", title, kind_of(slot).pad, masked=slot.masking != "none", error=error)
    labels = [f"{_name(at)}（{len(group)}位）" for at, group in enumerate(question.options, 1)]
    buttons = [Option(label, str(at)) for at, label in enumerate(labels, 1)]
    return ChoicesCard(f"group:{slot.name}", "哪一段不对？", (*buttons, Option(ALL_WRONG, ALL_WRONG)))


def group_expected(question: Question) -> ExpectedKind:
    if not question.partial:
        return "option"
    return "code" if group_shapes(question) else "number"


def group_shapes(question: Question) -> tuple[tuple[str, ...], ...]:
    """Of the last group of an identity number, whose last place may be X."""
    last = question.partial == str(len(question.options))
    return (FACTOR_SHAPE,) if last and len(question.value) == 18 else ()


def _name(place: int) -> str:
    return f"第{chinese_number(place)}段"
