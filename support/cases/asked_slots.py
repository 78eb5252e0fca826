"""The machine while a slot of a shipped form is asked for, and what it does with an answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from dialogue import Library, Machine, State
from dialogue.acts import Act, Advised, Begin, Consult, Note, Said
from dialogue.machine.state import Filled, Question
from dialogue.script import Script, Slot
from dialogue.script.model import Collect, Transfer
from dialogue.slot_kinds import kind_of, read_slot
from dialogue.understand.free_text import is_place
from mandarin.pinyin import clean
from mandarin.text_cache import TextCache
from support.cases.answer_lines import ASKS_BACK, NOTHING, AnswerLine
from support.proof import without_identity

TODAY = date(2026, 12, 1)
#: What the back end has told before the question, where the question names it.
_TOLD = {"可约日期": "2026-12-03", "可约时间": "10:00", "收款卡末四位": "6789"}
_CONFIDENCE = 0.9

#: `filed` without a question; `read back`: the value is proposed (您说的是…，对吗); `left empty`: an optional slot is
#: skipped; `asked again`: the slot stays open; `elsewhere`: taken as a question, a command or another wish.
How = Literal["filed", "read back", "left empty", "asked again", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Outcome:
    how: How
    value: str = ""


class AskedSlots:
    """The machine, with each slot opened where its script asks for it. The citizen has proven who they are, and staff
    take over once the slot is filled.
    """

    def __init__(self, library: Library, today: date = TODAY, advise: Callable[[Consult], str] | None = None) -> None:
        """`advise`: the option that the adviser chooses, "" for none; None: a hall without one."""
        opened = without_identity(library)
        self.library = replace(opened, scripts=tuple(map(_slot_by_slot, opened.scripts)))
        self._advise = advise
        self._machine = Machine(self.library, advised=advise is not None)
        self._begun, _ = self._machine.step(self._machine.new("answers", today), Begin())
        self._texts = TextCache()

    def slot(self, line: AnswerLine) -> Slot:
        """Raises `ValueError` where no service or slot has the name."""
        script = self.library.script(line.service)
        slot = script.slot(line.slot) if script else None
        if slot is None:
            raise ValueError(f"expected a slot of a service, got {line.service} / {line.slot}")
        return slot

    def answer(self, line: AnswerLine) -> Outcome:
        """What the machine does with the line, spoken."""
        slot = self.slot(line)
        state, acts = self._machine.step(self._asked(line), Said(line.text, _CONFIDENCE), self._texts)
        if self._advise and (asked := next((act for act in acts if isinstance(act, Consult)), None)):
            chosen = Advised(asked.call, self._advise(asked))
            state, acts = self._machine.step(state, chosen, self._texts)
        return _outcome(slot, state, acts)

    def _asked(self, line: AnswerLine) -> State:
        script = self.library.script(line.service)
        assert script is not None
        at = next(at for at, one in enumerate(script.steps) if isinstance(one, Collect) and line.slot in one.slots)
        told = tuple(Filled(name, value, False, "api") for name, value in _TOLD.items())
        asked = Question("slot", slot=line.slot)
        return replace(
            self._begun, service=line.service, consented=True, step=at, path=(at,), filled=told, question=asked
        )

    def is_right(self, line: AnswerLine, value: str) -> bool:
        """Whether `value` is what the label says; the label itself is read as the slot reads it."""
        slot = self.slot(line)
        return any(_same(slot, value, label) for label in line.label.split("|"))


def _slot_by_slot(script: Script) -> Script:
    """The script with steps that ask for one slot each, and then call staff: what was filled stays to be seen."""
    names = dict.fromkeys(name for step in script.steps if isinstance(step, Collect) for name in step.slots)
    steps = [step for name in names for step in (Collect(0, (name,)), Transfer(0, None, fault=False))]
    return replace(script, steps=tuple(steps))


def _outcome(slot: Slot, state: State, acts: Iterable[Act]) -> Outcome:
    noted = {act.what for act in acts if isinstance(act, Note)}
    question = state.question
    if f"slot {slot.name} filled" in noted:
        return Outcome("filed", state.value(slot.name))
    if f"slot {slot.name} left empty" in noted:
        return Outcome("left empty")
    if state.interjection or state.ended or question.slot != slot.name or "question answered" in noted:
        return Outcome("elsewhere")
    if question.kind == "readback":
        return Outcome("read back", question.value)
    return Outcome("asked again")


def _same(slot: Slot, value: str, label: str) -> bool:
    if value == label or clean(value) == clean(label):
        return True
    kind = kind_of(slot)
    if kind.bounded:
        return _number(value) is not None and _number(value) == _number(label)
    if kind.name == "address" or is_place(slot.name):
        return _same_place(value, label)
    if not (kind.free_text or kind.name in ("name", "plate")):
        return False
    return clean(value) == clean(read_slot(slot, label, today=TODAY).value)


#: Left out of places before they are compared.
_SMALL = re.compile(r"[省市区县房室户里的那个]|[^\w]")
_DIGITS = str.maketrans("零〇一幺二两三四五六七八九", "0011223456789")
_TENS = re.compile(r"(?P<tens>\d?)十(?P<ones>\d?)")


def _same_place(value: str, label: str) -> bool:
    """Whether `value`, in the citizen's own words, has all numbers of the place `label`, and all its characters but
    one, in any order.
    """
    told, wanted = Counter(_compared(value)), Counter(_compared(label))
    missing = wanted - told
    return missing.total() <= (missing.total() == 1 and not any(map(str.isdigit, missing)))


def _compared(place: str) -> str:
    bare = _SMALL.sub("", place.translate(_DIGITS))
    return _TENS.sub(lambda hit: f"{hit['tens'] or 1}{hit['ones'] or 0}", bare).upper()


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def tally(slots: AskedSlots, pairs: Iterable[tuple[AnswerLine, Outcome]]) -> Mapping[str, int]:
    """Counts by what was done with values, with `?` and with `-`: `value filed`, `? wrongly filed`, …

    At `?` and `-` nothing may be filed; at `-` nothing may be read back. At `?` reading a value back asks.
    """
    found: Counter[str] = Counter()
    for line, outcome in pairs:
        found[f"{line.kind} {verdict(slots, line, outcome)}"] += 1
    return found


def verdict(slots: AskedSlots, line: AnswerLine, outcome: Outcome) -> str:
    """`outcome.how`, with `wrongly` before it where it is."""
    if outcome.how not in ("filed", "read back"):
        return outcome.how
    if line.label == NOTHING or (line.label == ASKS_BACK and outcome.how == "filed"):
        return f"wrongly {outcome.how}"
    right = line.label == ASKS_BACK or slots.is_right(line, outcome.value)
    return outcome.how if right else f"wrongly {outcome.how}"
