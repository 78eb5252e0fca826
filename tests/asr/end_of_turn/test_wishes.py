"""Wishes that are whole, and sentences that only tell how things are."""

from __future__ import annotations

import pytest

from asr.end_of_turn.wishes import depends, is_wish, only_tells

WISHES = (
    "我要给孩子办社保卡",
    "我来取居住证。",
    "帮我把卡挂失一下",
    "我想改一下手机号",
    "给我开个证明",
    "我要换身份证",
)
TELLING = ("社保卡丢了", "我是外地的", "你好，钱包丢了。", "我的卡被人捡走了", "卡找不着了", "我刚搬过来")
NEITHER = (
    "我想办",
    "居住证",
    "我不办了",
    "好了",
    "谢谢你了",
    "我知道了",
    "多少钱",
    "我想问一下换居住证",
    "我的社保卡",
    "",
)


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_with_its_object_is_whole(text: str) -> None:
    assert is_wish(text)
    assert not only_tells(text)


@pytest.mark.parametrize("text", TELLING)
def test_what_has_happened_may_be_followed_by_a_wish(text: str) -> None:
    assert only_tells(text)
    assert not is_wish(text)


@pytest.mark.parametrize("text", NEITHER)
def test_other_words_are_neither(text: str) -> None:
    assert not is_wish(text)
    assert not only_tells(text)


@pytest.mark.parametrize("text", ["因为换了工作", "如果卡找到了。", "你好，要是没有照片"])
def test_a_reason_or_a_condition_is_not_all(text: str) -> None:
    assert depends(text)


@pytest.mark.parametrize("text", ["因为换了工作，来改地址", "如果找到了怎么办", "要是没照片能办吗", "我要办居住证", ""])
def test_with_what_follows_from_it_it_is(text: str) -> None:
    assert not depends(text)
