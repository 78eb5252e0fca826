"""Passages from rows: one a row, under the names of the columns. For CSV, Excel and tables in Word."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dialogue.errors import Problems
from dialogue.knowledge.draft import Draft
from dialogue.script.fields import nearest

_COLUMNS = ("问法", "问题", "答案", "口播", "出处", "条款", "生效", "失效", "业务", "编号", "答什么")
_SAME = {"问题": "问法", "来源": "出处", "常见问法": "问法", "回答": "答案"}
_BETWEEN = re.compile(r"[\n；;|｜]+")
_WORDS_BETWEEN = re.compile(r"[\s；;|｜，,、]+")
#: A title or a note may stand above the names of the columns.
_HEAD_WITHIN = 5
_MOST = 20_000
#: In the column 业务: of no service.
_NONE = "无"
#: Characters of one cell: an approved answer is a paragraph.
_LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: tuple[str, ...]

    @property
    def quote(self) -> str:
        return " | ".join(cell.strip() for cell in self.cells if cell.strip())


def csv_rows(text: str, problems: Problems) -> Iterator[Row]:
    """Commas, semicolons or tabs between. A quote that does not pair is told with its row."""
    first = text.lstrip().split("\n", 1)[0]
    between = max(",;\t，", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True, skipinitialspace=True)
    line = 1
    try:
        for cells in reader:
            yield Row(line, tuple(cells))
            line = reader.line_num + 1
    except csv.Error:
        problems.add(
            line,
            "从这一行起读不出来：英文引号没有成对",
            "在表格软件里打开看看；格子里的引号要写两个",
            code="broken-hole",
        )


def from_rows(rows: Iterable[Row], problems: Problems, *, where: str = "表格", source: str = "") -> Iterator[Draft]:
    """`source`: for rows that give none. A table without 答案 is told; one that is empty is not."""
    filled = (row for row in rows if any(cell.strip() for cell in row.cells))
    names: tuple[str, ...] | None = None
    above, service = 0, ""
    for count, row in enumerate(filled):
        if count > _MOST:
            problems.add(row.line, f"{where}的行太多", f"一张表不要超过 {_MOST} 行")
            return
        if names is None:
            names = _head(row, problems, where)
            above += names is None
            if above == _HEAD_WITHIN:
                break
            continue
        for draft in _draft(row, names, problems, source):
            whole = _filled_down(draft, service, row, problems)
            service = whole.service
            yield whole
    if names is None and above:
        fix = f"要读它，第一行就写列名：{'、'.join(_COLUMNS[1:])}"
        problems.warn(1, f"{where}没有读：里面没有叫“答案”的列", fix, code="not-read")


def _filled_down(draft: Draft, above: str, row: Row, problems: Problems) -> Draft:
    """An office writes the service once, above the rows it holds for. 无: of no service."""
    if draft.service == _NONE:
        return replace(draft, service="")
    if draft.service or not above:
        return draft
    message = f"这一行的“业务”是空的，按上面的“{above}”算"
    problems.warn(row.line, message, f"不属于这项业务就写“{_NONE}”", code="filled-down", quote=row.quote)
    return replace(draft, service=above)


def is_head(row: Row) -> bool:
    """Whether the names of the columns stand in this row."""
    return bool({"答案", "问法"} & set(_names(row)))


def _names(row: Row) -> tuple[str, ...]:
    return tuple(_SAME.get(name := cell.strip().strip("*").strip(), name) for cell in row.cells)


def _head(row: Row, problems: Problems, where: str) -> tuple[str, ...] | None:
    if not is_head(row):
        return None
    names = _names(row)
    for name in names:
        if name and name not in _COLUMNS:
            message = f"{where}的“{name}”这一列没有用到"
            problems.warn(row.line, message, nearest(name, _COLUMNS), code="unknown-key", quote=row.quote)
        elif name and names.count(name) > 1:
            problems.add(row.line, f"{where}有两列“{name}”", "留一列", quote=row.quote)
    for name in ("问法", "答案"):
        if name not in names:
            problems.add(row.line, f"{where}少了“{name}”这一列", f"加一列“{name}”", code="missing-key", quote=row.quote)
    return names


def _draft(row: Row, names: tuple[str, ...], problems: Problems, source: str) -> Iterator[Draft]:
    cells = {name: cell.strip() for name, cell in zip(names, row.cells, strict=False) if name}
    questions = tuple(part.strip() for part in _BETWEEN.split(cells.get("问法", "")) if part.strip())
    answer = cells.get("答案", "")
    if len(row.cells) > len(names) and any(cell.strip() for cell in row.cells[len(names) :]):
        problems.add(
            row.line, "这一行比列名多出内容", "答案里有逗号的话，整格加上英文引号", code="bad-value", quote=row.quote
        )
    if not questions or not answer:
        lacking = "问法" if not questions else "答案"
        problems.add(
            row.line, f"这一行的“{lacking}”是空的", "写上内容，或者删掉这一行", code="bad-value", quote=row.quote
        )
    elif len(answer) > _LONGEST:
        problems.add(row.line, f"这一格有 {len(answer)} 个字", f"一条答案不要超过 {_LONGEST} 个字")
    else:
        yield Draft(
            line=row.line,
            questions=questions,
            answer=answer,
            speech=cells.get("口播", ""),
            source=cells.get("出处", "") or source,
            clause=cells.get("条款", ""),
            since=cells.get("生效", ""),
            until=cells.get("失效", ""),
            service=cells.get("业务", ""),
            name=cells.get("编号", ""),
            answers=tuple(part for part in _WORDS_BETWEEN.split(cells.get("答什么", "")) if part),
        )
