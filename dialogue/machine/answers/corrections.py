"""Corrections of earlier answers: 不对，是…  手机号错了  把手机号改成…"""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.machine.answers.accepting import accept
from dialogue.machine.answers.slot_reading import read
from dialogue.machine.context import StepContext
from dialogue.machine.extraction import extract
from dialogue.machine.member_words import mentioned
from dialogue.machine.program.form_values import empty, same_as, store
from dialogue.machine.program.run import run
from dialogue.machine.prompts.ask import open_question
from dialogue.machine.prompts.value_text import called_by
from dialogue.machine.state import Filled, Question
from dialogue.script import Slot
from dialogue.slot_kinds import kind_of
from dialogue.understand.address import mend_house
from dialogue.understand.contrast import read_contrast
from dialogue.understand.free_text import is_place
from dialogue.understand.number_edit import edit_number
from dialogue.understand.question import is_question
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.repair import MARK, after_mark, takes_back
from dialogue.understand.told_correction import read_told_correction
from mandarin.pinyin import HANZI, clean, fixed_fuzzy, fuzzy

_NEW = re.compile(
    r"(?:改成|改为|改到|换成|换为|换到|换一?个(?=[，,\s])|挪到|更正为|应该是|应该为|不对|错了|不是|是)[，,\s：:]*(?:应该是|是)?(?P<value>.+)$"
)
_BREAK = re.compile(r"[，,。；;！!]+|(?<=\S)(?=(?:还有|另外|然后|并且|同时))")
_NEW_WORDS = re.compile(r"(?:改成|改为|改到|换成|应该是)[，,\s]*(.{2,})$")
#: 名字写错了，是李玫; 宝宝名字改一下，叫王小贝.
_NEW_NAME = re.compile(
    rf"(?:改了|改一?下|要改|[写说记填打搞弄]?错了?|不对)[了吧啊，,、\s]*(?:我们|现在|就|应该)*(?:改成|改叫|叫|是)[，,\s]*(?P<name>[{HANZI}·]{{2,8}}?)[了吧啊呀的。.\s]*$"
)
#: Characters, at most, of a correction beside the slot's name: 把我的…改一下吧.
_ONLY = 7
_WHEN = re.compile("时间|时候")
_SAID_WRONG = re.compile(r"(?:不对|[填说写报输]?错了?|有误|要改|改一下|更正|重[填说写报])[了吧啊呀的]*$")


def named_slot(ctx: StepContext, text: str) -> Slot | None:
    """The filled slot that `text` names, by its name, the end of its name, or a common name of its kind.

    Spoken names also match by sound, except the end of a name: 真好 sounds like 证号.
    """
    named = sorted(all_named(ctx, text), key=lambda slot: slot.name not in text)  # the whole name before a part of it
    return next((slot for slot in named if _new_value(ctx, slot, text).value), named[0]) if named else None


def all_named(ctx: StepContext, text: str) -> list[Slot]:
    """Every filled slot that `text` may name, the one filled last first."""
    sounds = () if ctx.wording.typed else fuzzy(text)
    answered = [ctx.slot(name) for name in reversed(ctx.answered)]
    members = mentioned(answered, text)
    found = []
    for slot in answered:
        if members and slot.group not in members:
            continue
        name = slot.name
        called = called_by(slot)
        if any(word in text for word in called if len(word) >= 2) or any(
            _contains(fixed_fuzzy(word), sounds)
            for word in called
            if len(word) >= 2 and (word == name or word != name[-2:])
        ):
            found.append(slot)
    return found


def said_right(slot: Slot, text: str) -> bool:
    """Whether `text` is the slot's name followed by "is right": 手机号对."""
    names = "|".join(re.escape(word) for word in sorted(called_by(slot), key=len, reverse=True))
    said = rf"(?:{names})(?:号码?)?[的是也都就，,]*[\dXx〓]*[，,]?(?:对|没错)(?:的|了|啊|呀|哈)*[。.]?$"
    return re.search(said, text) is not None


def contains_sound(word: str, text: str) -> bool:
    return _contains(fixed_fuzzy(word), fuzzy(text))


def _contains(needle: tuple[str, ...], hay: tuple[str, ...]) -> bool:
    return any(hay[start : start + len(needle)] == needle for start in range(len(hay) - len(needle) + 1))


def only_corrects(ctx: StepContext, text: str) -> bool:
    """Whether the utterance is only a slot's name and that it is wrong: 手机号错了; not 姓名被写错了，没人改."""
    slot = named_slot(ctx, text)
    return slot is not None and len(clean(text)) <= len(slot.name) + _ONLY and bool(_SAID_WRONG.search(clean(text)))


def correct_named(ctx: StepContext, text: str, via: str) -> bool:
    """手机号不对, 把手机号改成139…: reopen the named slot, or replace its value."""
    if takes_back(text) and correct_several(ctx, text, via):
        return True
    if _put_right(ctx, text, via):
        return True
    if not takes_back(text):
        return False
    slot = named_slot(ctx, text)
    if slot is None:
        return False
    reading = _new_value(ctx, slot, text)
    if reading.value and reading.value != ctx.state.value(slot.name):
        _note(ctx, slot)
        accept(ctx, slot, reading, via)
    else:
        reopen_named(ctx, slot, text)
    return True


def _put_right(ctx: StepContext, text: str, via: str) -> bool:
    """手机尾号应该是4561: part of a number that is named."""
    slot = next((one for one in all_named(ctx, text) if kind_of(one).identifier), None)
    number = edit_number(text, ctx.state.value(slot.name)) if slot and not is_question(text) else ""
    reading = read(ctx, slot, number) if slot and number else NOTHING
    if slot is None or not reading.value or reading.value == ctx.state.value(slot.name):
        return False
    _note(ctx, slot)
    accept(ctx, slot, reading, via)
    return True


def correct_several(ctx: StepContext, text: str, via: str) -> bool:
    """时间改成下午三点，手机号改成139…: all of them, each read back or asked for as it would be alone.

    False unless two clauses correct a slot each.
    """
    found: dict[str, Reading] = {}
    for clause in _clauses(ctx, text):
        named = [slot for slot in all_named(ctx, clause) if slot.name not in found]
        if not named and takes_back(clause):
            named = _only_holder(ctx, clause)
        if named and takes_back(clause):
            readings = [(slot.name, _new_value(ctx, slot, clause)) for slot in named]
            name, reading = next(((name, one) for name, one in readings if one.value), readings[0])
            found[name] = reading
    if len(found) < 2:
        return False
    for name, reading in found.items():
        slot = ctx.slot(name)
        empty(ctx, slot)
        if reading.value and not reading.doubtful:
            ctx.prefill(Filled(name, reading.value, slot.personal, via))
    run(ctx)
    return True


def _only_holder(ctx: StepContext, clause: str) -> list[Slot]:
    """The one amount, day or hour that `clause` gives another value without a name: 钱说多了，改成一万五."""
    measured = [slot for name in ctx.answered if kind_of(slot := ctx.slot(name)).measured]
    held = [slot for slot in measured if _new_value(ctx, slot, clause).value]
    return held if len(held) == 1 else []


def _clauses(ctx: StepContext, text: str) -> list[str]:
    """Pieces of `text` that name a slot each; one that names none goes on with the piece before it."""
    pieces: list[str] = []
    for part in filter(str.strip, _BREAK.split(text)):
        if pieces and not all_named(ctx, part):
            pieces[-1] += "，" + part
        else:
            pieces.append(part)
    return pieces


def _new_value(ctx: StepContext, slot: Slot, text: str) -> Reading:
    """The value that `text` gives the slot instead; NOTHING where it gives none."""
    if kind_of(slot).identifier and (number := edit_number(text, ctx.state.value(slot.name))):
        return read(ctx, slot, number)  # 最后一位是五，不是零
    if kind_of(slot).from_card == "name" and (hit := _NEW_NAME.search(text)):
        return read(ctx, slot, hit["name"])
    affirmed = text if kind_of(slot).free_text else read_contrast(text).affirmed  # 不是139…，是138…
    found = (_NEW_WORDS if kind_of(slot).free_text else _NEW).search(affirmed)
    return read(ctx, slot, found[found.lastindex or 0]) if found else NOTHING


def correct_last(ctx: StepContext, text: str, via: str) -> bool:
    """不对，是…: correct the slot filled last, if the words that follow fit it."""
    rest = after_mark(text)
    if rest is None or not ctx.answered:
        return False
    slot = ctx.slot(ctx.answered[-1])
    current = ctx.open_slot
    if not clean(rest):
        if current is None or _yes_no(current) or ctx.state.question.partial:
            return False
        reopen(ctx, slot)
        return True
    if _yes_no(slot) or (current and (kind_of(current).free_text or _yes_no(current))):
        return False
    if current and read(ctx, current, rest, ctx.state.question.partial).value:
        return False
    if mended := _mended(ctx, slot, rest):
        text = mended
    reading = read(ctx, slot, text, ctx.state.value(slot.name) if kind_of(slot).identifier else "")
    if not reading.value or reading.value == ctx.state.value(slot.name):
        return False
    _note(ctx, slot)
    accept(ctx, slot, reading, via)
    return True


def _mended(ctx: StepContext, slot: Slot, said: str) -> str:
    """The place that the slot holds with the house, floor or room in `said`: 错了，是三楼不是二楼. Empty for others."""
    if slot.kind != "address" and not is_place(slot.name):
        return ""
    told = read_told_correction(said)
    return mend_house(ctx.state.value(slot.name), (told.new if told else said).strip(" ，,。."))


def _yes_no(slot: Slot) -> bool:
    return kind_of(slot).choices == "yes_no"


def change_to(ctx: StepContext, text: str, via: str) -> bool:
    """那就临时挂失 after 正式挂失: another value of an answered slot, without a correction word."""
    if is_question(text):
        return False
    text = re.split(MARK, read_contrast(text).affirmed)[-1]
    found = extract([ctx.slot(name) for name in ctx.answered], text, ctx.state.today, area=ctx.area).values
    new = [(ctx.slot(name), value) for name, value in found.items() if value != ctx.state.value(name)]
    if not new:
        return False
    for slot, value in new[:-1]:
        if same_as(ctx, slot, value):
            accept(ctx, slot, Reading(value=value), via)
            return True
        _note(ctx, slot)
        store(ctx, slot, value, via)
    slot, value = new[-1]
    _note(ctx, slot)
    accept(ctx, slot, Reading(value=value), via)
    return True


def move_value(ctx: StepContext, text: str, via: str) -> bool:
    """再晚两天, 往后推一小时: another value of an answered slot, relative to the one it has."""
    for name in reversed(ctx.answered):
        slot, before = ctx.slot(name), ctx.state.value(name)
        if (shifted := kind_of(slot).shifted) and shifted(text, before):
            _note(ctx, slot)
            accept(ctx, slot, read(ctx, slot, text), via)
            return True
    return False


def reopen(ctx: StepContext, slot: Slot, *, quietly: bool = False) -> None:
    """Ask for a filled slot again. The script runs on from there with the other values."""
    before = ctx.state.value(slot.name)
    empty(ctx, slot)
    if not quietly:
        ctx.say(phrases.CORRECT)
    open_question(ctx, Question("slot", slot=slot.name, value=before if kind_of(slot).shifted else ""))


def reopen_named(ctx: StepContext, slot: Slot, text: str) -> None:
    """As `reopen`. 换个时间 is about the day as well as the hour, where both were asked for together."""
    hours = [ctx.slot(name) for name in ctx.answered if kind_of(ctx.slot(name)).told_with]
    told = slot.name in text and not _WHEN.fullmatch(slot.name)  # 时间 alone may mean both
    hour = hours[-1] if hours and not told and _WHEN.search(text) else None
    day = _day_of(ctx, hour) if hour else None
    if hour and day:
        empty(ctx, hour)
    reopen(ctx, day or slot)


def _day_of(ctx: StepContext, slot: Slot) -> Slot | None:
    """The answered day to which an hour belongs: asked for right before it."""
    at = ctx.answered.index(slot.name) if slot.name in ctx.answered else 0
    before = ctx.slot(ctx.answered[at - 1]) if at else None
    return before if before and kind_of(slot).told_with == before.kind else None


def _note(ctx: StepContext, slot: Slot) -> None:
    ctx.note(f"slot {slot.name} corrected")
