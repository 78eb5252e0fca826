"""A Word file as its reader sees it, with all changes accepted.

What was inserted counts and what was deleted does not; hidden text is left out; content controls, fields, links, text
boxes, notes, nested tables and automatic numbers are read. What cannot be told by voice is refused with its place.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import docx
from lxml import etree

from dialogue.errors import Problems
from dialogue.knowledge.archive import BROKEN, told_broken
from dialogue.knowledge.headed import Line
from dialogue.knowledge.table import Row
from dialogue.knowledge.word_numbering import Numbering, W
from dialogue.knowledge.word_style import Styles, deleted_mark

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_GRAPHIC = "{http://schemas.openxmlformats.org/drawingml/2006/main}graphicData"
#: Read as if what is in them stood there by itself.
_AROUND = {
    *(f"{W}{name}" for name in ("ins", "moveTo", "sdt", "sdtContent", "customXml", "smartTag")),
    *(f"{W}{name}" for name in ("hyperlink", "fldSimple", "dir", "bdo", "rubyBase")),
    *(f"{_MC}{name}" for name in ("Choice", "Fallback")),
}
_BLOCKS = {f"{W}p", f"{W}tbl"}
#: Text that was taken out: not read, and no mistake.
_GONE = {f"{W}{name}" for name in ("del", "moveFrom", "delText", "instrText", "delInstrText", "rt")}
_INSTEAD = {f"{W}{name}": text for name, text in (("tab", " "), ("ptab", " "), ("br", "\n"), ("cr", "\n"),
                                                 ("noBreakHyphen", "-"))}  # fmt: skip
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}


@dataclass(slots=True)
class WordText:
    """`lines` are numbered by paragraph or table of the body."""

    lines: list[Line] = field(default_factory=list)
    tables: list[list[Row]] = field(default_factory=list)


def read_word(data: bytes, problems: Problems) -> WordText:
    found = WordText()
    try:
        document = docx.Document(io.BytesIO(data))
        _Reader(document, found, problems).read(document.element.body)
    except BROKEN:
        told_broken(problems)
        return WordText()
    return found


class _Reader:
    """Walks the document once. `_fields`: of each field that is open, whether its result has begun."""

    def __init__(self, document: Any, found: WordText, problems: Problems) -> None:
        self._found, self._problems = found, problems
        self._styles = Styles(document.styles.element)
        self._numbering = Numbering(_root(document.part, "numbering"))
        self._notes = {name: _root(document.part, name) for name in _NOTES.values()}
        self._fields: list[bool] = []
        self._boxes: list[Any] = []
        self._at = 0  # of the body's block in hand
        self._carried = ""

    def read(self, body: Any) -> None:
        for block in self._blocks(body):
            self._at += 1
            if block.tag == f"{W}p":
                self._paragraph(block)
            else:
                self._flush()
                self._table(block)
            while self._boxes:
                self._box(self._boxes.pop(0))
        self._flush()

    # ---- blocks ------------------------------------------------------------------------------------------------------

    def _blocks(self, parent: Any) -> Iterator[Any]:
        for child in parent.iterchildren("*"):
            if child.tag in _BLOCKS:
                yield child
            elif child.tag == f"{W}sdt" and self._placeholder(child):
                continue
            elif child.tag == f"{_MC}AlternateContent":
                yield from self._blocks(_chosen(child))
            elif child.tag in _AROUND:
                yield from self._blocks(child)
            elif child.tag == f"{W}altChunk":
                self._refuse("嵌入的文件", "把内容粘贴进来")

    def _paragraph(self, paragraph: Any) -> None:
        """A paragraph whose mark was deleted goes on in the next one."""
        style = self._styles.paragraph(paragraph)
        text = self._carried + self._text(paragraph)
        self._carried = text if deleted_mark(paragraph) else ""
        if self._carried or style.contents or not text.strip():
            return
        label = self._numbering.label(style.number_id, style.number_level) if style.number_id else ""
        if style.level:
            clause = (
                label if label.endswith(("条", "章", "节", "款")) else ""
            )  # the number of a question does not belong to its text
            self._found.lines.append(Line(self._at, f"{clause} {text}".replace("\n", "").strip(), style.level))
            return
        joint = " " if label.isascii() and label else ""
        for at, line in enumerate(text.split("\n")):
            self._found.lines.append(Line(self._at, ((label + joint if at == 0 else "") + line.strip()).strip()))

    def _box(self, content: Any) -> None:
        for block in self._blocks(content):
            if block.tag == f"{W}p":
                self._paragraph(block)
            else:
                self._table(block)
        self._flush()

    def _flush(self) -> None:
        """A paragraph whose mark was deleted, and after which there is none to go on in."""
        if self._carried.strip():
            self._found.lines.append(Line(self._at, self._carried.strip()))
        self._carried = ""

    # ---- tables ------------------------------------------------------------------------------------------------------

    def _table(self, table: Any) -> None:
        self._found.tables.append([Row(at, cells) for at, cells in enumerate(self._rows(table), start=1)])

    def _rows(self, table: Any) -> Iterator[tuple[str, ...]]:
        """A cell that goes down over several rows stands in each; one that goes to the right stands once."""
        above: dict[int, str] = {}
        for row in self._inside(table, f"{W}tr"):
            cells = [""] * _number(row, "trPr/gridBefore")
            for cell in self._inside(row, f"{W}tc"):
                column, merged = len(cells), cell.find(f"{W}tcPr/{W}vMerge")
                goes_on = merged is not None and merged.get(f"{W}val", "continue") != "restart"
                text = above.get(column, "") if goes_on else self._cell(cell)
                above[column] = text
                cells += [text] + [""] * (max(1, _number(cell, "tcPr/gridSpan")) - 1)
            gone = any(row.find(f"{W}trPr/{W}{name}") is not None for name in ("del", "hidden"))
            if not gone:
                yield tuple(cells)

    def _inside(self, parent: Any, tag: str) -> Iterator[Any]:
        for child in parent.iterchildren("*"):
            if child.tag == tag:
                yield child
            elif child.tag in _AROUND and not (child.tag == f"{W}sdt" and self._placeholder(child)):
                yield from self._inside(child, tag)

    def _cell(self, cell: Any) -> str:
        """Its paragraphs as lines; of a table within it, a line for each row."""
        lines: list[str] = []
        for block in self._blocks(cell):
            if block.tag == f"{W}tbl":
                lines += ["，".join(filter(None, row)) for row in self._rows(block)]
                continue
            style = self._styles.paragraph(block)
            text = self._carried + self._text(block)
            self._carried = text if deleted_mark(block) else ""
            if text.strip() and not self._carried:
                label = self._numbering.label(style.number_id, style.number_level) if style.number_id else ""
                lines.append(label + (" " if label.isascii() and label else "") + text)
        lines.append(self._carried)
        self._carried = ""
        return "\n".join(line.strip() for line in lines if line.strip())

    # ---- text --------------------------------------------------------------------------------------------------------

    def _text(self, parent: Any) -> str:
        found = ""
        for child in parent.iterchildren("*"):
            if child.tag == f"{W}r":
                found += self._run(child)
            elif child.tag == f"{W}sdt" and self._placeholder(child):
                continue
            elif child.tag == f"{_MC}AlternateContent":
                found += self._text(_chosen(child))
            elif child.tag in _AROUND:
                found += self._text(child)
            elif child.tag.startswith(_MATH):
                self._refuse("公式", "改成文字")
            elif child.tag not in _GONE and next(child.iter(f"{W}t"), None) is not None:
                self._refuse(f"读不出来的内容（{etree.QName(child).localname}）", "改成普通文字")
        return found

    def _run(self, run: Any) -> str:
        hidden, struck = self._styles.run(run)
        text = "".join(self._piece(child) for child in run.iterchildren("*"))
        if hidden:
            return ""
        if struck and text.strip():
            self._refuse("删除线，读出来分不清", "删掉划去的字")
        return text

    def _piece(self, piece: Any) -> str:
        tag = piece.tag
        if tag == f"{W}fldChar":
            self._field(piece.get(f"{W}fldCharType"))
        elif not all(self._fields):
            return ""
        elif tag == f"{W}t":
            return piece.text or ""
        elif tag in _INSTEAD:
            return _INSTEAD[tag]
        elif tag in _NOTES:
            return self._note(_NOTES[tag], piece.get(f"{W}id", ""))
        elif tag == f"{W}sym":
            self._refuse("特殊符号", "换成普通的字")
        elif tag == f"{W}ruby":
            return "".join(self._text(base) for base in piece.iterchildren(f"{W}rubyBase"))
        elif tag == f"{_MC}AlternateContent":
            return "".join(self._piece(child) for child in _chosen(piece).iterchildren("*"))
        elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
            self._drawing(piece)
        return ""

    def _field(self, kind: str | None) -> None:
        """A field shows its result, which stands between `separate` and `end`; before it stands how it is made."""
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _drawing(self, drawing: Any) -> None:
        """Pictures are passed over; the text of text boxes comes after the paragraph that they stand in."""
        boxes = [box for box in drawing.iter(f"{W}txbxContent") if not any(True for _ in box.iterancestors(_FALLBACK))]
        self._boxes += boxes
        uris = [graphic.get("uri", "") for graphic in drawing.iter(_GRAPHIC)]
        if drawing.tag == f"{W}object" or any(uri.endswith(("/chart", "/diagram")) for uri in uris):
            self._refuse("图表或嵌入的对象", "改成文字或表格")

    def _note(self, kind: str, number: str) -> str:
        root = self._notes[kind]
        notes = [] if root is None else [note for note in root.iterchildren("*") if note.get(f"{W}id") == number]
        text = "".join(self._text(block) for note in notes for block in self._blocks(note)).strip()
        return f"（注：{text}）" if text else ""

    def _placeholder(self, control: Any) -> bool:
        """A content control that has not been filled in."""
        empty = control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
        if empty:
            self._refuse("没有填写的内容控件", "填上，或者删掉")
        return empty

    def _refuse(self, what: str, fix: str) -> None:
        self._problems.add(max(1, self._at), f"第 {max(1, self._at)} 段（表格也算一段）有{what}", fix)


_FALLBACK = f"{_MC}Fallback"


def _chosen(alternatives: Any) -> Any:
    """One of the ways in which the same thing is written down: the newest."""
    return next(alternatives.iterchildren(f"{_MC}Choice", f"{_MC}Fallback"), alternatives)


def _number(element: Any, path: str) -> int:
    child = element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return 0 if child is None else min(int(child.get(f"{W}val", "0")), 100)


def _root(part: Any, kind: str) -> Any:
    """The root element of a part that belongs to the document: `numbering`, `footnotes`; None where there is none."""
    for relation in part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            return etree.fromstring(relation.target_part.blob, parser)
    return None
