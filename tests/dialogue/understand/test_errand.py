"""Errands whose act and object are said outright, and words beside them that make another errand of it."""

from __future__ import annotations

import pytest

from dialogue import Library
from dialogue.understand.errand import clear_errand, errands

CLEAR = [
    ("给我申请一张优待证", "优待证申领"), ("我爷爷是烈士，能领那个优待证，你帮着办办呗", "优待证申领"),
    ("优待证申请", "优待证申领"),
    ("身份证，补一张", "身份证补领"), ("闺女把身份证搞丢了，我来替她补一个", "身份证补领"), ("公积金提现五万",
    "公积金提取"),
    ("退下来了，公积金我也来取一下", "公积金提取"), ("把我那个个体户的执照销了吧", "个体工商户登记"),
    ("整一个居住证呗", "居住证办理"),
    ("厂里叫我去弄个居住证", "居住证办理"), ("帮我看看我名下的房子", "不动产登记查询"), ("给我打一张无房证明",
    "不动产登记查询"),
    ("车上有张罚单，帮我处理掉", "违章处理"), ("我娘那张社保卡，帮忙报个失", "社保卡挂失"),
    ("执照得跟着改，帮我变更一下", "个体工商户登记"),
]  # fmt: skip
UNCLEAR = str.split(
    """
    帮我激活社保卡 给我改一下社保卡密码 帮我办社保卡 给我复印一下身份证 帮我查一下公积金余额 我要办公积金贷款
    给我办房子过户 居住证积分帮我查一下
    给孩子办个身份证 居住证怎么办 办居住证要多少钱 居住证办好了 公积金到账了 帮我查查房子的水电费 给我办一张银行卡
    帮我签注居住证 社保卡我不挂失了 我想问问优待证
    身份证 公积金 今天天气好 居住证上的照片帮我换一下 帮我把居住证取消 公积金帮我转移
    """
)


@pytest.mark.parametrize(("text", "service"), CLEAR)
def test_clear(library: Library, text: str, service: str) -> None:
    assert clear_errand(library.matcher, text, sure=True) == service


@pytest.mark.parametrize("text", UNCLEAR)
def test_unclear(library: Library, text: str) -> None:
    assert clear_errand(library.matcher, text, sure=True) == ""


def test_objects_are_of_one_service(library: Library) -> None:
    things = [thing for errand in errands(library.matcher) for thing in errand.objects]
    assert len(things) == len(set(things))
