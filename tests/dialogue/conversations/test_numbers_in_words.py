"""Of a long number inside free text, an address or a name the end is shown and spoken; all of it is filed."""

from __future__ import annotations

import re

import pytest

from dialogue.acts import Say, Show
from tests.dialogue.conversations.test_kept_as_typed import at

ID, PHONE = "11010519491231002X", "13900139000"
_SPOKEN = str.maketrans("零幺一二三四五六七八九叉", "01123456789X")


def digits(text: str) -> str:
    return re.sub(r"[^\dX]", "", text.translate(_SPOKEN))


def told(citizen) -> str:
    """Everything that was spoken, and every word on a card."""
    spoken = [act.text for act in citizen.all if isinstance(act, Say)]
    shown = [repr(card) for act in citizen.all if isinstance(act, Show) for card in act.cards]
    return "｜".join([*spoken, *shown])


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize(
    "complaint",
    [f"邻居身份证{ID}欠钱不还", "房东电话 139 0013-9000 不退押金", "房东电话一三九零零一三九零零零不退押金"],
)
def test_a_complaint_with_a_number_in_it(citizen, complaint, confidence) -> None:
    at(citizen, "诉求内容").say(complaint, "一般", "手机", "王小明", "13800138000", "对", confidence=confidence)
    assert "诉求内容" in told(citizen)
    citizen.say("对", confidence=confidence)
    assert citizen.calls[-1].params["诉求内容"] == complaint
    for number in (ID, PHONE):
        assert number[:7] not in digits(told(citizen))
        assert number[4:11] not in digits(told(citizen))


def test_an_address_with_a_number_in_it(citizen) -> None:
    at(citizen, "事发地点").say(f"建设路10号{PHONE}", confidence=1.0).say("昨天", "跳过", "路灯坏了", "一般", "手机")
    citizen.say("王小明", "13800138000", "对")
    assert PHONE in citizen.state.value("事发地点")
    assert "9000" in told(citizen)
    assert PHONE not in digits(told(citizen))


def test_the_number_of_the_case_is_shown_whole(at_confirm) -> None:
    at_confirm.say("对")
    assert "SB20261122001" in told(at_confirm)


def test_a_telephone_number_is_confirmed_as_before(at_confirm) -> None:
    assert "*******8000" in told(at_confirm)
