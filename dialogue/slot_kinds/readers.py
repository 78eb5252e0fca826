"""The reader of each slot kind, in the form that the table takes: a wrapper of a reader in `dialogue/understand`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialogue.slot_kinds.record import ReadingContext
from dialogue.understand.address import read_address, read_typed_address
from dialogue.understand.count import read_count
from dialogue.understand.credit_code import read_credit_code
from dialogue.understand.dates import EARLIEST, read_date, says_earliest
from dialogue.understand.free_text import is_short, put_right, read_text, read_typed_text
from dialogue.understand.id_number import read_id_number
from dialogue.understand.landline import read_landline
from dialogue.understand.money import read_money
from dialogue.understand.name import read_name
from dialogue.understand.number import read_number
from dialogue.understand.option import read_option
from dialogue.understand.phone import read_phone
from dialogue.understand.reading import Reading
from dialogue.understand.repair import corrects_itself
from dialogue.understand.several import read_several
from dialogue.understand.time import read_time
from dialogue.understand.typed_name import one_name, read_typed_name
from dialogue.understand.yes_no_slot import read_yes_no_slot

if TYPE_CHECKING:
    from dialogue.script.model import Slot


def id_number(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_id_number(text, partial=context.partial, today=context.today)


def credit_code(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_credit_code(text, partial=context.partial)


def phone(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_phone(text, partial=context.partial)


def landline(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_landline(text, partial=context.partial, area=context.area)


def number(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_number(text, slot.digits, partial=context.partial)


def name(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_name(text, partial=context.partial)


def day(slot: Slot, text: str, context: ReadingContext) -> Reading:
    if slot.earliest and says_earliest(text):
        return Reading(value=EARLIEST)
    return read_date(text, context.today, when=slot.when, excluded=context.excluded)


def hour(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_time(text, when=slot.when)


def money(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_money(text, least=slot.least, most=slot.most)


def count(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_count(text, least=slot.least, most=slot.most, unit=slot.unit)


def address(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_address(text)


def option(slot: Slot, text: str, context: ReadingContext) -> Reading:
    """One of the labels; no value if none is certainly meant."""
    return Reading(value=read_option(text, {choice.label: choice.says for choice in slot.choices}) or "")


def several(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return read_several(text, {choice.label: choice.says for choice in slot.choices})


def yes_no(slot: Slot, text: str, context: ReadingContext) -> Reading:
    said = read_yes_no_slot(slot, text)
    return Reading(value="" if said is None else "是" if said else "否")


def free_text(slot: Slot, text: str, context: ReadingContext) -> Reading:
    return Reading(value=read_text(put_right(text) if is_short(slot.name) else text))


def typed_text(slot: Slot, own: str) -> Reading:
    return Reading(value=read_typed_text(put_right(own) if is_short(slot.name) else own))


def typed_name(slot: Slot, own: str) -> Reading | None:
    """None where the text is more than a name."""
    return read_typed_name(own) if one_name(own) else None


def typed_address(text: str) -> Reading | None:
    """None where the text corrects itself."""
    return None if corrects_itself(text) or put_right(text) != text else read_typed_address(text)
