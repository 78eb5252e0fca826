"""Words that say whose matter it is."""

from __future__ import annotations

import pytest

from dialogue.understand.of_another import is_of_another


@pytest.mark.parametrize(
    "text",
    [
        "我说的是我妈的",
        "我要挂的是我妈的卡 不是我的",
        "我查的是我老公的",
        "其实是替我爸办",
        "不是我的，是我老婆的",
        "这张卡是我爷爷的",
        "给我女儿办的",
        "其实是我家孩子的",
        "那张卡是我们家老人的",
        "我妈的",
        "丢的是我妈的卡",
        "卡是我儿子的不是我的",
        "这卡不是我的",
        "我是帮我奶奶查的",
        "不对，身份证号是我爸的",
    ],
)
def test_another_person(text: str) -> None:
    assert is_of_another(text)


@pytest.mark.parametrize(
    "text",
    [
        "对", "是我的", "我说的是我自己的", "手机号是我妈的", "能给我妈办吗", "我妈说的对", "我爸在旁边", "是的，我的",
        "这是我的卡", "妈的", "我妈叫我来的",
    ],
)  # fmt: skip
def test_not_another_person(text: str) -> None:
    assert not is_of_another(text)
