"""Taking back, going back, and the commands that always work."""

from __future__ import annotations

from dialogue.acts import (
    End,
    Pace,
)


def test_no_at_confirmation_asks_which_and_comes_back(at_confirm) -> None:
    at_confirm.say("不对")
    assert at_confirm.expects == "option"
    assert {option.value for option in at_confirm.cards[0].options} >= {"身份证号", "挂失方式", "手机号"}
    at_confirm.say("挂失方式")
    assert at_confirm.expects == "option"
    at_confirm.say("正式")
    assert "办理正式挂失，对吗" in at_confirm.heard
    assert at_confirm.state.value("手机号") == "13800138000"


def test_correction_with_the_new_value_in_one_breath(at_confirm) -> None:
    at_confirm.say("手机号错了，改成13900139000")
    assert "幺三九" in at_confirm.heard
    at_confirm.say("对")
    assert at_confirm.state.value("手机号") == "13900139000"
    assert "对吗" in at_confirm.heard


def test_correction_of_an_option_at_confirmation(at_confirm) -> None:
    at_confirm.say("不对，是正式挂失")
    if at_confirm.state.value("挂失方式") != "正式挂失":  # the last slot filled was the phone
        at_confirm.say("挂失方式", "正式挂失")
    assert at_confirm.state.value("挂失方式") == "正式挂失"
    assert "正式挂失，对吗" in at_confirm.heard


def test_the_slot_just_filled_is_mended_while_the_next_is_asked(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say("临时挂失", "不对，是正式挂失")
    assert citizen.state.value("挂失方式") == "正式挂失"
    assert citizen.expects == "phone"


def test_an_earlier_slot_is_reopened_while_another_is_asked(citizen) -> None:
    citizen.say("办居住证", "好", "满了", "打工").card().say("朝阳区建国路八号", "入住日期我先不说")
    citizen.say("去年三月五号")
    assert citizen.expects == "phone"
    citizen.say("入住日期不对")
    assert citizen.expects == "date"
    citizen.say("去年四月五号")
    assert citizen.expects == "phone"
    assert citizen.state.value("入住日期") == "2025-04-05"


def test_a_changed_id_is_looked_up_again(at_confirm) -> None:
    at_confirm.answers["sbk.status"] = {"姓名": "李四", "卡状态": "正常", "卡号末四位": "1111"}
    at_confirm.say("身份证号错了", "110101199003070134")
    assert [call.api for call in at_confirm.calls] == ["sbk.status", "sbk.status"]
    assert "为李四尾号幺幺幺幺" in at_confirm.heard


def test_back_step_by_step(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say("临时挂失", "上一步")
    assert citizen.expects == "option"
    assert not citizen.state.has("挂失方式")
    citizen.say("上一步")
    assert citizen.expects == "id"
    citizen.say("上一步")
    assert citizen.expects == "service"
    assert not citizen.state.filled


def test_back_is_refused_after_submission(at_confirm) -> None:
    at_confirm.say("对", "上一步")
    assert "不能再退回" in at_confirm.heard
    assert at_confirm.expects == "rating"


def test_repeat_asks_the_same(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card()
    asked = "您要临时挂失，还是正式挂失？"
    assert citizen.heard.endswith(asked)
    citizen.say("再说一遍")
    assert citizen.heard == asked
    assert citizen.expects == "option"


def test_cancel_asks_first(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say("不办了")
    assert citizen.expects == "yesno"
    citizen.say("不，继续")
    assert citizen.expects == "option"
    citizen.say("取消", "确定")
    assert citizen.ended == "cancelled"
    assert not any(call.key for call in citizen.calls)


def test_human(citizen) -> None:
    citizen.say("转人工")
    assert citizen.handed_off == "asked"
    assert citizen.last[-1] == End("handoff")


def test_slower_and_louder(citizen) -> None:
    citizen.say("社保卡丢了", "慢一点")
    assert Pace(0.85, 1.0) in citizen.last
    assert citizen.expects == "yesno"
    citizen.say("大声一点")
    assert Pace(0.85, 1.4) in citizen.last


def test_elderly_is_slow_from_the_start(library, citizen) -> None:
    elder = type(citizen)(library).begin(elderly=True)
    assert any(isinstance(act, Pace) and act.speed < 1 for act in elder.last)


def test_help_and_restart(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "帮助")
    assert "转人工" in citizen.heard
    assert citizen.expects == "id"
    citizen.say("从头开始", "是的")
    assert citizen.expects == "service"
    assert not citizen.state.service


def test_a_yes_that_says_more_about_a_slot_is_no_plain_yes(at_confirm) -> None:
    citizen = at_confirm
    calls = len(citizen.calls)
    citizen.say("手机号对，是嗯，去一三九零零幺三九零零幺")  # 手机号不对，是…, its 不 lost
    assert len(citizen.calls) == calls, "nothing was submitted"
    assert citizen.state.question.slot == "手机号"


def test_what_is_wished_last_counts(citizen) -> None:
    citizen.say("我要办居住证，不对，是社保卡挂失")
    assert citizen.state.service == "社保卡挂失"


def test_a_question_about_a_price_is_answered_however_surely_it_names_a_service(citizen) -> None:
    citizen.say("不动产查询怎么收费")
    assert citizen.state.service == ""
    assert "不收费" in citizen.heard


def test_the_house_number_is_put_right_at_the_confirmation(citizen) -> None:
    """In free text, what is said to be wrong is replaced, and the street stays."""
    citizen.say("办居住证", "好", "满了", "打工").card().say(
        "朝阳区建国路一百二十六号三楼", "去年三月五号", "13800138000", "对"
    )
    citizen.say("地址不对，不是一百二十六号，是一百六十二号三楼")
    assert citizen.state.value("居住地址") == "朝阳区建国路一百六十二号三楼"
    assert "一百六十二号三楼" in citizen.heard
    assert "对吗" in citizen.heard
