"""Reads a slot's value from an utterance, whatever the slot kind."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from dialogue.slot_kinds.record import ReadingContext
from dialogue.slot_kinds.table import kind_of
from dialogue.understand import validation_messages
from dialogue.understand.code_shape import code_shapes, letters_and_digits, spoken_shapes
from dialogue.understand.contrast import read_contrast
from dialogue.understand.doubt import in_doubt, is_cut_short
from dialogue.understand.name import with_surname_mended
from dialogue.understand.number_tail import read_tail
from dialogue.understand.periods import read_period
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.repair import MARK
from dialogue.understand.unknown import says_unknown
from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

if TYPE_CHECKING:
    from dialogue.script.model import Slot

_OR = re.compile(r"或|要么|还是")
#: Between two places, or two options of which one is not here: neither may be taken.
_EITHER_OR = re.compile(r"(?<=\S)(?:或者|或是|要么)(?=\S)")
_CLAUSE = re.compile(r"[，,。；;！!？?…\s]+")
#: In a clause without a value: a condition, another person, something that is put right.
_CHANGES = re.compile(
    r"[不没别未又但却除](?!过去)|可(?!以)|再(?!见)|如果|要是|万一|还[要有差是得]|[他她]|人家|老[公婆伴板]|媳妇|爱人|听说|据说|改|换|先(?!生)"
)
_TAIL = re.compile(r"尾号|尾数|尾巴|(?:后|末|最后)[面头]?的?[三四五六3456]位")
_HEAD = re.compile(r"前|开头|头[三六36]位|中间|打头|全号|完整")
_DENIES = re.compile(r"[不没别除无]|或|还是")
#: 三千还是四千来着: said while trying to remember, which `in_doubt` sees.
_TRYING = re.compile(r"来着")


def length_of(slot: Slot) -> int:
    """How many characters a value has that comes in pieces; 0: no fixed number."""
    shapes = code_shapes(slot.pattern) if kind_of(slot).has_pattern == "must" else ()
    return slot.digits or kind_of(slot).length or (len(shapes[0]) if len(shapes) == 1 else 0)


def fewest_of(slot: Slot) -> int:
    """How many letters and digits the shortest value has, where they are counted and their number may vary."""
    shapes = code_shapes(slot.pattern) if kind_of(slot).has_pattern == "must" else ()
    return min(map(letters_and_digits, shapes), default=kind_of(slot).fewest)


def shapes_of(slot: Slot) -> tuple[tuple[str, ...], ...]:
    """What a code may look like, for recognition: of each place its characters. Empty for other kinds."""
    if kind_of(slot).has_pattern == "must":
        return spoken_shapes(code_shapes(slot.pattern))
    return spoken_shapes(kind_of(slot).shapes)


@text_cached
def read_slot(slot: Slot, text: str, *, partial: str = "", today: date, area: str = "", base: str = "") -> Reading:
    """`partial`: what was kept of the value so far; `area`: the hall's telephone area code; `base`: the value in
    question, to which 再晚两天 is relative.

    What the text excludes is never the value; of two that are put up for choice neither is. A value that the citizen is
    not sure of is doubtful.
    """
    kind = kind_of(slot)
    if kind.identifier and is_cut_short(text):
        return Reading(message=validation_messages.NUMBER_IN_FULL)
    reading = _read(slot, text, partial, today, area, base)
    if kind.measured and reading.value and not reading.doubtful and _may_change(slot, text, today):
        return replace(reading, doubtful=True)
    unsure = reading.value and not (kind.choices != "none" or kind.account or reading.doubtful)
    if unsure and not (slot.periods and reading == read_period(text)):
        return replace(reading, doubtful=in_doubt(text, of_a_number=kind.identifier))
    return reading


def _read(slot: Slot, text: str, partial: str, today: date, area: str, base: str) -> Reading:
    kind, context = kind_of(slot), ReadingContext(today, partial, area)
    text = text if kind.free_text else _TRYING.sub("", text)
    if says_unknown(text, strictly=kind.free_text or bool(slot.choices)):
        return NOTHING

    def read(said: str) -> Reading:
        return kind.read(slot, said, context)

    if slot.periods and (period := read_period(text)).value:
        return period
    if base and kind.shifted and (moved := kind.shifted(text, base)):
        return read(moved)
    if kind.identifier and not partial and _only_tail(text):
        reading = read(text)
        return reading if reading.value else Reading(message=validation_messages.NUMBER_IN_FULL)
    if kind.identifier and (tail := read_tail(text)).number != text:
        if tail.kind == "excluded":
            return Reading(message=validation_messages.NUMBER_IN_USE)
        reading = read(tail.number)
        return replace(reading, doubtful=True) if reading.value and tail.kind == "confirm" else reading
    if kind.own_characters:
        text = with_surname_mended(text, partial)
    if kind.contrast == "none" or _own_words(slot, text):
        return read(text)
    contrast = read_contrast(text, kind.contrast)
    offered = tuple(dict.fromkeys(found for piece in contrast.either if (found := read(piece).value)))
    if len(offered) > 1 and not kind.measured and not (kind.choices == "several" and not _OR.search(text)):
        return Reading(message=validation_messages.ONE_OF_THEM)
    if kind.either_or and _EITHER_OR.search(contrast.affirmed):
        return Reading(message=validation_messages.ONE_OF_THEM)
    # an option's reader knows itself which of its words are denied
    if kind.choices == "one":
        return read(text)
    context = replace(context, excluded="，".join(contrast.excluded))
    reading = read(contrast.affirmed)
    if reading.nothing and kind.has_unit and (none := read(text)).value == "0":
        return none  # 一份都不要
    if reading.value and len(offered) > 1 and kind.measured:
        return Reading(candidates=offered)
    if reading.value and reading.value in (read(piece).value for piece in contrast.excluded):
        return NOTHING
    return reading


def _may_change(slot: Slot, text: str, today: date) -> bool:
    """Whether a clause beside the value may change it: 先来一万，不够再说."""
    context = ReadingContext(today, "", "")
    clauses = [one for one in _CLAUSE.split(text) if one and not re.fullmatch(MARK, one)]
    apart = [one for one in clauses if kind_of(slot).read(slot, one, context).nothing]
    return len(apart) < len(clauses) and any(map(_CHANGES.search, apart))


def _only_tail(text: str) -> bool:
    """尾号3306那个: the end of a number, and nothing of its beginning."""
    return bool(_TAIL.search(text)) and not _HEAD.search(text)


def _own_words(slot: Slot, text: str) -> bool:
    """Whether the text holds a choice's own words with a denial in them: 都不是, 不换."""
    bare = clean(text)
    said = (clean(word) for choice in slot.choices for word in (choice.label, *choice.says))
    return any(word in bare for word in said if _DENIES.search(word))
