"""Unfinished and whole sentences by their syllables."""

from __future__ import annotations

import pytest

from asr.end_of_turn.sounds import hangs, requests
from mandarin import exact


@pytest.mark.parametrize("text", ["我想办", "我要办那个", "你好请问", "因为", "我算一下", "我要半个"])
def test_a_sentence_that_calls_for_more(text: str) -> None:
    assert hangs(exact(text))
    assert not requests(exact(text))


@pytest.mark.parametrize("text", ["", "办", "我想办居住证", "我要那个", "不办了", "社保卡丢了"])
def test_a_sentence_that_may_be_over(text: str) -> None:
    assert not hangs(exact(text))


@pytest.mark.parametrize(
    "text", ["我想盖一下手机号", "我来取举住证", "给我办社保卡", "到起了怎么虚", "能半吗", "多少钱"]
)
def test_a_whole_request_however_it_is_written(text: str) -> None:
    assert requests(exact(text))


@pytest.mark.parametrize("text", ["", "怎么", "社保卡丢了", "我的社保卡", "居住证", "我想问一下换居住证", "我想给我妈"])
def test_what_is_no_request_yet(text: str) -> None:
    assert not requests(exact(text))
