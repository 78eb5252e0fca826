"""A fraudster's words told again. Offices that send people to the hall are none."""

from __future__ import annotations

import pytest

from dialogue.understand.fraud_story import tells_fraud


@pytest.mark.parametrize(
    "text",
    [
        "法官打电话说我卡涉案让我挂失",
        "有个法官打电话说我卡涉案让我挂失",
        "是银保监的人让我办的",
        "电话里那人还没挂 他叫我点确认",
        "老师说把公积金提出来投资能翻倍",
        "那个人电话没挂，让我选同意",
        "检察官叫我把卡停了",
        "接到公安的电话，说我的账户涉嫌洗钱",
        "对方指挥我在这儿点确认",
        "不是骗子，是检察官让我办的",
        "法官让我来挂失",
        "群里的导师带我们炒币稳赚",
        "他们不让我挂电话",
        "那边说别告诉家里人",
        "客服打电话来说我影响征信要注销",
    ],
)
def test_a_fraud_story(text: str) -> None:
    assert tells_fraud(text)


@pytest.mark.parametrize(
    "text",
    [
        "社保局让我来办的",
        "派出所让我来补身份证",
        "法院让我来查房产证",
        "法官让我来查一下房子",
        "公安打电话通知我来领证",
        "客服打电话叫我来办的",
        "银行让我来挂失社保卡",
        "我儿子叫我点确认",
        "我老师说可以办居住证",
        "你们电话里让我带身份证来",
        "警察说要带户口本",
        "没有人打电话说我涉案",
        "我的卡被冻结了怎么办",
        "公积金提出来买房",
        "电话挂失行吗",
        "反诈中心在哪",
        "对，没问题",
    ],
)
def test_no_fraud_story(text: str) -> None:
    assert not tells_fraud(text)
