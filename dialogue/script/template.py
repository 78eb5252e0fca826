"""Prompts with holes: `尾号【身份证号|末四位】`: a variable and the filters it goes through, left to right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dialogue.errors import Problems
from dialogue.filters import FILTERS, Way, apply

_HOLE = re.compile(r"【([^【】]*)】")
_HALF_WIDTH = str.maketrans("｜（）．", "|().")


@dataclass(frozen=True, slots=True)
class Hole:
    name: str
    filters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """`raw` as written; `parts` alternate text and holes in order; `line`: where it stands."""

    raw: str
    parts: tuple[str | Hole, ...]
    line: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(hole.name for hole in self.holes)

    @property
    def holes(self) -> tuple[Hole, ...]:
        return tuple(part for part in self.parts if isinstance(part, Hole))

    @property
    def fixed(self) -> bool:
        return not self.names

    def fill(self, values: Mapping[str, str], *, spoken: bool, today: date | None = None) -> str:
        """Every hole filled; `spoken`: identifiers are spelt digit by digit. Raises KeyError on an unset name.

        `today`: for filters that count from it (年龄); without it they leave the value as it is.
        """
        way = Way(spoken, today)
        return "".join(
            part if isinstance(part, str) else apply(part.filters, values[part.name], way) for part in self.parts
        )


def parse_hole(text: str, line: int, problems: Problems) -> Hole:
    """`身份证号|末四位`, without its brackets."""
    name, *filters = (piece.strip() for piece in text.translate(_HALF_WIDTH).split("|"))
    if not name:
        problems.add(line, "【】里没有变量名", "写成【姓名】这样", code="broken-hole")
    for wrong in (word for word in filters if word not in FILTERS):
        problems.add(line, f"不认识的格式“{wrong}”", f"可用的有：{'、'.join(FILTERS)}", code="unknown-filter")
    return Hole(name, tuple(word for word in filters if word in FILTERS))


def parse_template(text: str, line: int, problems: Problems) -> Template:
    parts: list[str | Hole] = []
    end = 0
    for hit in _HOLE.finditer(text):
        if hit.start() > end:
            parts.append(text[end : hit.start()])
        parts.append(parse_hole(hit[1], line, problems))
        end = hit.end()
    if end < len(text):
        parts.append(text[end:])
    leftover = "".join(part for part in parts if isinstance(part, str))
    if "【" in leftover or "】" in leftover:
        problems.add(line, "【 和 】 没有成对", "检查这句话里的括号", code="broken-hole")
    return Template(text, tuple(parts), line)


def plain(text: str) -> Template:
    """A template of the machine's own words, which are known to be valid."""
    return parse_template(text, 0, Problems("dialogue"))
