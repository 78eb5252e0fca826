"""Choosing a service: what is denied, refused, over or to be undone is not begun."""

from __future__ import annotations

import pytest

from dialogue.understand.wished import read_wished


@pytest.mark.parametrize(
    "text",
    [
        "社保卡没丢", "我的社保卡没有丢", "我不想挂失社保卡了", "我没说要挂失社保卡", "别给我办居住证",
        "不是居住证", "社保卡找到了",
        "社保卡找到了不用挂失了", "身份证没过期", "公积金不提取", "我不投诉了", "要解除挂失", "解除社保卡挂失",
        "我要取消挂失", "撤销投诉",
        "我不取公积金", "不提公积金", "我没带身份证", "身份证落家里了", "社保卡忘带了", "身份证丢家里了", "办事", "我来办点业务",
        "我昨天办了居住证", "我昨天挂失了", "已经预约过了", "挂失就算了", "我朋友要挂失社保卡", "同事想办居住证",
        "隔壁窗口能挂失吗", "二号窗口能办公积金吗", "我来取社保卡", "我来拿居住证",
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
        # what holds a 不 or 没 and is a wish all the same
        ("社保卡找不到了", "社保卡挂失"),
        ("我的社保卡不知道丢哪了", "社保卡挂失"),
        ("别人的社保卡丢了", "社保卡挂失"),
        ("居住证还没办过，我想办一个", "居住证办理"),
        ("手机上办不了居住证，我想在这办", "居住证办理"),
        ("路灯坏了没人修", "12345诉求登记"),
        ("我要取公积金", "公积金提取"),
        ("领居住证", "居住证办理"),
        ("我想补领身份证", "身份证补领"),
        ("我昨天社保卡丢了", "社保卡挂失"),
        ("给我妈办异地就医", "医保异地就医备案"),
        ("邻居太吵了我要投诉", "12345诉求登记"),
    ],
)
def test_only_what_is_wished_is_begun(citizen, text, service) -> None:
    citizen.say(text)
    assert citizen.state.service == service


def test_a_wish_for_the_opposite_is_said_not_to_be_done_here(citizen) -> None:
    citizen.say("要解除挂失")
    assert citizen.state.aside.kind == "human"


def test_what_was_refused_is_kept_apart() -> None:
    assert read_wished("我不办社保卡挂失，我要补身份证").refused == ("我不办社保卡挂失",)


def test_no_wording_that_ships_is_a_refusal(library) -> None:
    wordings = [word for script in library.scripts for word in (script.name, *script.says)]
    assert [word for word in wordings if read_wished(word).refused] == []


def test_the_service_in_hand_refused_at_a_slot_is_a_wish_to_stop(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say("我不想挂失社保卡了")
    assert citizen.state.aside.kind == "cancel"
