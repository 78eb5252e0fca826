"""What an utterance says for a slot, whatever its kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from dialogue.script.model import Slot, SlotKind
from dialogue.understand import validation_messages
from dialogue.understand.address import read_address
from dialogue.understand.contrast import read_contrast
from dialogue.understand.count import read_count
from dialogue.understand.credit_code import read_credit_code
from dialogue.understand.dates import read_date
from dialogue.understand.free_text import is_short, put_right, read_text
from dialogue.understand.id_number import read_id_number
from dialogue.understand.landline import read_landline
from dialogue.understand.money import read_money
from dialogue.understand.name import read_name, with_surname_mended
from dialogue.understand.number import read_number
from dialogue.understand.number_tail import read_tail
from dialogue.understand.option import read_option
from dialogue.understand.phone import read_phone
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.several import read_several
from dialogue.understand.time import read_time
from dialogue.understand.yes_no_slot import read_yes_no_slot
from mandarin.pinyin import clean

#: The full length of kinds that come in pieces and have one.
LENGTHS: Mapping[SlotKind, int] = {"id": 18, "credit_code": 18, "phone": 11}


#: Kinds whose words are kept as they are, or are themselves a yes or a no.
_AS_SAID: frozenset[SlotKind] = frozenset({"text", "yesno"})
#: Kinds that are said digit by digit.
_DIGITS: frozenset[SlotKind] = frozenset({"id", "credit_code", "phone", "landline", "number"})
_OR = re.compile(r"或|要么|还是")
#: Between two places, or two options of which one is not here: neither may be taken.
_EITHER_OR = re.compile(r"(?<=\S)(?:或者|或是|要么)(?=\S)")
_DENIES = re.compile(r"[不没别除无]|或|还是")


def length_of(slot: Slot) -> int:
    """How many characters a value has that comes in pieces; 0: no fixed number."""
    return slot.digits or LENGTHS.get(slot.kind, 0)


def read_slot(slot: Slot, text: str, *, partial: str = "", today: date, area: str = "") -> Reading:
    """`partial`: what was kept of the value so far; `area`: the hall's telephone area code.

    What the text excludes is never the value; of two that are put up for choice neither is.
    """

    def read(said: str) -> Reading:
        return _read(slot, said, partial, today, area)

    if slot.kind in _DIGITS and (tail := read_tail(text)).number != text:
        if tail.kind == "excluded":
            return Reading(message=validation_messages.NUMBER_IN_USE)
        reading = read(tail.number)
        return replace(reading, doubtful=True) if reading.value and tail.kind == "confirm" else reading
    if slot.kind == "name":
        text = with_surname_mended(text, partial)
    if slot.kind in _AS_SAID or _own_words(slot, text):
        return read(text)
    contrast = read_contrast(text, "list" if slot.kind == "several" else "digits" if slot.kind in _DIGITS else "one")
    offered = {found for piece in contrast.either if (found := read(piece).value)}
    if len(offered) > 1 and not (slot.kind == "several" and not _OR.search(text)):
        return Reading(message=validation_messages.ONE_OF_THEM)
    if slot.kind in ("option", "address") and _EITHER_OR.search(contrast.affirmed):
        return Reading(message=validation_messages.ONE_OF_THEM)
    # an option's reader knows itself which of its words are denied
    if slot.kind == "option":
        return read(text)
    reading = read(contrast.affirmed)
    if reading.value and reading.value in (read(piece).value for piece in contrast.excluded):
        return NOTHING
    return reading


def _own_words(slot: Slot, text: str) -> bool:
    """Whether the text holds a choice's own words with a denial in them: 都不是, 不换."""
    bare = clean(text)
    said = (clean(word) for choice in slot.choices for word in (choice.label, *choice.says))
    return any(word in bare for word in said if _DENIES.search(word))


def _read(slot: Slot, text: str, partial: str, today: date, area: str) -> Reading:
    match slot.kind:
        case "id":
            return read_id_number(text, partial=partial, today=today)
        case "credit_code":
            return read_credit_code(text, partial=partial)
        case "phone":
            return read_phone(text, partial=partial)
        case "landline":
            return read_landline(text, partial=partial, area=area)
        case "name":
            return read_name(text, partial=partial)
        case "date":
            return read_date(text, today, when=slot.when)
        case "time":
            return read_time(text)
        case "money":
            return read_money(text, least=slot.least, most=slot.most)
        case "count":
            return read_count(text, least=slot.least, most=slot.most, unit=slot.unit)
        case "address":
            return read_address(text)
        case "several":
            return read_several(text, {choice.label: choice.says for choice in slot.choices})
        case "option" | "yesno":
            return Reading(value=_choice(slot, text))
        case "number":
            return read_number(text, slot.digits, partial=partial)
        case "text":
            return Reading(value=read_text(put_right(text) if is_short(slot.name) else text))


def _choice(slot: Slot, text: str) -> str:
    """One of the labels; empty where none is surely meant."""
    if slot.kind == "option":
        return read_option(text, {choice.label: choice.says for choice in slot.choices}) or ""
    said = read_yes_no_slot(slot, text)
    return "" if said is None else "是" if said else "否"
