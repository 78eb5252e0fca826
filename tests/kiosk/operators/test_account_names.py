"""No account looks like another one, and none is refused without a reason that says what to change."""

from __future__ import annotations

import pytest

from kiosk.operators.account_names import account_name, alike, wrong_account


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("li ", "空格"),
        (" li", "空格"),
        ("ｌｉ", "全角"),
        ("li\u200b", "字母、数字"),
        ("аdmin", "“а”不是普通的英文字母"),  # Cyrillic
        ("αdmin", "“α”不是普通的英文字母"),  # Greek
        ("lí", "“í”不是普通的英文字母"),
        ("l", "2 到 32 个"),
        ("l" * 33, "2 到 32 个"),
        ("li ming", "字母、数字"),
    ],
)
def test_what_may_look_like_something_else_is_refused(text: str, why: str) -> None:
    told = wrong_account(text)
    assert why in told
    assert "Expected" in told


@pytest.mark.parametrize("text", ["li", "Li.Ming", "wang-2", "a@b.cn", "张老师", "窗口_3"])
def test_plain_names_are_taken(text: str) -> None:
    assert wrong_account(text) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("adm1n", "admin"), ("1i", "li"), ("zh0u", "zhou"), ("rnei", "mei"), ("vvang", "wang"), ("li_ming", "li.ming")],
)
def test_two_that_look_the_same(one: str, other: str) -> None:
    assert alike(one, ["wangfang", other]) == other
    assert alike(other, [one]) == one


def test_others_and_itself_are_not_alike() -> None:
    assert alike("seat1", ["seat2", "seat3", "seat1", "seat10"]) == ""
    assert alike("李老师", ["张老师", "李老帅"]) == ""
    assert account_name(" ＬＩ ") == "li", "in whatever form somebody signs in"
