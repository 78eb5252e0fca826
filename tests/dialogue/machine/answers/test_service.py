"""Choosing a service: what is denied, refused, over or to be undone is not begun."""

from __future__ import annotations

import pytest

from dialogue.understand.requested import read_requested


@pytest.mark.parametrize(
    "text",
    [
        "社保卡没丢", "我的社保卡没有丢", "我不想挂失社保卡了", "我没说要挂失社保卡", "别给我办居住证",
        "不是居住证", "社保卡找到了",
        "社保卡找到了不用挂失了", "身份证没过期", "公积金不提取", "我不投诉了", "要解除挂失", "解除社保卡挂失",
        "我要取消挂失", "撤销投诉",
        "我不取公积金", "不提公积金", "我没带身份证", "身份证落家里了", "社保卡忘带了", "身份证丢家里了",
        "办事", "我来办点业务",
        "我昨天办了居住证", "我昨天挂失了", "已经预约过了", "挂失就算了", "我朋友要挂失社保卡", "同事想办居住证",
        "隔壁窗口能挂失吗", "二号窗口能办公积金吗", "我来取社保卡", "我来拿居住证",
        # done already
        "社保卡挂失前天就办好了", "新的居住证上周领到了", "营业执照早就办下来了", "去年开过无房证明了",
        "公积金已经到账了", "公积金上个月取过了",
        # not wanted any more, or later
        "挂失不用办了", "身份证我不换了", "窗口我不约了", "约窗口的事就免了", "改天再办居住证", "公积金先放一放",
        "不打算提公积金",
        "我妈不去外地住院了，备案的事就算了", "别挂失，社保卡我放在家里了",
        # to be undone
        "居住证的申请帮我撤了", "公积金提取我想撤回", "异地就医备案取消掉吧", "工单我撤了",
        # denied, or another person's
        "我没离职", "我不是外地户口", "没人偷我的社保卡", "社保卡没丢，在家呢", "没有想投诉的意思", "我捡到一张社保卡",
        "我陪同事来的", "我陪邻居来的，她社保卡丢了", "帮朋友问问",
    ],
)  # fmt: skip
def test_nothing_is_begun(citizen, text) -> None:
    citizen.say(text)
    assert not citizen.state.service
    assert citizen.state.question.kind != "guess"


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("我不办社保卡挂失，我要补身份证", "身份证补领"),
        ("我不办社保卡挂失我要补身份证", "身份证补领"),
        ("不是社保卡丢了是身份证丢了", "身份证补领"),
        ("我不是要挂失社保卡，是要办居住证", "居住证办理"),
        ("不是挂失社保卡，而是补办身份证", "身份证补领"),
        ("我要补身份证，不是挂失社保卡", "身份证补领"),
        # what holds a 不 or 没 and is a request all the same
        ("社保卡找不到了", "社保卡挂失"),
        ("我的社保卡不知道丢哪了", "社保卡挂失"),
        ("别人的社保卡丢了", "社保卡挂失"),
        ("居住证还没办过，我想办一个", "居住证办理"),
        ("路灯坏了没人修", "12345诉求登记"),
        ("我要取公积金", "公积金提取"),
        ("领居住证", "居住证办理"),
        ("我想补领身份证", "身份证补领"),
        ("我昨天社保卡丢了", "社保卡挂失"),
        ("给我妈办异地就医", "医保异地就医备案"),
        ("邻居太吵了我要投诉", "12345诉求登记"),
        ("社保卡挂失不办了，改成补身份证吧", "身份证补领"),
        ("不提公积金了，帮我约个窗口", "窗口预约"),
        ("窗口预约取消吧，我要办居住证", "居住证办理"),
        ("我不是来投诉的，我是查工单到哪一步了", "工单进度查询"),
        ("身份证已经补好了，现在要办居住证", "居住证办理"),
        ("退休手续办完了，公积金取出来", "公积金提取"),
        ("身份证补过一次又丢了", "身份证补领"),
        ("投诉过了，没人管", "12345诉求登记"),
        ("我陪我妈来补身份证", "身份证补领"),
        ("手机上办不了居住证，我想在这办", "居住证办理"),
        ("我还没退休想提公积金", "公积金提取"),
    ],
)
def test_only_what_is_wished_is_begun(citizen, text, service) -> None:
    citizen.say(text)
    assert citizen.state.service == service


def test_a_wish_for_the_opposite_is_said_not_to_be_done_here(citizen) -> None:
    citizen.say("要解除挂失")
    assert citizen.state.interjection.kind == "human"


def test_what_was_refused_is_kept_apart() -> None:
    assert read_requested("我不办社保卡挂失，我要补身份证").refused == ("我不办社保卡挂失",)


def test_no_wording_that_ships_is_a_refusal(library) -> None:
    wordings = [word for script in library.scripts for word in (script.name, *script.says)]
    assert [word for word in wordings if read_requested(word).refused] == []


def test_the_service_in_hand_refused_at_a_slot_is_a_wish_to_stop(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say("我不想挂失社保卡了")
    assert citizen.state.interjection.kind == "cancel"
