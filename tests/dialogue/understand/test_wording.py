"""What is kept is cut from what came in; only the matching sees the folded text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.understand.fold import fold, fold_in_place
from dialogue.understand.wording import wording

#: Characters and words that folding exchanges, and some that it leaves.
SIGNS = st.sampled_from(
    [
        "李",
        "乾",
        "干",
        "乜",
        "小",
        "刚",
        "係",
        "唔",
        "冇",
        "邊",
        "度",
        "佢",
        "哋",
        "嘅",
        "咗",
        "１",
        "ａ",
        "〇",
        "號",
        "樓",
        "乾县",
        "乜嘢",
        "唔该",
        "喺边度",
        "而家",
        "听日",
        "揾工",
        "点样",
        "，",
        "。",
        "著",
        "關係",
        "𬱖",
        "䶮",
        "A",
        "我",
    ]
)
TEXT = st.lists(SIGNS, max_size=12).map("".join)


@pytest.mark.parametrize(
    ("typed", "value", "own"),
    [
        ("我叫李乾", "李干", "李乾"),
        ("地址是陕西省咸阳市乾县", "陕西省咸阳市干县", "陕西省咸阳市乾县"),
        ("我係乜小刚", "什么小刚", "乜小刚"),
        ("乜小刚，乜小强", "什么小刚", "乜小刚"),
        ("住乾县城关镇十二号", "干县城关镇12号", "乾县城关镇12号"),  # what a reader put in itself stays
        ("１２号", "12号", "１２号"),
        ("李明", "李明", "李明"),
    ],
)
def test_a_value_comes_back_in_the_characters_that_were_typed(typed: str, value: str, own: str) -> None:
    assert wording(typed, typed=True).own(value) == own


def test_what_an_ear_writes_is_kept_in_simplified_script_but_not_exchanged() -> None:
    assert wording("陳小姐喺邊度", typed=False).kept == "陈小姐喺边度"
    assert wording("陳小姐喺邊度", typed=True).kept == "陳小姐喺邊度"


@given(st.one_of(TEXT, st.text(max_size=40)))
def test_every_folded_character_has_its_place(text: str) -> None:
    folded, places = fold_in_place(text)
    assert folded == fold(text)
    assert len(places) == len(folded)
    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert [start for start, _ in places] == sorted(start for start, _ in places)


@given(TEXT, TEXT)
def test_the_end_of_what_was_typed_comes_back_whole(before: str, value: str) -> None:
    """However folding changes it, as long as it does not reach across the comma."""
    said = wording(f"{before}，{value}", typed=True)
    tail = fold(f"，{value}")[1:]
    if tail and said.folded.endswith("，" + tail):
        assert said.own(tail) == value.strip()
