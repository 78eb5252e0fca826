"""Of two numbers that sound alike, the group in which they differ: 中间四位是八七六五，还是八七一五？ Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from dialogue.filters import counted, groups
from dialogue.script import Slot
from dialogue.slot_kinds import kind_of

#: Characters, at most, that are said of each number: a longer part is no shorter than the number.
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class UnsureGroup:
    """`place`: 开头三位, 中间四位, 最后四位. `parts`: what each number has there."""

    place: str
    parts: tuple[str, ...]


def unsure_group(slot: Slot, options: Sequence[str]) -> UnsureGroup | None:
    """None where the options are no two numbers of one length, or differ in most of their length."""
    if not kind_of(slot).identifier or len(options) < 2 or len({len(option) for option in options}) > 1:
        return None
    length = len(options[0])
    differ = [at for at in range(length) if len({option[at] for option in options}) > 1]
    start, end = length, 0
    for first, last in _bounds(options[0]):
        if any(first <= at < last for at in differ):
            start, end = min(start, first), max(end, last)
    if not differ or end - start > _LONGEST or (start == 0 and end == length):
        return None
    where = "开头" if start == 0 else "最后" if end == length else "中间"
    return UnsureGroup(f"{where}{counted(end - start)}位", tuple(option[start:end] for option in options))


def _bounds(number: str) -> list[tuple[int, int]]:
    ends = list(accumulate(map(len, groups(number))))
    return list(zip([0, *ends[:-1]], ends, strict=True))
