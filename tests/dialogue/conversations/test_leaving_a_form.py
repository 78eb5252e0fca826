"""Leaving and refusing inside a form, and answers without a value."""

from __future__ import annotations

import pytest

LEAVES = ["算了", "不查了", "那就算了", "谢谢不用了", "不用了谢谢", "再见", "不办了", "我不想弄了", "改天再来吧"]
UNKNOWN = ["不知道", "记不清了", "不记得了", "忘了"]


@pytest.fixture
def at_fact(citizen):
    """Asked whether half a year is full: a question of fact."""
    return citizen.say("办居住证", "好的")


@pytest.mark.parametrize("text", LEAVES)
def test_asked_once_and_left(at_fact, text) -> None:
    at_fact.say(text)
    assert at_fact.state.interjection.kind == "cancel"
    assert not at_fact.state.has("住满半年")
    at_fact.say("是的")
    assert at_fact.ended == "cancelled"


@pytest.mark.parametrize("text", LEAVES)
@pytest.mark.parametrize("before", [(), ("同意",), ("同意", "110105 19491231 002X", "临时挂失", "13800138000")])
def test_at_consent_a_number_and_a_readback(citizen, before, text) -> None:
    citizen.say("社保卡丢了", *before).say(text)
    assert citizen.state.interjection.kind == "cancel"
    citizen.say("不，接着办")
    assert citizen.state.interjection is None
    assert not citizen.ended


def test_at_the_confirmation(at_confirm) -> None:
    at_confirm.say("算了")
    assert at_confirm.state.interjection.kind == "cancel"


def test_an_offer_is_declined(citizen) -> None:
    citizen.answers["hotline.status"] = {"工单状态": "正在办理", "承办单位": "水务局", "答复日期": "2026-11-27"}
    citizen.say("查工单", "26115837", "对", "不用了谢谢")
    assert citizen.state.value("要催办") == "否"


def test_a_reason_before_leaving(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "哎呀坏了，卡号我也背不下来，证也没带，算了，今天不办了")
    assert citizen.state.interjection.kind == "cancel"


@pytest.mark.parametrize("text", ["不是，我身份证也丢了", "不是，我手机也丢了"])
def test_no_refusal_of_consent(citizen, text) -> None:
    citizen.say("社保卡丢了", text)
    assert not citizen.ended


def test_another_service_was_meant(citizen) -> None:
    citizen.say("社保卡丢了", "哎呀不是，我是要办居住证")
    assert citizen.state.service == "居住证办理"
    assert not citizen.state.stack


def test_another_service_after_values_is_asked_about(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say("哎呀不是，我是要预约窗口")
    assert citizen.state.interjection.kind == "replace"
    citizen.say("好的")
    assert citizen.state.service == "窗口预约"
    assert not citizen.state.filled


@pytest.mark.parametrize("text", UNKNOWN)
def test_unknown_in_a_required_slot_gets_help(citizen, text) -> None:
    for before in ((), ("110105 19491231 002X",), ("110105 19491231 002X", "临时挂失")):
        citizen.say("从头开始", "是的") if citizen.state.service else None
        citizen.say("社保卡丢了", "同意", *before).say(text)
        assert "这一项要有才能办" in citizen.heard
        assert not citizen.state.has(citizen.state.question.slot)


@pytest.mark.parametrize("text", UNKNOWN)
def test_unknown_in_an_optional_slot_skips(citizen, text) -> None:
    citizen.say("我要投诉", "同意", "和平路一号院门口", text, text)
    assert citizen.state.value("事发日期") == citizen.state.value("事发时间") == ""
    assert citizen.state.question.slot == "诉求内容"
    citizen.say(text)
    assert not citizen.state.has("诉求内容")
