"""CSV: what was written comes back, and a quote that is not closed swallows nothing."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.errors import Problems
from dialogue.knowledge.table import csv_rows

HEAD = "问法,答案,出处\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('甲,"乙,丙\n丁,戊,己\n', 2),
        ('甲,乙,丙\n丁,"戊,己\n庚,"辛",壬\n', 3),
        ('甲,"乙"丙,丁\n', 2),
        ('甲,乙,"丙', 2),
    ],
)
def test_quotes_that_do_not_pair_are_told_with_their_row(text: str, line: int) -> None:
    problems = Problems("k.csv")
    list(csv_rows(HEAD + text, problems))
    assert [error.line for error in problems.errors] == [line]
    assert "引号没有成对" in problems.errors[0].message


def test_quotes_as_they_are_meant() -> None:
    problems = Problems("k.csv")
    rows = list(csv_rows(HEAD + '甲, "乙,""丙""\n丁",戊\n5"屏,己,庚\n', problems))
    assert problems.errors == []
    assert [(row.line, row.cells) for row in rows[1:]] == [(2, ("甲", '乙,"丙"\n丁', "戊")), (4, ('5"屏', "己", "庚"))]


CELLS = st.lists(st.text("甲乙,;\"\n\t 丙'。", max_size=6).map(str.strip), min_size=3, max_size=3)


@settings(deadline=None)
@given(st.lists(CELLS, max_size=5), st.sampled_from(",;\t"))
def test_what_a_table_program_writes_comes_back(rows: list[list[str]], between: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=between).writerows([["问法", "答案", "出处"], *rows])
    problems = Problems("k.csv")
    read = [list(row.cells) for row in csv_rows(file.getvalue(), problems)][1:]
    assert problems.errors == []
    assert [row for row in read if row] == rows
