"""What Word's styles make of a paragraph or a run: heading level, automatic number, hidden or struck text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from dialogue.knowledge.word_numbering import W, value

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])")
_CONTENTS = re.compile(r"(?:toc|目录)\b.*")
#: Styles based on each other: more than any template has, and an end to a ring.
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """`level` 1..6 for a heading. `number_id` empty: no automatic number. `contents`: of the table of contents."""

    level: int = 0
    number_id: str = ""
    number_level: int = 0
    contents: bool = False


class Styles:
    """`root`: the root element of the styles part."""

    def __init__(self, root: Any) -> None:
        self._by_id = {style.get(f"{W}styleId", ""): style for style in root.findall(f"{W}style")}
        self._default = next(
            (
                style.get(f"{W}styleId", "")
                for style in root.findall(f"{W}style")
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true")
            ),
            "",
        )
        self._of = cache(self._paragraph_style)

    def paragraph(self, paragraph: Any) -> ParagraphStyle:
        own = paragraph.find(f"{W}pPr")
        style = self._of(("" if own is None else value(own, "pStyle")) or self._default)
        if own is None:
            return style
        level = _outline(own)
        number = own.find(f"{W}numPr")
        number_id, number_level = style.number_id, style.number_level
        if number is not None:
            number_id = value(number, "numId") or number_id
            number_level = int(value(number, "ilvl") or 0)
        return ParagraphStyle(
            style.level if level is None else level, "" if number_id == "0" else number_id, number_level, style.contents
        )

    def run(self, run: Any) -> tuple[bool, bool]:
        """Whether it is hidden, and whether it is struck through."""
        own = run.find(f"{W}rPr")
        paragraph = next(run.iterancestors(f"{W}p"), None)
        chain = [own] if own is not None else []
        chain += [style.find(f"{W}rPr") for style in self._based("" if own is None else value(own, "rStyle"))]
        properties = None if paragraph is None else paragraph.find(f"{W}pPr")
        chain += [
            style.find(f"{W}rPr")
            for style in self._based(("" if properties is None else value(properties, "pStyle")) or self._default)
        ]
        return _set(chain, "vanish"), _set(chain, "strike") or _set(chain, "dstrike")

    def _paragraph_style(self, style_id: str) -> ParagraphStyle:
        level, number_id, number_level, contents = 0, "", 0, False
        for style in self._based(style_id):
            name = value(style, "name").lower()
            contents = contents or bool(_CONTENTS.fullmatch(name))
            hit = _HEADING.fullmatch(name)
            own = style.find(f"{W}pPr")
            outline = None if own is None else _outline(own)
            level = level or (min(int(hit[1]), 6) if hit else 1 if name in ("title", "标题") else outline or 0)
            number = None if own is None else own.find(f"{W}numPr")
            if number is not None and not number_id:
                number_id, number_level = value(number, "numId"), int(value(number, "ilvl") or 0)
        return ParagraphStyle(level, number_id, number_level, contents)

    def _based(self, style_id: str) -> Iterator[Any]:
        """The style and those that it is based on."""
        for _ in range(_DEEPEST):
            style = self._by_id.get(style_id)
            if style is None:
                return
            yield style
            style_id = value(style, "basedOn")


def _outline(properties: Any) -> int | None:
    """The heading level that an outline level makes; 0 for body text, None where nothing is said."""
    text = value(properties, "outlineLvl")
    if not text:
        return None
    return min(int(text) + 1, 6) if int(text) < 9 else 0


def _set(chain: list[Any], name: str) -> bool:
    """The nearest that says anything says it."""
    for properties in chain:
        if properties is not None and (found := properties.find(f"{W}{name}")) is not None:
            return found.get(f"{W}val", "true") not in ("0", "false", "off")
    return False


def deleted_mark(paragraph: Any) -> bool:
    """Whether the end of this paragraph was deleted, or moved away, as a tracked change."""
    return any(paragraph.find(f"{W}pPr/{W}rPr/{W}{name}") is not None for name in ("del", "moveFrom"))
