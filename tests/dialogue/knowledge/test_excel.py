"""Excel files are read as they look on the screen. Real files, made here."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from dialogue.errors import Problems
from dialogue.knowledge.excel import sheets


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(book: openpyxl.Workbook | bytes) -> tuple[dict[str, list[tuple[str, ...]]], list[str]]:
    """Cells up to the last that is filled in any row."""
    problems = Problems("k.xlsx")
    found = {}
    for title, rows in sheets(book if isinstance(book, bytes) else saved(book), problems):
        width = max(at for row in rows for at, cell in enumerate(row.cells, start=1) if cell)
        found[title] = [row.cells[:width] for row in rows]
    return found, [str(error) for error in problems.errors]


def book_of(*rows: list[object]) -> tuple[openpyxl.Workbook, Any]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "问答"
    for row in rows:
        sheet.append(row)
    return book, sheet


SHOWN: list[tuple[object, str, str]] = [
    (0.05, "0%", "5%"), (time(9, 0), "h:mm", "9:00"), (date(2026, 1, 31), "yyyy-mm-dd", "2026-01-31"),
    (datetime(2026, 3, 5), 'm"月"d"日"', "3月5日"), (0.375, "h:mm", "9:00"), (46086, "yyyy/m/d", "2026-03-05"),
    (20, '0"元"', "20元"), (7, "000", "007"), ("007", "@", "007"), (12345, "General", "12345"), (3.50, "0.00", "3.50"),
    ("'0102", "General", "0102"), ("'甲'乙", "General", "'甲'乙"), ("第一行\r\n第二行", "General", "第一行\n第二行"),
    ("甲_x000D_\n乙", "General", "甲\n乙"), (True, "General", "TRUE"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "number_format", "text"), SHOWN)
def test_values_by_their_number_format(value: object, number_format: str, text: str) -> None:
    book, sheet = book_of(["问法", "答案"], ["甲", value])
    sheet["B2"].number_format = number_format
    assert read(book) == ({"问答": [("问法", "答案"), ("甲", text)]}, [])


def test_what_is_hidden_is_left_out() -> None:
    book, sheet = book_of(["问法", "内部", "答案"], ["甲", "暗", "一"], ["乙", "暗", "二"], ["丙", "暗", "三"])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    for state in ("hidden", "veryHidden"):
        book.create_sheet(state).append(["问法", "答案"])
        book[state].sheet_state = state
    assert read(book) == ({"问答": [("问法", "答案"), ("甲", "一"), ("丙", "三")]}, [])


def test_merged_cells() -> None:
    book, sheet = book_of(
        ["标题"], ["问法", "答案", "出处"], ["甲", "同", "一"], ["乙", None, "二"], ["丙", "宽", None]
    )
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B3:B4")
    sheet.merge_cells("B5:C5")
    assert read(book)[0]["问答"] == [
        ("标题", "", ""), ("问法", "答案", "出处"), ("甲", "同", "一"), ("乙", "同", "二"), ("丙", "宽", ""),
    ]  # fmt: skip


def test_a_merged_area_that_begins_in_a_hidden_row() -> None:
    book, sheet = book_of(["甲", "同"], ["乙", None])
    sheet.merge_cells("B1:B2")
    sheet.row_dimensions[1].hidden = True
    assert read(book)[0]["问答"] == [("乙", "同")]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?"])
def test_error_values_are_refused_with_their_place(error: str) -> None:
    book, sheet = book_of(["问法", "答案"], ["甲", error])
    assert sheet["B2"].data_type == "e"
    _, errors = read(book)
    assert len(errors) == 1
    assert errors[0].startswith(f"k.xlsx:2: 工作表“问答”的 B2 是错误值 {error}")
    sheet.row_dimensions[2].hidden = True
    assert read(book)[1] == []


def formula(value: str) -> bytes:
    """B2 is a formula, with what was worked out for it."""
    book, _ = book_of(["问法", "答案"], ["甲", "=1+1"])
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = re.sub(rb"<v\s*/>|<v></v>", value.encode(), text)
            new.writestr(name, text)
    return file.getvalue()


def test_formulas() -> None:
    assert read(formula("<v>2</v>")) == ({"问答": [("问法", "答案"), ("甲", "2")]}, [])
    _, errors = read(formula(""))
    assert len(errors) == 1
    assert "2: 工作表“问答”的 B2 的公式还没有结果" in errors[0]


def test_what_cannot_be_told_by_voice_is_refused() -> None:
    book, sheet = book_of(["甲", "收十元"])
    sheet["B1"].font = Font(strike=True)
    assert "B1 有删除线" in read(book)[1][0]
    book, sheet = book_of(["甲", CellRichText("收", TextBlock(InlineFont(strike=True), "十元"), "二十元")])
    assert "B1 有删除线" in read(book)[1][0]
    book, sheet = book_of(["甲", CellRichText("收", TextBlock(InlineFont(b=True), "十元"))])
    assert read(book) == ({"问答": [("甲", "收十元")]}, [])
    book, sheet = book_of(["甲", 110105194912310021])
    assert "B1 的数字太长" in read(book)[1][0]


def test_a_wrong_size_loses_no_row() -> None:
    book, _ = book_of(["问法", "答案"], ["甲", "一"], ["乙", "二"])
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<dimension ref="A1:B3"', b'<dimension ref="A1:A1"'))
    assert read(file.getvalue())[0]["问答"][-1] == ("乙", "二")


def test_far_away_and_huge() -> None:
    book, sheet = book_of(["甲", "一"])
    sheet["A1048576"] = "乙"
    sheet.merged_cells.add("C1:XFD1048576")
    found, errors = read(book)
    assert errors == []
    assert found["问答"] == [("甲", "一"), ("乙", "")]


CELLS = st.lists(
    st.lists(st.text("甲乙丙，。:;'\"<&>@=#1 \n", max_size=6), min_size=3, max_size=3), min_size=1, max_size=5
)


@settings(deadline=None, max_examples=30)
@given(CELLS)
def test_what_was_typed_as_text_comes_back(rows: list[list[str]]) -> None:
    book, sheet = book_of()
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = text
            cell.data_type = "s"
            cell.number_format = "@"
    problems = Problems("k.xlsx")
    found = [(row.line, row.cells[:3]) for _, rows in sheets(saved(book), problems) for row in rows]
    wanted = [(at, tuple(re.sub(r"\A'(?=[\d=@])", "", text.strip()) for text in row)) for at, row in enumerate(rows, 1)]
    assert problems.errors == []
    assert found == [(at, row) for at, row in wanted if any(row)]
