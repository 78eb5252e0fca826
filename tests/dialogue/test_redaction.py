"""What is kept beyond its conversation has no number, no name that was told, and no value that was given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.redaction import redacted


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("我叫王小明，身份证11010519491231002X，能补卡吗", "我叫〔略〕，身份证〔略〕，能补卡吗"),
        ("幺三八零零幺三八零零零能收短信吗", "〔略〕能收短信吗"),
        ("138，0013，8000这个号停机了怎么办", "〔略〕这个号停机了怎么办"),
        ("12345热线几点下班", "12345热线几点下班"),
        ("补卡要20块钱吗", "补卡要20块钱吗"),
        ("发到 wang.xm@example.com 行吗", "发到 〔略〕 行吗"),
    ],
)
def test_numbers_names_and_addresses_go(text: str, left: str) -> None:
    assert redacted(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("我是臣志强的爱人", "我是〔略〕的爱人"),
        ("和平路一号二楼", "〔略〕"),
        ("是和平露1号，二楼", "是〔略〕"),
        ("陈志强住和平路1号2楼", "〔略〕住〔略〕"),
    ],
)
def test_values_are_left_out_as_they_were_heard(text: str, left: str) -> None:
    assert redacted(text, [("姓名", "陈志强"), ("居住地址", "和平路1号2楼")]) == left


def test_what_was_given_goes_wherever_it_stands() -> None:
    assert redacted("赵铁柱的补贴到哪里领", [("姓名", "赵铁柱")]) == "〔略〕的补贴到哪里领"


def test_a_long_one_is_cut() -> None:
    assert redacted("啊" * 300, longest=10) == "啊" * 9 + "…"


@given(st.text(alphabet="0123456789", min_size=11, max_size=18), st.sampled_from(["号码是", "打", "", "，"]))
def test_no_long_number_is_left(number: str, before: str) -> None:
    assert number not in redacted(f"{before}{number}能办吗")
