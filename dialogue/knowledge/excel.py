"""An Excel file as its reader sees it: what is hidden is left out, what is wrong or not worked out is refused."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

import openpyxl
from lxml import etree
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.escape import unescape

from dialogue.errors import Problems
from dialogue.knowledge.archive import BROKEN, told_broken
from dialogue.knowledge.number_format import NumberTooLongError, shown
from dialogue.knowledge.table import Row

#: Columns that are read: whatever stands further right belongs to no passage.
_WIDEST = 50
#: Rows that one merged area may go down: a table with more is refused anyway.
_LONGEST = 50_000
#: An apostrophe that makes Excel keep what follows as text, where another program has written it out.
_APOSTROPHE = re.compile(r"\A'(?=[\d=+\-@.])")


@dataclass(slots=True)
class Layout:
    """What the cells' values do not tell. Rows and columns count from 1.

    `above`: a cell of a merged area that goes down -> the cell above whose value it shows. `uncomputed`: formulas that
    were saved without a value. `struck`: cells whose own text is struck through in part.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    above: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)


def sheets(data: bytes, problems: Problems) -> Iterator[tuple[str, list[Row]]]:
    """Every visible sheet with anything in it: its title and rows."""
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=True, keep_links=False, rich_text=True
        )
        sheet: Any  # the stubs know nothing of what a streamed sheet can do
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()  # some programs write a wrong one, and rows would be missing
            # The part that openpyxl itself reads, for what it leaves out when it streams.
            with sheet._get_source() as source:  # noqa: SLF001 - openpyxl has no public name for it
                layout = _layout(source)
            rows = list(_rows(sheet, layout, problems))
            if rows:
                yield sheet.title, rows
    except BROKEN:
        told_broken(problems)


def _rows(sheet: Any, layout: Layout, problems: Problems) -> Iterator[Row]:
    merged = set(layout.above.values())
    reached = {row for row, _ in layout.above}
    kept: dict[tuple[int, int], str] = {}
    gap: object = None
    for number, cells in enumerate(sheet.iter_rows(max_col=_WIDEST), start=1):
        if number not in reached and (cells is gap or all(cell is EMPTY_CELL for cell in cells)):
            gap = cells  # between far rows openpyxl gives the same empty one, up to a million times
            continue
        texts = []
        for column, cell in enumerate(cells, start=1):
            at = number, column
            text = kept.get(layout.above[at], "") if at in layout.above else ""
            if not text:
                seen = number not in layout.hidden_rows and column not in layout.hidden_columns
                text = _text(cell, at, sheet.title, layout, problems if seen else Problems(""))
            if at in merged:
                kept[at] = text
            if column not in layout.hidden_columns:
                texts.append(text)
        if number not in layout.hidden_rows and any(texts):
            yield Row(number, tuple(texts))


def _text(cell: Any, at: tuple[int, int], title: str, layout: Layout, problems: Problems) -> str:
    place = f"工作表“{title}”的 {get_column_letter(at[1])}{at[0]}"
    if at in layout.uncomputed:
        problems.add(at[0], f"{place} 的公式还没有结果", "在表格软件里打开，保存一次再放进来")
        return ""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        problems.add(at[0], f"{place} 是错误值 {value}", "改正这一格的公式")
        return ""
    if at in layout.struck or _struck(cell, value):
        problems.add(at[0], f"{place} 有删除线，读出来分不清", "删掉划去的字")
    try:
        text = shown(str(value) if isinstance(value, CellRichText) else value, cell.number_format or "General")
    except NumberTooLongError:
        problems.add(at[0], f"{place} 的数字太长，后几位已经丢了", "把这一格设成“文本”，重新输入号码")
        return ""
    return _APOSTROPHE.sub("", unescape(text).replace("\r\n", "\n").strip())


def _struck(cell: Any, value: object) -> bool:
    if isinstance(value, CellRichText):
        return any(isinstance(part, TextBlock) and part.font.strike for part in value)
    return bool(cell.has_style and cell.font.strike)


# ---- the sheet's XML, once more --------------------------------------------------------------------------------------


def _layout(source: IO[bytes]) -> Layout:
    """Streamed: a sheet may be long."""
    layout = Layout()
    row = 0
    events = etree.iterparse(
        source, events=("end",), tag=("{*}row", "{*}col", "{*}mergeCell"), resolve_entities=False, no_network=True
    )
    for _, element in events:
        name = etree.QName(element).localname
        if name == "row":
            row = int(element.get("r") or row + 1)
            _look_at_row(element, row, layout)
        elif name == "col" and (_true(element.get("hidden")) or element.get("width") == "0"):
            last = min(int(element.get("max", "1")), _WIDEST)
            layout.hidden_columns |= set(range(int(element.get("min", "1")), last + 1))
        elif name == "mergeCell":
            _merge(element.get("ref", ""), layout)
        element.clear(keep_tail=True)
    return layout


def _look_at_row(element: Any, row: int, layout: Layout) -> None:
    if _true(element.get("hidden")) or element.get("ht") == "0":
        layout.hidden_rows.add(row)
    column = 0
    for cell in element.iterchildren("{*}c"):
        reference = re.match(r"[A-Z]+", cell.get("r", ""))
        column = range_boundaries(f"{reference[0]}1")[0] or 0 if reference else column + 1
        worked_out = cell.findtext("{*}v") or cell.find("{*}is") is not None or cell.get("t") == "str"  # "" is a result
        if any(_true(strike.get("val", "1")) for strike in cell.iterfind("{*}is/{*}r/{*}rPr/{*}strike")):
            layout.struck.add((row, column))
        if cell.find("{*}f") is not None and not worked_out:
            layout.uncomputed.add((row, column))


def _merge(reference: str, layout: Layout) -> None:
    """Downwards the value holds for every row; to the right it is one cell, and its value stands there once."""
    left, top, _, bottom = (number or 1 for number in range_boundaries(reference))
    if left <= _WIDEST:
        for row in range(top + 1, min(bottom, _LONGEST) + 1):
            layout.above[row, left] = top, left


def _true(text: str | None) -> bool:
    return text in ("1", "true")
