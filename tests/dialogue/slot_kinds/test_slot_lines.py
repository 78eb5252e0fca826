"""Lines in which a clerk may have to ask back: nothing is filed without a question where one asks."""

import pytest

from support.cases.slot_lines import Line, is_filed_wrongly, is_right, load_lines, read_line

LINES = load_lines()


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.id)
def test_line(line: Line) -> None:
    reading = read_line(line)
    assert is_right(line, reading), (line.text, reading)
    assert not is_filed_wrongly(line, reading), (line.text, reading)
