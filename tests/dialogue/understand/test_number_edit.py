"""A part of a number that is put right by its place, and digits that are said in other ways."""

from __future__ import annotations

import pytest

from dialogue.understand.digits import hear
from dialogue.understand.number_edit import edit_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("电话好像说拐了，最后一位是五，不是零", "13971234565"),
        ("末尾应该是八八，不是二二", "13971234588"),
        ("后四位不对，是3301", "13971233301"),
        ("第三位是6", "13671234560"),
        ("倒数第二位是7", "13971234570"),
        ("四五六一才对", "13971234561"),
        ("手机号错了", ""),
        ("后三位是3301", ""),  # four digits are no three
        ("第三位是36", ""),
        ("第二十位是6", ""),
        ("第二组不对，应该是一二三四", "13912344560"),
        ("第一组是一三八", "13871234560"),
        ("第三组错了，是4561", "13971234561"),
        ("中间四位是八八八八", "13988884560"),
        ("前三位错了，应该是幺三八", "13871234560"),
        ("开头是一三八", "13871234560"),
        ("第二组不对", ""),
        ("第四组是1234", ""),
        ("第二组是12", ""),  # it has four
        ("前四位是138", ""),
        ("前面那个是13900001111", ""),
    ],
)
def test_a_part_is_put_right_by_its_place(text, number) -> None:
    assert edit_number(text, "13971234560") == number


def test_the_groups_are_those_of_the_read_back() -> None:
    assert edit_number("第二组是一九九零", "110105198506123729") == "110105199006123729"
    assert edit_number("第二组应该是0321", "22240320") == "22240321"
    assert edit_number("中间是1990", "110105198506123729") == "", "four groups have no middle one"


def test_nothing_to_put_right() -> None:
    assert edit_number("最后一位是五", "") == ""


@pytest.mark.parametrize(
    ("text", "want", "digits"),
    [
        ("您打我幺三八，零零幺三，八千", 11, "13800138000"),
        ("150，12345678，一到八", 11, "15012345678"),
        ("是幺三八不是幺三九，幺三八，零零幺三，八零零零", 11, "13800138000"),
        ("370202，88年，哦，1988，0319，777，大写的X", 18, "37020219880319777X"),
    ],
)
def test_digits_that_are_said_twice_or_round(text, want, digits) -> None:
    assert hear(text, want=want).digits == digits
