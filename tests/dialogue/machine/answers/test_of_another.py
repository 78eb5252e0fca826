"""The matter is another person's: the next yes files nothing."""

from __future__ import annotations

import pytest

OTHERS = ["我说的是我妈的", "我要挂的是我妈的卡 不是我的", "其实是替我爸办", "我挂的是我老公的"]


def filed(citizen) -> list[str]:
    return [call.api for call in citizen.calls if call.api == "sbk.loss"]


@pytest.mark.parametrize("text", OTHERS)
def test_at_the_confirmation_the_next_yes_fetches_a_human(at_confirm, text: str) -> None:
    at_confirm.say(text)
    assert "不是您本人的" in at_confirm.heard
    at_confirm.say("对")
    assert not filed(at_confirm)
    assert at_confirm.handed_off


@pytest.mark.parametrize("text", OTHERS)
def test_without_a_human_the_identity_number_is_asked_for_again(at_confirm, text: str) -> None:
    at_confirm.say(text, "不用")
    assert at_confirm.expects == "id"
    at_confirm.say("对", "对", "没问题")
    assert not filed(at_confirm)


def test_in_a_slot(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "我要挂的是我妈的卡，不是我的")
    assert "不是您本人的" in citizen.heard
    citizen.say("不用")
    assert citizen.expects == "id"


def test_where_the_script_asks_who_does_it_that_is_corrected(citizen) -> None:
    citizen.answers["ydz.person"] = {"姓名": "王小明", "登记类别": "退役军人", "已有优待证": "否"}
    citizen.say("办优待证", "同意", "申领新证", "退役军人", "本人")
    assert citizen.state.value("谁来办") == "本人"
    citizen.say("其实是替我爸办")
    assert citizen.state.value("谁来办") == "别人代办"
    assert citizen.state.question.slot == "代办人姓名"


def test_a_number_given_as_ones_own_does_not_stay_with_the_other_person(citizen) -> None:
    citizen.answers["ydz.person"] = {"姓名": "王小明", "登记类别": "退役军人", "已有优待证": "否"}
    citizen.say("办优待证", "同意", "申领新证", "退役军人", "本人").card()
    citizen.say("我说的是我爸的")
    assert citizen.state.value("谁来办") == "别人代办"
    assert not citizen.state.value("身份证号")


def test_an_option_for_others_stays_an_answer(citizen) -> None:
    citizen.say("办优待证", "同意", "申领新证", "退役军人", "帮我爸办")
    assert citizen.state.value("谁来办") == "别人代办"


def test_a_telephone_of_the_mother_is_a_telephone(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "110105 19491231 002X", "临时挂失", "13800138000", "是我妈的")
    assert "不是您本人的" not in citizen.heard
