"""Which questions ask the same."""

from __future__ import annotations

import pytest

from dialogue.knowledge.grouping import same_questions


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("护照多少钱", "办护照要多少钱"),
        ("护照怎么收费", "护照多少钱"),
        ("有轮椅借吗", "能不能借轮椅"),
        ("护照，多少钱？", "护照多少钱"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert same_questions([one, other]) == [[0, 1]]


@pytest.mark.parametrize(
    ("one", "other"),
    [("护照多少钱", "护照要多久"), ("护照多少钱", "签证多少钱"), ("有轮椅借吗", "有雨伞借吗"), ("这个呢", "那个呢")],
)
def test_another_question(one: str, other: str) -> None:
    assert same_questions([one, other]) == [[0], [1]]


def test_groups_keep_the_order_of_their_first() -> None:
    asked = ["护照多少钱", "有轮椅借吗", "办护照要多少钱", "护照要多久"]
    assert same_questions(asked) == [[0, 2], [1], [3]]
