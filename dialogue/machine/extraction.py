"""Values of other slots in an utterance, beside the answer to the open question: 正式挂失，手机号是13800138000.

Takes only what is safe without having been asked: complete numbers that validate, words that belong to one option of
one slot, and what follows a slot's own name. Never free text, and nothing out of a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from dialogue.machine.member_words import mentioned, name_told, parts
from dialogue.script import Slot
from dialogue.script.model import Choice
from dialogue.slot_kinds import kind_of, read_slot
from dialogue.understand.commands import read_command
from dialogue.understand.contrast import read_contrast
from dialogue.understand.denied import denied, supposed
from dialogue.understand.digit_phrases import without_told_end
from dialogue.understand.digits import hear
from dialogue.understand.free_text import is_short
from dialogue.understand.number_tail import takes_number_back
from dialogue.understand.of_another import own_is_unknown
from dialogue.understand.place import find_place
from dialogue.understand.question import is_question
from dialogue.understand.reading import Reading
from dialogue.understand.values_aside import times_in, without_days_of_need
from dialogue.understand.yes_no_slot import tells_in_passing
from dialogue.understand.yesno import read_yes_no
from mandarin.pinyin import clean

_DIGIT = "0-9０-９零〇一二三四五六七八九幺腰洞拐"
_RUN = re.compile(rf"[{_DIGIT}](?:[\s,，、\-]*[{_DIGIT}]){{9,}}(?:[\s,，、\-]*[{_DIGIT}XxＸ叉])?")
_DIGITS = re.compile(rf"[{_DIGIT}](?:[\s,，、\-]*[{_DIGIT}]){{3,}}")
_PART = re.compile(r"[，,。；;！!\s]+")
_NEAR = 8  # characters, at most, between a slot's name and its number


@dataclass(frozen=True, slots=True)
class Extraction:
    """`values` by slot. `rest`: the utterance without the numbers found and their names."""

    values: dict[str, str] = field(default_factory=dict)
    rest: str = ""


def extract(
    slots: Iterable[Slot],
    text: str,
    today: date,
    *,
    open_slot: Slot | None = None,
    partial: bool = False,
    names: tuple[str, ...] = (),
    area: str = "",
    request: bool = False,
) -> Extraction:
    """`slots`: not yet filled. `open_slot`: the one asked for. `partial`: some of its digits are known already.

    `names`: words that carry no value here, such as the service's name. `area`: the hall's telephone area code.
    `request`: the text asks for the service, and may say when and where (帮我约下周三上午十点).
    """
    wanted = tuple(slots)
    if own_is_unknown(text):
        wanted = tuple(slot for slot in wanted if not kind_of(slot).identifier)
    if mentioned(wanted, text) and not is_question(text):
        return _of_members(wanted, text, today, open_slot, names, area)
    if not wanted or len(text) < 2 or is_question(text) or (open_slot and kind_of(open_slot).takes_all):
        return Extraction(rest=text)
    contrast = read_contrast(text, "digits")
    said = without_told_end(contrast.affirmed)  # 手机号不是… gives no number
    bare = not partial and not (open_slot and kind_of(open_slot).takes_digits)
    found, rest = _numbers(wanted, said, today, open_slot, bare=bare)
    found |= _counted(wanted, rest, today, open_slot) | _named(wanted, rest, today, open_slot, area)
    if request:
        found |= _told_in_request(wanted, rest, today)
    found |= _hour_of_the_day(wanted, rest, today, open_slot)
    if not (open_slot and kind_of(open_slot).takes_words):  # 紧急救援中心宿舍 selects no option
        found |= _chosen(wanted, rest, open_slot, names)
    return Extraction(found, text if contrast.excluded else rest)


def _of_members(
    wanted: tuple[Slot, ...], text: str, today: date, open_slot: Slot | None, names: tuple[str, ...], area: str
) -> Extraction:
    """父亲叫王强，身份证号110…: values of the members of a group. Each part is read as if there were no other."""
    found: dict[str, str] = {}
    rest = ""
    for group, part in parts(wanted, text):
        group = group or (open_slot.group if open_slot else "")
        mine = {slot.item: slot for slot in wanted if group and slot.group == group}
        alone = [replace(slot, name=item, group="", group_says=()) for item, slot in mine.items()]
        told = name_told(alone, part)
        if told and (reading := read_slot(told[0], told[1], partial="", today=today)).value:
            found[mine[told[0].name].name] = reading.value
        others = [slot for slot in wanted if not slot.group]
        extracted = extract([*alone, *others], part, today, names=names, area=area)
        found |= {mine[name].name if name in mine else name: value for name, value in extracted.values.items()}
        rest += extracted.rest
    return Extraction(found, rest)


def _numbers(
    wanted: tuple[Slot, ...], text: str, today: date, open_slot: Slot | None, *, bare: bool
) -> tuple[dict[str, str], str]:
    found: dict[str, str] = {}
    rest = ""
    end = 0
    for hit in _RUN.finditer(text):
        before = text[end : hit.start()]
        taken = ""
        for piece in () if takes_number_back(text[hit.end() :]) else _pieces(hit[0]):
            slots = [slot for slot in wanted if kind_of(slot).found_by_length == len(piece) and slot.name not in found]
            slot, name = _called(slots, before)
            # An identity number validates itself; eleven digits may be anything where digits are asked for.
            if slot and (name or len(piece) == 18 or bare or slot is open_slot):
                reading = read_slot(slot, piece, partial="", today=today)
                if reading.value and not reading.doubtful:
                    found[slot.name], taken = reading.value, name or " "
        if taken.strip():
            before = before[: before.rfind(taken)]
        rest += before if taken else before + hit[0]
        end = hit.end()
    return found, rest + text[end:]


def _pieces(run: str) -> tuple[str, ...]:
    """A run of digits as an identity number, a mobile number, or one after the other."""
    digits = hear(run).digits
    match len(digits):
        case 11 | 18:
            return (digits,)
        case 29:
            # The identity number is the one with a year of birth in it.
            return (digits[:18], digits[18:]) if digits[6:8] in ("19", "20") else (digits[:11], digits[11:])
        case _:
            return ()


def _called(slots: list[Slot], before: str) -> tuple[Slot | None, str]:
    """The slot whose name stands before a number, and that name; else the only slot."""
    near = before[-_NEAR:]
    named = [(near.rfind(name), slot, name) for slot in slots if (name := slot.name) in near]
    if not named and len(slots) == 1:
        named = [(near.rfind(word), slots[0], word) for word in kind_of(slots[0]).found_called if word in near]
    if named:
        _, slot, name = max(named, key=lambda one: (one[0], len(one[2])))
        return slot, name
    return (slots[0], "") if len(slots) == 1 else (None, "")


def _named(wanted: tuple[Slot, ...], text: str, today: date, open_slot: Slot | None, area: str) -> dict[str, str]:
    found = {}
    for slot in wanted:
        if not kind_of(slot).after_name or slot is open_slot or len(slot.name) < 2:
            continue
        hit = re.search(re.escape(slot.name) + r"(?:就?是|为|：|:)?([^，,。；;、]{2,20})", text)
        if hit:
            reading = read_slot(slot, hit[1], partial="", today=today, area=area)
            if reading.value and not reading.doubtful:
                found[slot.name] = reading.value
    return found


def _counted(wanted: tuple[Slot, ...], text: str, today: date, open_slot: Slot | None) -> dict[str, str]:
    """A number of as many digits as the only slot for one has: 查一下工单26115837."""
    counted = [slot for slot in wanted if slot.digits and slot is not open_slot]
    found: dict[str, str] = {}
    for slot in counted:
        runs = [run for hit in _DIGITS.finditer(text) if len(run := hear(hit[0]).digits) == slot.digits]
        if len(runs) == 1 and [other.digits for other in counted].count(slot.digits) == 1:
            reading = read_slot(slot, runs[0], partial="", today=today)
            found |= {slot.name: reading.value} if reading.value else {}
    return found


def _told_in_request(wanted: tuple[Slot, ...], text: str, today: date) -> dict[str, str]:
    """The day, the hour and the place in a request, each where one slot alone can hold it and there is no doubt.

    A day in the past belongs to what is told (昨天半夜吵得睡不着), so only a service that takes an account, or a slot
    that the words name (去年三月住进来的 for 入住日期), takes it.
    """
    found: dict[str, str] = {}
    text = without_days_of_need(text)
    days = [replace(slot, periods=False) for slot in wanted if slot.kind == "date"]
    for slot in days if len(days) == 1 else ():
        reading = _read_in(slot, text, today)
        told = slot.when == "future" or takes_account(wanted) or _named_by(slot, text)
        if reading.value and not reading.doubtful and told:
            found[slot.name] = reading.value
    times = [slot for slot in wanted if kind_of(slot).told_with]
    if found and len(times) == 1:
        reading = _read_in(times[0], text, today)
        found |= {times[0].name: reading.value} if reading.value and not reading.doubtful else {}
    places = [slot for slot in wanted if slot.kind == "address"]
    if len(places) == 1 and takes_account(wanted) and (place := find_place(text)):
        reading = read_slot(places[0], place, partial="", today=today)
        found |= {places[0].name: reading.value} if reading.value else {}
    return found


def _read_in(slot: Slot, text: str, today: date) -> Reading:
    """The value in `text`, or in the one of its clauses, or of the hours in it, that is one."""
    reading = read_slot(slot, text, partial="", today=today)
    if not reading.nothing:
        return reading
    parts = times_in(text) if kind_of(slot).told_with else _PART.split(text)
    found = {one.value: one for part in parts if (one := read_slot(slot, part, today=today)).value}
    return next(iter(found.values())) if len(found) == 1 else reading


def account_slot(slots: Iterable[Slot]) -> Slot | None:
    """The slot for what happened, in the citizen's own words (诉求内容); None where there is none, or several."""
    accounts = [slot for slot in slots if kind_of(slot).account and slot.required and not is_short(slot.name)]
    return accounts[0] if len(accounts) == 1 else None


def takes_account(slots: Iterable[Slot]) -> bool:
    return account_slot(slots) is not None


def _named_by(slot: Slot, text: str) -> bool:
    """Whether a character of the slot's name, its kind aside, stands in the text: 住 of 入住日期."""
    return any(character in text for character in slot.name.removesuffix("日期").removesuffix("时间"))


def _hour_of_the_day(wanted: tuple[Slot, ...], text: str, today: date, open_slot: Slot | None) -> dict[str, str]:
    """The time in an answer to a date question (下周三下午两点半), if there is one time slot and no doubt."""
    times = [slot for slot in wanted if open_slot and kind_of(slot).told_with == open_slot.kind]
    if open_slot is None or len(times) != 1:
        return {}
    if not read_slot(open_slot, text, partial="", today=today).value:
        return {}
    reading = read_slot(times[0], text, partial="", today=today)
    return {times[0].name: reading.value} if reading.value and not reading.doubtful else {}


def _chosen(wanted: tuple[Slot, ...], text: str, open_slot: Slot | None, names: tuple[str, ...]) -> dict[str, str]:
    bare = clean(text)
    clauses = [clean(part) for part in _PART.split(text)]
    words = {
        slot.name: _bare_words(slot.choices) for slot in wanted if slot.choices and kind_of(slot).choices != "several"
    }
    found = {}
    for slot in wanted:
        if slot is open_slot or slot.name not in words:
            continue
        others = {word for name, mine in words.items() if name != slot.name for all_ in mine.values() for word in all_}
        if kind_of(slot).choices == "yes_no" and not _in_passing(slot, text):
            continue  # 我儿子承诺 is not the citizen's promise
        said = [
            (label, word)
            for label, mine in words[slot.name].items()
            for word in mine
            if _tells(word, bare, names) and word not in others and _meant(word, clauses)
        ]
        # 工作 and 没有工作 both stand in 我没有工作: the longer word is the one that was said.
        longest = [one for one in said if not any(one[1] in other[1] and one[1] != other[1] for other in said)]
        labels = {label for label, _ in longest}
        if len(labels) == 1:
            found[slot.name] = labels.pop()
    return found


@lru_cache(maxsize=512)
def _bare_words(choices: tuple[Choice, ...]) -> dict[str, tuple[str, ...]]:
    """By label, the label and its other words without punctuation. They are the script's, so they may be kept."""
    return {choice.label: tuple(map(clean, (choice.label, *choice.says))) for choice in choices}


def _meant(word: str, clauses: list[str]) -> bool:
    """Whether no occurrence of `word` is denied, conditional or about another person."""
    spots = [(clause, clause.find(word)) for clause in clauses if word in clause]
    return all(not denied(clause, at, at + len(word)) and not supposed(clause) for clause, at in spots)


def _in_passing(slot: Slot, text: str) -> bool:
    return any(tells_in_passing(slot, part) for part in _PART.split(text))


def _tells(word: str, bare: str, names: tuple[str, ...]) -> bool:
    """Whether `word` occurs and is distinctive: 正式 is; 可以, and 挂失 of 社保卡挂失, are not."""
    at = bare.find(word)
    if len(word) < 2 or at < 0 or any(word in clean(name) for name in names):
        return False
    return read_yes_no(word) is None and read_command(word) is None
