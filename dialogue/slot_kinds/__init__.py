"""Slot kinds: one record a slot kind, in one table that loader, lint, machine, cards and schema read.

kind_of(slot).aloud(slot, "2026-11-22")      # 2026年11月22日
read_slot(slot, "后天", today=today).value    # 2026-11-24
"""

from dialogue.slot_kinds.reading import fewest_of, length_of, read_slot, shapes_of
from dialogue.slot_kinds.record import Masking, Means, Readback, ReadingContext, SlotKind
from dialogue.slot_kinds.table import KINDS, by_word, kind_of

__all__ = [
    "KINDS",
    "Masking",
    "Means",
    "Readback",
    "ReadingContext",
    "SlotKind",
    "by_word",
    "fewest_of",
    "kind_of",
    "length_of",
    "read_slot",
    "shapes_of",
]
