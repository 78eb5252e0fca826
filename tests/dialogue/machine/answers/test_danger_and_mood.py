"""Danger comes before everything; anger, abuse and small talk are met and do not lead astray."""

from __future__ import annotations

import pytest

from dialogue.acts import Alert, AnswerCard, Handoff, Show
from dialogue.understand.small_talk import SMALL_TALK


def alerts(citizen) -> list[Alert]:
    return [act for act in citizen.all if isinstance(act, Alert)]


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [("我家着火了", "fire", "119"), ("有人晕倒了", "medical", "120"), ("我被人打了，有人打人", "violence", "110")],
)
def test_danger_now(citizen, text, kind, number) -> None:
    citizen.say("社保卡丢了", "同意", text)
    assert alerts(citizen) == [Alert(kind, number)]
    assert citizen.handed_off == "danger"
    first = next(act.text for act in citizen.last if hasattr(act, "text"))
    assert "请马上拨打" in first
    shown = [act.cards for act in citizen.last if isinstance(act, Show)][-1]
    assert [type(card) for card in shown] == [AnswerCard]
    assert number in shown[0].title


def test_danger_on_the_phone_is_put_through(caller) -> None:
    caller.say("我家着火了")
    assert Handoff("danger") in caller.last
    assert not caller.cards


def test_despair_is_met_with_a_number_and_the_form_may_go_on(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "我不想活了")
    assert alerts(citizen)[0].kind == "suicide"
    assert "幺二三五六" in citizen.heard
    assert citizen.ended in ("", "handoff")


def test_danger_while_a_question_is_put_in_between(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "取消", "着火了")
    assert citizen.handed_off == "danger"


def test_anger_is_met_with_an_apology_and_the_second_time_the_operators_know(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "气死我了")
    assert "抱歉" in citizen.heard
    assert citizen.state.interjection is not None
    assert citizen.state.interjection.kind == "human"
    assert not alerts(citizen)
    citizen.say("气死我了")
    assert alerts(citizen) == [Alert("anger")]
    citizen.say("不用")
    assert citizen.expects == "id"


def test_anger_does_not_eat_the_words(citizen) -> None:
    citizen.say("气死我了，我社保卡丢了")
    assert citizen.state.service == "社保卡挂失"


def test_abuse_is_met_with_calm_and_the_third_time_with_a_human(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "你个混蛋")
    assert "消消气" in citizen.heard
    assert citizen.expects == "id"
    citizen.say("你个混蛋")
    assert not citizen.ended
    citizen.say("你个混蛋")
    assert citizen.handed_off == "abuse"
    assert alerts(citizen) == [Alert("abuse")]


@pytest.mark.parametrize("text", ["受理号SB26000001", "查一下SB26000001办好了没有"])
def test_the_number_of_a_case_is_no_abuse(citizen, text) -> None:
    citizen.say(text)
    assert "消消气" not in citizen.heard
    assert not alerts(citizen)


def test_small_talk_and_back_to_the_question(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "谢谢")
    assert citizen.heard.startswith(SMALL_TALK["thanks"])
    assert citizen.expects == "id"
    assert citizen.state.no_matches == 0


def test_small_talk_without_end_is_no_answer(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "谢谢", "谢谢", "谢谢", "谢谢", "谢谢")
    assert citizen.handed_off == "not_understood"


def test_small_talk_is_no_address(citizen) -> None:
    citizen.say("办居住证", "同意", "满了", "打工").card().say("谢谢")
    assert citizen.state.question.slot == "居住地址"


FRAUD = [
    "法官打电话说我卡涉案让我挂失",
    "是银保监的人让我办的",
    "电话里那人还没挂 他叫我点确认",
    "老师说把公积金提出来投资能翻倍",
]


@pytest.mark.parametrize("text", FRAUD)
def test_a_fraud_story_at_the_confirmation_is_warned_of_and_one_yes_files_nothing(at_confirm, text: str) -> None:
    at_confirm.say(text)
    assert alerts(at_confirm) == [Alert("fraud", "96110")]
    assert "九六幺幺零" in at_confirm.heard
    at_confirm.say("对")
    assert "sbk.loss" not in [call.api for call in at_confirm.calls]
    assert at_confirm.handed_off == "asked"


@pytest.mark.parametrize("going_on", ["不用", "继续办", "提交", "不需要，是我自己要办"])
def test_after_the_warning_going_on_asks_for_the_confirmation_anew(at_confirm, going_on: str) -> None:
    at_confirm.say(FRAUD[0], going_on)
    assert "sbk.loss" not in [call.api for call in at_confirm.calls]
    if at_confirm.state.interjection is None:
        assert at_confirm.state.question.kind == "confirm"
        at_confirm.say("对")
        assert "sbk.loss" in [call.api for call in at_confirm.calls]


@pytest.mark.parametrize("said", ["确认", "是的", "没错", "可以", "对，提交", "嗯"])
def test_no_yes_after_the_warning_files(at_confirm, said: str) -> None:
    at_confirm.say(FRAUD[1], said)
    assert "sbk.loss" not in [call.api for call in at_confirm.calls]


def test_a_button_of_the_confirmation_after_the_warning_files_nothing(at_confirm) -> None:
    at_confirm.say(FRAUD[1]).touch("是")
    assert "sbk.loss" not in [call.api for call in at_confirm.calls]


def test_a_fraud_story_at_a_slot(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "有个法官打电话说我卡涉案让我挂失")
    assert alerts(citizen) == [Alert("fraud", "96110")]
    citizen.say("不用")
    assert citizen.expects == "id"


def test_a_fraud_story_before_any_service(citizen) -> None:
    citizen.say("有个法官打电话说我卡涉案让我挂失")
    assert alerts(citizen) == [Alert("fraud", "96110")]
    assert not citizen.state.service


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("您好", "hello"),
        ("你好呀", "hello"),
        ("听得到吗", "hearing"),
        ("喂，有人吗", "hearing"),
        ("你好，在吗", "hearing"),
    ],
)
def test_who_greets_first_is_greeted(citizen, text, key) -> None:
    citizen.say(text)
    assert citizen.heard.endswith(f"{SMALL_TALK[key]}您想办什么业务？可以直接说出来。")
