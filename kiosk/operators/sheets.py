"""Tables for spreadsheets: CSV and Excel, in which no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Literal

from openpyxl import Workbook

from kiosk.operators.office_text import office_text

SheetFormat = Literal["csv", "xlsx"]
MEDIA: dict[SheetFormat, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: With which a spreadsheet takes a cell for a formula, also behind white space.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Characters of one cell that Excel takes.
_LONGEST = 32_000

Cell = str | int | float | None


def sheet(form: SheetFormat, rows: Iterable[Sequence[Cell]]) -> bytes:
    """Blocking: call it in a worker thread where there may be many rows."""
    safe = [[_safe(cell) for cell in row] for row in rows]
    return _csv(safe) if form == "csv" else _xlsx(safe)


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = office_text(cell)[:_LONGEST]
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(_FORMULA) else text


def _csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode(errors="replace")


def _xlsx(rows: Iterable[Sequence[Cell]]) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet("数据")
    for row in rows:
        page.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
