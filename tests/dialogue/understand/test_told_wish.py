"""Which clauses of a story wish something done."""

from __future__ import annotations

import pytest

from dialogue.understand.told_wish import told_wishes, wishes

WISHES = str.split(
    """
    想挂失社保卡 我想补个身份证 我要办居住证 帮我查一下工单 麻烦你给登记一下 给我开一张无房证明 请帮我把居住证办了
    顺便把身份证补了 再帮我约个窗口
    俺来给俺娘备个案 公司喊我来办居住证 我就想取公积金 还想处理一下违章 能不能帮我挂失 你给我注销掉吧 补一张 把它报失
    另外提一下公积金 我替我爸来申请优待证
    得赶紧补一个 我带他来补办 那就给我办一个呗 麻烦您了帮我催一催工单
    """
)
TOLD = str.split(
    """
    社保卡找不着了 上个月刚补了身份证 我昨天办过居住证 前天弄的无房证明 人家让我转账 我不想办了 没打算补办
    身份证补过了 我想问一下居住证怎么办
    钱包被偷了 孩子在这边上学 老伴走得早 要求交证明 如果要补办的话 办居住证要带什么 他想办居住证 卡在哪了 住了三年了
    别给我挂失
    """
)


@pytest.mark.parametrize("clause", WISHES)
def test_a_wish(clause: str) -> None:
    assert wishes(clause)


@pytest.mark.parametrize("clause", TOLD)
def test_no_wish(clause: str) -> None:
    assert not wishes(clause)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("上个月刚补了身份证，这回社保卡又丢了，想挂失一下", ["想挂失一下"]),
        ("包让人偷了卡都在里面我想挂失社保卡顺便把身份证补了", ["我想挂失社保卡", "顺便把身份证补了"]),
        ("今天天气真好，我出来走走", []),
    ],
)
def test_the_wishes_of_a_story(text: str, found: list[str]) -> None:
    assert [one.wish for one in told_wishes(text)] == found


def test_what_was_told_before() -> None:
    (wish,) = told_wishes("老伴住院，社保卡也找不着了，想挂失一下")
    assert wish.before == ("老伴住院", "社保卡也找不着了")
