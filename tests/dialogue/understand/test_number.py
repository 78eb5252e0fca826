"""Numbers of cases: so many digits, however they are told."""

from __future__ import annotations

import pytest

from dialogue.understand import validation_messages
from dialogue.understand.number import read_number
from dialogue.understand.reading import NOTHING, Reading


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("26900002", "26900002"),
        ("2690，0002", "26900002"),
        ("二六九零零零零二", "26900002"),
        ("两六九洞三个零幺", "26900001"),
        ("工单号是二六九零零零零二", "26900002"),
        ("2690，0003，不对，0002", "26900002"),
        ("26900002，26900002", "26900002"),
    ],
)
def test_in_one_go(text: str, value: str) -> None:
    assert read_number(text, 8).value == value


def test_in_pieces_with_a_repair() -> None:
    first = read_number("二六九零", 8)
    assert first == Reading(partial="2690")
    assert read_number("零零零二", 8, partial=first.partial).value == "26900002"
    assert read_number("不对，2691，0002", 8, partial="2690").value == "26910002"
    assert read_number("重新说，26900003", 8, partial="269").value == "26900003"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("269000021", Reading(message=validation_messages.ONE_TOO_MANY)),
        ("26900002123", Reading(message=validation_messages.TOO_LONG)),
        ("我找不到", NOTHING),
        ("三楼怎么走", NOTHING),
        ("12", NOTHING),
        ("", NOTHING),
    ],
)
def test_what_is_no_value(text: str, reading: Reading) -> None:
    assert read_number(text, 8) == reading


def test_digits_among_words_that_are_none_are_doubted() -> None:
    assert read_number("26900000哈", 8) == Reading(value="26900000", doubtful=True)
