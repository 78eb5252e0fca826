"""What is said of a case after it was submitted: at the rating, at 还要办吗, and in another form."""

from __future__ import annotations

import pytest

from dialogue.acts import ReceiptCard

WRONG = [
    "不对，我要正式挂失",
    "手机号说错了",
    "不是这张卡",
    "我手机号刚才报错了，末尾应该是八八",
    "那还是正式挂失吧",
    "能不能改成正式的",
]


@pytest.fixture
def filed(at_confirm):
    return at_confirm.say("对")


@pytest.mark.parametrize("text", WRONG)
@pytest.mark.parametrize("rated", [False, True])
def test_told_the_number_and_handed_off(filed, text, rated) -> None:
    if rated:
        filed.say("满意")
    filed.say(text)
    assert filed.handed_off == "correction"
    assert "社保卡挂失已经提交了，受理号是" in filed.heard
    assert filed.state.rating == ("满意" if rated else "")


@pytest.mark.parametrize("rated", [False, True])
def test_the_receipt_stays_on_the_screen_while_staff_come(filed, rated) -> None:
    if rated:
        filed.say("满意")
    before = [card for card in filed.cards if isinstance(card, ReceiptCard)]
    filed.say("转人工")
    assert filed.handed_off == "asked"
    assert [card.number for card in filed.cards] == [card.number for card in before] == ["SB20261122001"]


@pytest.mark.parametrize("text", ["不对", "不对，我说的是星期六"])
def test_unclear_what_is_wrong(filed, text) -> None:
    filed.say(text)
    assert filed.state.interjection.kind == "human"
    assert not filed.state.rating
    filed.say("不用了")
    assert filed.expects == "rating"


@pytest.mark.parametrize("text", ["太慢了", "太慢"])
def test_blame_is_no_rating_and_no_command(filed, text) -> None:
    filed.say(text)
    assert not filed.state.rating
    assert filed.state.speed == 1.0
    assert filed.expects == "rating"


@pytest.mark.parametrize(("text", "rating"), [("满意", "满意"), ("没错，满意", "满意"), ("不太满意", "不满意")])
def test_rating_words(filed, text, rating) -> None:
    filed.say(text)
    assert filed.state.rating == rating


@pytest.mark.parametrize("text", ["没有了", "不用了，没别的事"])
def test_nothing_more(filed, text) -> None:
    filed.say("满意", text)
    assert filed.ended == "completed"


def test_another_wish_is_no_correction(filed) -> None:
    filed.say("满意", "我要办居住证")
    assert filed.state.service == "居住证办理"


def test_in_another_form(filed) -> None:
    filed.say("满意", "办居住证", "好的", "刚才社保卡挂失手机号报错了")
    assert filed.state.interjection.kind == "human"
    filed.say("好")
    assert filed.ended == "handoff"


def test_what_is_kept_of_a_completed_service(filed) -> None:
    filed.say("满意")
    (case,) = filed.state.before
    assert (case.service, case.label, case.number) == ("社保卡挂失", "受理号", "SB20261122001")
    assert dict(case.shown)["手机号"] == "*******8000"


def test_an_addition_to_a_filed_complaint(citizen) -> None:
    citizen.answers["hotline.file"] = {"工单号": "26000001", "承办单位": "城管局", "答复日期": "2026-11-27"}
    citizen.say("我要投诉", "同意", "和平路一号院门口", "昨天", "跳过", "工地半夜施工太吵了", "急", "匿名", "对")
    assert citizen.expects == "rating"
    citizen.say("还有，他们天天这样")
    assert citizen.handed_off == "correction"
