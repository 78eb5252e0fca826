"""Several things in one breath: values with the wish, two wishes, two corrections, an account and what adds to it."""

from __future__ import annotations

import pytest


def test_numbers_with_the_wish_are_used_after_consent(citizen) -> None:
    citizen.say("我社保卡丢了要正式挂失，手机号13800138000，身份证号11010519491231002X")
    assert citizen.state.service == "社保卡挂失"
    assert not citizen.state.filled
    citizen.say("同意", "对")
    assert citizen.state.question.kind == "confirm"
    assert citizen.state.values()["挂失方式"] == "正式挂失"


def test_refused_consent_keeps_nothing(citizen) -> None:
    citizen.say("我社保卡丢了要正式挂失，手机号13800138000", "不同意")
    assert not citizen.state.filled
    assert not citizen.state.prefilled


def test_day_hour_and_matter_of_a_booking(citizen) -> None:
    citizen.answers["booking.free"] = {
        "有空位": "是", "可约日期": "2026-11-25", "可约时间": "10:00", "预约地点": "三楼",
    }  # fmt: skip
    citizen.say("帮我约下周三上午十点的营业执照窗口", "同意")
    assert citizen.state.question.slot == "手机号"
    values = citizen.state.values()
    assert (values["预约事项"], values["预约日期"], values["预约时间"]) == ("营业执照业务", "2026-11-25", "10:00")


def test_a_case_number_is_kept(citizen) -> None:
    citizen.say("查一下工单26115837")
    assert citizen.state.question.kind == "readback"
    assert citizen.state.question.value == "26115837"


def test_a_queue_is_remembered(citizen) -> None:
    citizen.answers["hotline.status"] = {"工单状态": "已派单", "承办单位": "水务局", "答复日期": "2026-11-27"}
    citizen.say("先查工单再办居住证")
    assert "先办工单进度查询，办完再办居住证办理" in citizen.heard
    citizen.say("26115837", "对", "满意")
    assert "接下来办居住证。" in citizen.heard
    assert citizen.state.service == "居住证办理"
    assert not citizen.state.queued


@pytest.mark.parametrize("text", ["办完这个再帮我约个窗口", "顺便还要办居住证"])
def test_queued_while_a_form_is_open(citizen, text) -> None:
    citizen.say("社保卡丢了", "同意", text)
    assert len(citizen.state.queued) == 1
    assert citizen.state.question.slot == "身份证号"


def test_this_one_first(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "我要预约窗口", "先把这个办完")
    assert [one.service for one in citizen.state.queued] == ["窗口预约"]
    assert citizen.state.service == "社保卡挂失"


def test_cancelled_the_next_is_asked_about(citizen) -> None:
    citizen.say("先查工单再办居住证", "不查了", "是的")
    assert citizen.state.question.kind == "guess"
    citizen.say("好")
    assert citizen.state.service == "居住证办理"


@pytest.fixture
def booked(citizen):
    """窗口预约, asked to confirm."""
    citizen.answers["booking.free"] = {
        "有空位": "是", "可约日期": "2026-11-25", "可约时间": "10:00", "预约地点": "三楼",
    }  # fmt: skip
    return citizen.say("我要预约窗口", "同意", "营业执照", "下周三", "上午十点", "13800138000", "对")


def test_both_corrections(booked) -> None:
    booked.say("时间改成下午三点，手机号改成13900139000", "对")
    assert booked.state.value("预约时间") == "15:00"
    assert booked.state.value("手机号") == "13900139000"
    assert booked.state.question.kind == "confirm"


def test_both_wrong_are_both_asked(booked) -> None:
    booked.say("手机号不对，时间也错了")
    assert not booked.state.has("手机号")
    assert not booked.state.has("预约时间")
    assert booked.state.question.slot == "预约时间"


def test_the_value_says_which_time(booked) -> None:
    booked.say("时间改成下周四")
    assert booked.state.value("预约日期") == "2026-11-26"


STORY = "我要投诉人民路18号楼下的烧烤摊，昨天半夜吵得睡不着"


def test_a_complaint_told_at_once(citizen) -> None:
    citizen.say(STORY)
    assert citizen.state.service == "12345诉求登记"
    citizen.say("同意")
    values = citizen.state.values()
    assert values["诉求类型"] == "投诉"
    assert values["事发地点"] == "人民路18号楼下"
    assert values["事发日期"] == "2026-11-21"
    citizen.say("跳过")
    assert "烧烤摊" in citizen.state.value("诉求内容")
    assert citizen.state.question.slot == "紧急程度"


def test_an_addition_joins_the_account(citizen) -> None:
    citizen.say(STORY, "同意", "跳过", "还有，他们天天半夜这样", "挺急的")
    assert citizen.state.value("诉求内容").endswith("吵得睡不着，他们天天半夜这样")
    assert citizen.state.value("紧急程度") == "紧急"
    citizen.say("匿名", "再给我补一句，油烟也很大")
    assert citizen.state.value("诉求内容").endswith("油烟也很大")
    assert citizen.state.question.kind == "confirm"
