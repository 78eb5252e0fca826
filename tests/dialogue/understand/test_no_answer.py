"""Words at a choice that choose nothing."""

from __future__ import annotations

import pytest

from dialogue.understand.no_answer import chooses_nothing

REASONS = ("全款", "一次付清", "贷款", "按揭")


@pytest.mark.parametrize(
    "text",
    ["我做不得主，要问我家娘", "你们联网的吧，自己看得到", "我还没买呢，就先问问", "这么小也要交", "叫你们领导来听"],
)
def test_another_decides_or_it_is_looked_up(text: str) -> None:
    assert chooses_nothing(text, REASONS)


def test_to_ask_is_a_choice_where_an_option_is_called_so() -> None:
    assert not chooses_nothing("就先问问政策", ("咨询", "问一问"))
    assert not chooses_nothing("没找银行，都是亲戚凑的", REASONS)
