"""Lines of a serial scanner or sensor."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.devices.drivers.text_lines import LONGEST, TextLines


def test_lines_end_with_either_sign_and_may_be_gb18030() -> None:
    got = TextLines().feed("GD1\r\n\r业务：社保卡\n".encode() + "业务：挂失\r".encode("gb18030"))
    assert got == ["GD1", "业务：社保卡", "业务：挂失"]


def test_a_line_without_an_end_is_dropped_and_the_next_is_read() -> None:
    lines = TextLines()
    assert lines.feed(b"x" * (LONGEST + 1)) == []
    assert lines.feed(b"more\nGD2\n") == ["GD2"]


@given(st.lists(st.text("abc123中", min_size=1, max_size=10), max_size=6), st.integers(1, 7))
def test_lines_come_whole_however_they_are_cut(texts: list[str], size: int) -> None:
    stream, lines, found = "\n".join([*texts, ""]).encode(), TextLines(), []
    for start in range(0, len(stream), size):
        found += lines.feed(stream[start : start + size])
    assert found == texts
