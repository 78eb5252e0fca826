"""A poor rating asks why, once; whatever is said then, the rating is recorded once and the conversation goes on."""

from __future__ import annotations

import pytest

from dialogue.acts import Keyed, NoInput, Rated, Touched
from dialogue.machine.prompts.cards import RATING_WHYS

MOBILE = "13800138000"


@pytest.fixture
def at_why(at_confirm):
    return at_confirm.say("对").say("不满意")


def rated(citizen) -> list[Rated]:
    return [act for act in citizen.all if isinstance(act, Rated)]


@pytest.mark.parametrize(("word", "score"), [("非常满意", 5), ("满意", 4), ("基本满意", 3)])
def test_a_good_rating_is_told_at_once_without_a_question(at_confirm, word, score) -> None:
    at_confirm.say("对").say(word)
    (one,) = rated(at_confirm)
    assert (one.service, one.score, one.reason, one.name) == ("社保卡挂失", score, "", "社保卡挂失/1")
    assert one.number == "SB20261122001"
    assert at_confirm.state.question.kind == "more"


@pytest.mark.parametrize(("word", "score"), [("不满意", 2), ("非常不满意", 1)])
def test_a_poor_rating_asks_why_and_waits_for_it(at_confirm, word, score) -> None:
    at_confirm.say("对").say(word)
    assert at_confirm.state.question.kind == "rating_why"
    assert rated(at_confirm) == []
    at_confirm.say("排队等得太久了")
    (one,) = rated(at_confirm)
    assert (one.score, one.reason, one.mobile) == (score, "排队等得太久了", MOBILE)
    assert "记下了" in at_confirm.heard
    assert at_confirm.state.question.kind == "more"


@pytest.mark.parametrize("text", ["跳过", "不想说", "没什么", "算了", "不说了", "没有原因", "非常不满意", "再见"])
def test_it_may_be_skipped(at_why, text) -> None:
    at_why.say(text)
    assert [one.reason for one in rated(at_why)] == [""]
    assert at_why.state.question.kind == "more"


def test_it_may_be_touched(at_why) -> None:
    at_why.do(Touched(RATING_WHYS[1]))
    assert [one.reason for one in rated(at_why)] == [RATING_WHYS[1]]


def test_it_may_be_skipped_by_touch(at_why) -> None:
    at_why.do(Touched("跳过"))
    assert [one.reason for one in rated(at_why)] == [""]


def test_it_may_be_keyed_by_its_place(at_why) -> None:
    at_why.do(Keyed("1"))
    assert [one.reason for one in rated(at_why)] == [RATING_WHYS[0]]


def test_who_is_silent_is_not_held(at_why) -> None:
    at_why.do(NoInput())
    at_why.do(NoInput())
    assert [(one.score, one.reason) for one in rated(at_why)] == [(2, "")]
    assert at_why.ended == "completed"


def test_who_asks_for_staff_gets_them_and_the_rating_counts(at_why) -> None:
    at_why.say("转人工")
    assert [one.score for one in rated(at_why)] == [2]
    assert at_why.ended == "handoff"


def test_a_fault_of_the_case_is_more_than_a_reason(at_why) -> None:
    at_why.say("手机号登记错了")
    assert at_why.ended == "handoff"
    assert [one.reason for one in rated(at_why)] == ["手机号登记错了"]


def test_another_wish_is_served(at_why) -> None:
    at_why.say("我要办居住证")
    assert [one.score for one in rated(at_why)] == [2]
    assert at_why.state.service == "居住证办理"
    assert [case.service for case in at_why.state.before] == ["社保卡挂失"]


def test_numbers_and_names_do_not_leave_with_the_reason(at_why) -> None:
    at_why.say("我叫李雷，打了13900139000三次没人理，王小明的卡也没挂上")
    (one,) = rated(at_why)
    assert "13900139000" not in one.reason
    assert "李雷" not in one.reason
    assert "王小明" not in one.reason  # the back end's name of the person in hand
    assert "没人理" in one.reason


def test_commands_of_the_voice_leave_the_question_open(at_why) -> None:
    at_why.say("大声点")
    assert at_why.state.question.kind == "rating_why"
    assert rated(at_why) == []


def test_by_telephone_it_is_asked_for_in_words(caller) -> None:
    caller.say("我的社保卡丢了", "同意", "110105 19491231 002X", "临时挂失", MOBILE)
    while caller.state.question.kind != "rating":
        caller.say("对")
    caller.say("不满意")
    assert "说跳过" in caller.heard
    assert [one.reason for one in rated(caller.say("听不清楚"))] == ["听不清楚"]
