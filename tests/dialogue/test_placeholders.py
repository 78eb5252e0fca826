"""What is personal does not leave, and comes back where it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.placeholders import Covering


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("我的身份证号是11010519491231002X怎么办", "我的身份证号是〔甲1〕怎么办"),
        ("电话13800138000", "电话〔甲1〕"),
        ("电话是138 0013 8000", "电话是〔甲1〕"),
        ("电话幺三八零零幺三八零零零", "电话〔甲1〕"),
        ("电话１３８００１３８０００", "电话〔甲1〕"),
        ("卡号6222 0212 3456 7890 123", "卡号〔甲1〕"),
        ("座机010-12345678", "座机〔甲1〕"),
        ("信用代码91110108MA01ABCD2X", "信用代码〔甲1〕"),
        ("信箱 li.ming@example.com", "信箱 〔甲1〕"),
        ("我叫王小明，想挂失社保卡", "我叫〔甲1〕，想挂失社保卡"),
        ("我叫欧阳娜娜", "我叫〔甲1〕"),
        ("13800138000和13800138000", "〔甲1〕和〔甲1〕"),
        ("我是来办居住证的", "我是来办居住证的"),
        ("要三十块还是四十块，15天能好吗", "要三十块还是四十块，15天能好吗"),
        ("12345是什么热线", "12345是什么热线"),
        ("〔甲9〕是谁", "是谁"),
    ],
)
def test_what_looks_personal(text: str, covered: str) -> None:
    covering = Covering(())
    assert covering.cover_up(text) == covered
    if "〔甲9〕" not in text:
        assert covering.cover.uncover(covered) == text


def test_given_values_are_covered_everywhere_the_longest_first() -> None:
    covering = Covering((("姓名", "李雷"), ("地址", "李雷路5号"), ("空", " ")))
    assert covering.cover_up("李雷住李雷路5号", found=False) == "〔甲2〕住〔甲1〕"
    assert covering.cover.uncover("〔甲1〕的〔甲2〕") == "李雷路5号的李雷"


def test_one_that_nobody_gave_is_refused() -> None:
    covering = Covering((("姓名", "李雷"),))
    covering.cover_up("李雷")
    for text in ("〔甲2〕", "〔乙1〕", "〔", "a〕b", "〔甲1〔甲1〕"):
        with pytest.raises(ValueError, match="expected the placeholders given"):
            covering.cover.uncover(text)


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_no_given_value_is_left_and_nothing_is_lost(text: str, values: list[str]) -> None:
    text = "".join(sign for sign in text if sign not in "〔〕甲123456789")
    values = ["".join(sign for sign in value if sign not in "〔〕甲123456789") for value in values]
    covering = Covering(tuple(("值", value) for value in values))
    covered = covering.cover_up(text, found=False)
    assert covering.cover.uncover(covered) == text
    assert not any(value in covered for value in values if value.strip())
