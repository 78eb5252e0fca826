"""Prompts with holes: `尾号【身份证号|末四位】`: a variable and the filters it goes through, left to right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dialogue.errors import Problems

_HOLE = re.compile(r"【([^【】]*)】")
_SPOKEN = str.maketrans({
    "0": "零", "1": "幺", "2": "二", "3": "三", "4": "四", "5": "五", "6": "六", "7": "七", "8": "八", "9": "九",
    "X": "叉", "x": "叉",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hole:
    name: str
    filters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """`raw` as written; `parts` alternate text and holes in order."""

    raw: str
    parts: tuple[str | Hole, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.parts if isinstance(part, Hole))

    @property
    def fixed(self) -> bool:
        return not self.names

    def fill(self, values: Mapping[str, str], *, spoken: bool) -> str:
        """Every hole filled; `spoken` spells identifiers out for the ear. Raises KeyError on an unset name."""
        return "".join(
            part if isinstance(part, str) else _apply(part, values[part.name], spoken) for part in self.parts
        )


def last_four(value: str, spoken: bool) -> str:
    return spell(value[-4:]) if spoken else value[-4:]


def digit_by_digit(value: str, spoken: bool) -> str:
    return "，".join(spell(group) for group in groups(value)) if spoken else value


def long_date(value: str, spoken: bool) -> str:
    """`2026-03-01` as 2026年3月1日; anything else stays as it is (a back end may answer in words)."""
    hit = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", value)
    return f"{hit[1]}年{int(hit[2])}月{int(hit[3])}日" if hit else value


def masked(value: str, spoken: bool) -> str:
    return mask(value) if not spoken else "尾号" + spell(value[-4:])


FILTERS: dict[str, Callable[[str, bool], str]] = {
    "末四位": last_four,
    "逐位读": digit_by_digit,
    "日期": long_date,
    "脱敏": masked,
}


def spell(text: str) -> str:
    """Digits as a Chinese speaker says them one by one (1 is 幺); other characters as they are."""
    return text.translate(_SPOKEN)


def groups(value: str) -> tuple[str, ...]:
    """An identifier cut the way people say it: 3-4-4 for a mobile number, 6-4-4-4 for an ID number, else fours."""
    sizes = {11: (3, 4, 4), 18: (6, 4, 4, 4)}.get(len(value)) or (4,) * (len(value) // 4 + 1)
    pieces, start = [], 0
    for size in sizes:
        pieces.append(value[start : start + size])
        start += size
    return tuple(piece for piece in pieces if piece)


def mask(value: str) -> str:
    """For the screen: an ID number shows its last four, a mobile number 3+4, a name its first, other text its ends."""
    if re.fullmatch(r"\d{17}[\dX]", value):
        return "*" * 14 + value[-4:]
    if re.fullmatch(r"1\d{10}", value):
        return value[:3] + "****" + value[-4:]
    if len(value) <= 4:
        return value[:1] + "*" * (len(value) - 1)
    return value[:2] + "*" * (len(value) - 4) + value[-2:]


def parse_template(text: str, line: int, problems: Problems) -> Template:
    parts: list[str | Hole] = []
    end = 0
    for hit in _HOLE.finditer(text):
        if hit.start() > end:
            parts.append(text[end : hit.start()])
        name, *filters = (piece.strip() for piece in hit[1].replace("｜", "|").split("|"))
        if not name:
            problems.add(line, "【】里没有变量名", "写成【姓名】这样")
        for wrong in (word for word in filters if word not in FILTERS):
            problems.add(line, f"不认识的格式“{wrong}”", f"可用的有：{'、'.join(FILTERS)}")
        parts.append(Hole(name, tuple(word for word in filters if word in FILTERS)))
        end = hit.end()
    if end < len(text):
        parts.append(text[end:])
    leftover = "".join(part for part in parts if isinstance(part, str))
    if "【" in leftover or "】" in leftover:
        problems.add(line, "【 和 】 没有成对", "检查这句话里的括号")
    return Template(text, tuple(parts))


def plain(text: str) -> Template:
    """A template of the machine's own, known to be right."""
    return parse_template(text, 0, Problems("dialogue"))


def _apply(hole: Hole, value: str, spoken: bool) -> str:
    for name in hole.filters:
        value = FILTERS[name](value, spoken)
    return value
