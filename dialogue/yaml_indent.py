"""Two lines that should stand below each other and do not: which of them is wrong, and by how many spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_ENTRY = re.compile(r"^( *)((?:- +)*)(?:[^\s#\-].*?|-\S.*?)?(?::(?:\s|$)|$)")
_COUNTS = ("零", "一", "两", "三", "四", "五", "六", "七", "八")


@dataclass(frozen=True, slots=True)
class Misaligned:
    """`line` counts from 1."""

    line: int
    message: str
    fix: str
    english: str


def misaligned(lines: Sequence[str], at: int) -> Misaligned | None:
    """`at`: the line (from 0) at which the parser gave up because its column fits none of the lines above it."""
    here = _columns(lines, at)
    pair = _neighbour(lines, at, here[0], _dashes(lines[at]) > 0) if here else None
    if pair is None:
        return None
    other, theirs = pair
    wrong, right = (other, at) if _other_is_wrong(lines, other, theirs, at, here[0]) else (at, other)
    apart = (theirs - here[0]) if wrong == other else (here[0] - theirs)
    return _told(wrong, right, apart)


def _told(wrong: int, right: int, apart: int) -> Misaligned:
    """`apart`: by how many spaces the wrong line stands too far to the right; negative: to the left."""
    count = abs(apart)
    chinese = _COUNTS[count] if count < len(_COUNTS) else f" {count} "
    where = {1: "下一行", -1: "上一行"}.get(right - wrong, f"第 {right + 1} 行")
    message = f"第 {wrong + 1} 行比{where}{'多' if apart > 0 else '少'}缩进{chinese}格"
    fix = f"{'删掉' if apart > 0 else '补上'}{chinese}个空格，和第 {right + 1} 行左边对齐"
    spaces = f"{count} space{'s' if count > 1 else ''} {'more' if apart > 0 else 'less'}"
    return Misaligned(wrong + 1, message, fix, f"line {wrong + 1} is indented {spaces} than line {right + 1}")


def _columns(lines: Sequence[str], at: int) -> tuple[int, ...]:
    """Where an entry can stand in this line: at each dash, and at the key. Empty if the line is not an entry."""
    hit = _ENTRY.match(lines[at]) if 0 <= at < len(lines) else None
    if hit is None or not lines[at].strip() or lines[at].lstrip().startswith("#"):
        return ()
    dashes = [len(hit[1]) + dash.start() for dash in re.finditer("-", hit[2])]
    keyed = bool(re.search(r":(?:\s|$)", lines[at]))
    return (*dashes, len(hit[1]) + len(hit[2])) if keyed else tuple(dashes)


def _dashes(line: str) -> int:
    hit = _ENTRY.match(line)
    return hit[2].count("-") if hit else 0


def _neighbour(lines: Sequence[str], at: int, column: int, dash: bool) -> tuple[int, int] | None:
    """The line above whose level is nearest to `column`, and its column. Of two as near, the deeper.

    A line with a dash stands below dashes, if there are any; one without stands below keys.
    """
    levels: dict[int, int] = {}
    alike: set[int] = set()
    lowest: int | None = None
    for number in range(at - 1, -1, -1):
        columns = _columns(lines, number)
        dashes = _dashes(lines[number])
        for place, found in enumerate(columns):
            if lowest is None or found < lowest:
                levels.setdefault(found, number)
                alike |= {found} if dash == (place < dashes) else set()
        lowest = min(columns, default=lowest) if lowest is None else min((lowest, *columns))
        if lowest == 0:
            break
    levels.pop(column, None)
    if not levels:
        return None
    nearest = min(alike & levels.keys() or levels, key=lambda found: (abs(found - column), -found))
    return levels[nearest], nearest


def _other_is_wrong(lines: Sequence[str], other: int, theirs: int, at: int, column: int) -> bool:
    """The one with fewer lines beside it in its block, then in the file; then the one in an odd column."""
    above = _run(lines, range(other, -1, -1), theirs)
    below = _run(lines, range(at, len(lines)), column)
    if above != below:
        return above < below
    everywhere = [found for number in range(len(lines)) for found in _columns(lines, number)]
    if everywhere.count(theirs) != everywhere.count(column):
        return everywhere.count(theirs) < everywhere.count(column)
    return theirs % 2 > column % 2


def _run(lines: Sequence[str], numbers: range, column: int) -> int:
    """How many entries in a row stand at `column`, with what is nested in them between."""
    count = 0
    for number in numbers:
        columns = _columns(lines, number)
        if column in columns:
            count += 1
        elif columns and min(columns) < column:
            break
    return count
