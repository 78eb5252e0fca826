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
