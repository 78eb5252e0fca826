"""Rows of a CSV file of a services folder, as a clerk saves it from Excel: a line of titles, then one row each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from dialogue.errors import Problems
from dialogue.sources import decoded, unharmed

#: The line of the file, and the cells by title, without blanks at their ends.
Row = tuple[int, dict[str, str]]


def csv_rows(data: bytes, columns: Sequence[str], needed: Sequence[str], problems: Problems) -> list[Row]:
    """Rows in which something stands, each with all of `columns`. Whatever else the file holds is told to `problems`.

    Commas or tabs part the cells. Titles may stand in any order; those of `needed` must be there.
    """
    with unharmed(problems):
        text = decoded(data, problems)
        if text is not None:
            return list(_rows(text, columns, needed, problems))
    return []


def _rows(text: str, columns: Sequence[str], needed: Sequence[str], problems: Problems) -> Iterator[Row]:
    head = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in head else ",", strict=True)
    try:
        titles = [title.strip() for title in next(rows, [])]
        if not _are_known(titles, columns, needed, problems):
            return
        for row in rows:
            cells = [cell.strip() for cell in row]
            if any(cells[len(titles) :]):
                message = f"这一行多出一格“{next(filter(None, cells[len(titles) :]))[:20]}”"
                fix = '话里有逗号的，用英文双引号括起整句："…"；或者用 Excel 写，另存为 CSV UTF-8'
                problems.add(rows.line_num, message, fix, code="bad-value")
            elif any(cells):
                yield rows.line_num, dict.fromkeys(columns, "") | dict(zip(titles, cells, strict=False))
    except csv.Error as error:
        message = f"这一行不是表格的一行（{error}）"
        problems.add(rows.line_num or 1, message, "用 Excel 另存为 CSV UTF-8", code="not-yaml")


def _are_known(titles: Sequence[str], columns: Sequence[str], needed: Sequence[str], problems: Problems) -> bool:
    fix = f"第一行写 {','.join(columns)}"
    for at, title in enumerate(titles):
        if title and title not in columns:
            problems.add(1, f"不认识的列“{title}”", fix, code="unknown-key")
        elif title in titles[:at]:
            problems.add(1, f"有两列叫“{title}”", fix, code="duplicate-key")
    missing = [title for title in needed if title not in titles]
    if missing:
        problems.add(1, f"第一行没有“{missing[0]}”", fix, code="missing-key")
    return not missing
