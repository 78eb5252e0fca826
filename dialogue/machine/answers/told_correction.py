"""A filled slot corrected by its new value: 地址是3号楼，不是2号楼; 不是明天，是后天; 改后天吧.

The slot is the one that is named, else the one whose value was said to be wrong, else the last one that can hold the
new value. Where the open question itself can hold it, the words answer that.
"""

from __future__ import annotations

from dialogue.machine.answers.accepting import accept
from dialogue.machine.answers.corrections import all_named
from dialogue.machine.answers.slot_reading import read
from dialogue.machine.context import StepContext
from dialogue.machine.program.form_values import store
from dialogue.machine.prompts.ask import ask
from dialogue.machine.prompts.value_text import aloud, called_by
from dialogue.script import Slot
from dialogue.slot_kinds import kind_of
from dialogue.understand.address import mend_house, names_part
from dialogue.understand.digits import hear
from dialogue.understand.free_text import is_place, is_short
from dialogue.understand.option import read_option
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.told_correction import ToldCorrection, read_told_correction
from mandarin.pinyin import clean

_KINDS = ("slot", "readback", "which_value", "confirm", "change")
#: Digits, at least, that stand for a whole number.
_TAIL = 4


def correct_told(ctx: StepContext, text: str, via: str) -> bool:
    """Replace the value that `text` corrects. False if it tells no new value of a filled slot."""
    question = ctx.state.question
    if question.kind not in _KINDS or not ctx.answered:
        return False
    named = [slot for slot in all_named(ctx, text) if slot.name in text or any(w in text for w in called_by(slot))]
    names = tuple({word for slot in named for word in called_by(slot) if len(word) >= 2})
    told = read_told_correction(text, names)
    if told is None:
        return False
    slots = [slot for slot in named or map(ctx.slot, reversed(ctx.answered)) if _may_be_corrected(ctx, slot)]
    found = _chosen(ctx, slots, told, named=bool(named))
    if not found:
        return False
    _put(ctx, found, via)
    return True


def _may_be_corrected(ctx: StepContext, slot: Slot) -> bool:
    own = slot.name == ctx.state.question.slot  # its answer is read by the question itself
    return not own and slot.name in ctx.answered and not slot.pick and not slot.capture


def _chosen(ctx: StepContext, slots: list[Slot], told: ToldCorrection, *, named: bool) -> list[tuple[Slot, Reading]]:
    """The slot that `told` corrects and its new value, an hour beside its day; empty where none is certain."""
    if told.old and not named:
        slots = [slot for slot in slots if _is_value(ctx, slot, told.old)]
    elif not named and (current := ctx.open_slot) and read(ctx, current, told.new).value:
        return []
    loose = named or bool(told.old)
    fits = [(slot, reading) for slot in slots if not (reading := _new_value(ctx, slot, told.new, loose)).nothing]
    first = fits[:1]
    for slot, reading in fits[1:]:
        if kind_of(slot).told_with == first[0][0].kind or kind_of(first[0][0]).told_with == slot.kind:
            return sorted([first[0], (slot, reading)], key=lambda one: bool(kind_of(one[0]).told_with))
    return first


def _new_value(ctx: StepContext, slot: Slot, words: str, loose: bool) -> Reading:
    """`loose`: the slot was named or its old value said, so that part of a value is enough: 3号楼, 九点."""
    kind = kind_of(slot)
    if kind.free_text and not loose and slot.kind != "address":
        return NOTHING
    if kind.account and not is_short(slot.name):
        return NOTHING
    if loose and is_place(slot.name) and (house := mend_house(ctx.state.value(slot.name), words)):
        return Reading(value=house)
    alone = read(ctx, slot, words)
    if loose and ((kind.measured and not alone.nothing) or slot.kind == "address"):
        within = _in_context(ctx, slot, words)
        alone = within if within.value else alone
    return alone if alone.value or alone.leaves_open else NOTHING


def _in_context(ctx: StepContext, slot: Slot, words: str) -> Reading:
    """`words` as what replaces the slot's value: 九点 behind 晚上八点 is 21:00."""
    value = ctx.state.value(slot.name)
    before = aloud(slot, value) if kind_of(slot).measured else value
    return read(ctx, slot, f"{before}，不对，{words}")


def _is_value(ctx: StepContext, slot: Slot, words: str) -> bool:
    """Whether `words` say the slot's value, or a part of it that stands for it."""
    kind, value = kind_of(slot), ctx.state.value(slot.name)
    if not value:
        return False
    if slot.kind == "address":
        return names_part(value, words)
    if kind.free_text:
        return len(clean(words)) > 1 and clean(words) in clean(ctx.state.value(slot.name))
    if kind.identifier:
        digits = hear(words).digits
        return len(digits) >= _TAIL and digits in value
    if slot.choices:
        return read_option(words, {choice.label: choice.says for choice in slot.choices}) == value
    return not read(ctx, slot, words).nothing and _in_context(ctx, slot, words).value == value


def _put(ctx: StepContext, found: list[tuple[Slot, Reading]], via: str) -> None:
    *before, (slot, reading) = found
    for other, value in before:
        if value.value and not value.doubtful:
            ctx.note(f"slot {other.name} corrected")
            store(ctx, other, value.value, via)
    if reading.value == ctx.state.value(slot.name) and not before:  # it was right already
        ctx.set(no_matches=0, no_inputs=0)
        ask(ctx)
        return
    ctx.note(f"slot {slot.name} corrected")
    accept(ctx, slot, reading, via)
