"""At the consent: that it is done for somebody else is seen before anything is collected; so is a caller's story."""

from __future__ import annotations

import pytest

from dialogue import Library
from dialogue.understand.fraud_story import tells_fraud
from tests.dialogue.conftest import Citizen

FOR_ANOTHER = [
    "其实是替我爸办", "我是帮我妈办的", "给我老婆办的", "是我妈要办", "办的是我爸的", "我替邻居来的",
    "卡是我儿子的", "不是给我自己办", "帮老人办的", "代我父亲办理", "我是代办的", "我爸的，我来代办",
    "本人来不了，我替他办", "是我家老人的", "我来帮家里老人弄的", "不是我自己办，是帮我爸办", "替我爸来的",
    "这是我妈的卡", "丢的是我老伴的卡", "给家里人办的",
]  # fmt: skip
OWN = ["同意", "可以", "我自己办", "是我本人", "我的卡", "替我办吧", "帮我办一下", "你帮我弄吧", "给我办"]
FRAUD = [
    "有个电话说我医保卡异常要停用", "接到电话说我社保卡被冻结了", "刚才有个人打电话说我医保卡被盗刷了",
    "短信说我医保卡要停用", "收到短信说社保卡异常，要点链接", "医保局打电话说我医保卡违规要停掉",
    "社保局来电话说我的卡有风险", "陌生电话说我医保账户异常", "有人打电话说我卡要注销",
    "电话里说我医保卡在外地被刷了", "有个短信说我的电子社保卡失效要重新认证", "接了个电话，说我社保要停",
    "打电话的说我医保卡涉嫌骗保", "有人加我微信说我社保卡异常", "来了个电话讲我的医保要被封",
    "电话通知我说社保卡停用了，要我报卡号", "手机收到信息说我医保账户被冻结",
]  # fmt: skip
NO_FRAUD = [
    "社保局让我来办", "社区打电话通知我来补卡", "医院说我医保卡刷不出来", "窗口说我的卡异常，让我来挂失",
    "药店刷卡说我的卡停用了", "我的卡异常", "社保卡被冻结了怎么办", "医保卡停用了怎么恢复",
    "银行卡在自动取款机被吞了", "我打电话问过了", "打了12333，说来这里办", "短信说预约成功了",
    "收到短信说身份证办好了", "派出所打电话说身份证好了让我来拿", "社保卡到期了", "单位打电话说医保断缴了",
    "我接到电话来拿证",
]  # fmt: skip


@pytest.mark.parametrize("text", FOR_ANOTHER)
def test_it_is_for_another_and_a_colleague_is_offered(library: Library, text: str) -> None:
    citizen = Citizen(library).begin().say("社保卡丢了")
    assert citizen.state.question.kind == "consent"
    citizen.say(text)
    assert "不是您本人的" in citizen.heard
    assert not citizen.state.consented
    citizen.say("不用")
    assert citizen.state.question.kind == "consent"


@pytest.mark.parametrize("text", FOR_ANOTHER)
def test_where_the_script_asks_who_does_it_that_is_known(library: Library, text: str) -> None:
    citizen = Citizen(library).begin().say("办优待证").say(text)
    assert not citizen.state.consented
    assert citizen.state.question.kind == "consent"
    assert {one.name: one.value for one in citizen.state.prefilled}.get("谁来办") == "别人代办"


@pytest.mark.parametrize("text", ["给我孩子办的", "帮我老婆办的", "是我家小孩要办"])
def test_a_service_about_several_persons_is_for_them(library: Library, text: str) -> None:
    citizen = Citizen(library).begin().say("孩子刚出生要上户口").say(text)
    assert "不是您本人的" not in citizen.heard
    assert not citizen.ended


@pytest.mark.parametrize("text", OWN)
def test_ones_own_matter(library: Library, text: str) -> None:
    citizen = Citizen(library).begin().say("社保卡丢了").say(text)
    assert "不是您本人的" not in citizen.heard


@pytest.mark.parametrize("text", FRAUD)
def test_a_story_of_fraud(library: Library, text: str) -> None:
    assert tells_fraud(text)
    citizen = Citizen(library).begin().say("社保卡丢了").say(text)
    assert "九六幺幺零" in citizen.heard
    assert not citizen.state.consented


@pytest.mark.parametrize("text", NO_FRAUD)
def test_no_story_of_fraud(text: str) -> None:
    assert not tells_fraud(text)
