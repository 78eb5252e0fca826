"""Tables for spreadsheets: what a citizen or a script has written is never taken for a formula."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from kiosk.operators.sheets import SheetFormat, sheet

HOSTILE = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "　=1", "＝1", '=HYPERLINK("http://x")']

NOT_XML = ["\x00", "\x01", "\x0b", "\x0c", "\x1b", "\ud800", "\udfff", "\ufffe", "\uffff"]


def read(form: SheetFormat, data: bytes) -> list[list[object]]:
    if form == "csv":
        assert data.startswith(b"\xef\xbb\xbf")
        return [list(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]
    page = load_workbook(io.BytesIO(data)).active
    assert page is not None
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    return [list(row) for row in page.iter_rows(values_only=True)]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(form: SheetFormat, text: str) -> None:
    ((cell,),) = read(form, sheet(form, [[text]]))
    assert isinstance(cell, str)
    assert cell.startswith("'")
    assert text.strip("\r\n\t") in cell


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_words_numbers_and_nothing_stay(form: SheetFormat) -> None:
    rows = read(form, sheet(form, [["业务", "办结数", None], ["社保卡挂失,“急”", -7, 57.9]]))
    assert rows[0][:2] == ["业务", "办结数"]
    assert rows[1][0] == "社保卡挂失,“急”"
    assert [float(str(cell)) for cell in rows[1][1:]] == [-7.0, 57.9]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("odd", NOT_XML)
def test_what_no_spreadsheet_takes_is_replaced(form: SheetFormat, odd: str) -> None:
    ((cell,),) = read(form, sheet(form, [[f"路灯{odd}坏了"]]))
    assert cell == "路灯\ufffd坏了"
