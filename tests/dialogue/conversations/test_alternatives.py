"""What the ear nearly wrote instead: asked only where what it wrote is no answer, and read back."""

from __future__ import annotations

import pytest

from dialogue.acts import Said


def hears(citizen, text: str, *alternatives: str) -> None:
    citizen.do(Said(text, 0.5, alternatives))


@pytest.fixture
def at_loss(citizen):
    """Asked which way to report the loss."""
    return citizen.say("社保卡丢了", "同意").card()


@pytest.fixture
def at_phone(at_loss):
    return at_loss.say("临时挂失")


def test_the_text_is_asked_first(at_loss) -> None:
    hears(at_loss, "正式挂失", "临时挂失")
    assert at_loss.state.value("挂失方式") == "正式挂失"


def test_an_option_from_the_alternatives(at_loss) -> None:
    hears(at_loss, "今天真热", "明天真热", "正式挂失")
    assert at_loss.state.value("挂失方式") == "正式挂失"


def test_a_question_is_answered_and_not_taken_for_its_alternative(at_loss) -> None:
    hears(at_loss, "临时挂失和正式挂失有什么区别", "正式挂失")
    assert not at_loss.state.has("挂失方式")


def test_a_command_goes_before_alternatives(at_loss) -> None:
    hears(at_loss, "转人工", "正式")
    assert at_loss.handed_off == "asked"


def test_a_phone_number_with_a_digit_lost(at_phone) -> None:
    hears(at_phone, "1380013800", "13800138000")
    assert "幺三八" in at_phone.heard
    assert at_phone.state.question.value == "13800138000"
    at_phone.say("对")
    assert at_phone.state.value("手机号") == "13800138000"


def test_a_whole_number_in_the_text_wins(at_phone) -> None:
    hears(at_phone, "13800138000", "13800138001")
    assert at_phone.state.question.value == "13800138000"


def test_an_id_with_a_right_check_digit_is_read_back_whatever_the_script_says(citizen) -> None:
    citizen.say("社保卡丢了", "同意")
    hears(citizen, "一一零一零五一九四九一二三一零零二一", "一一零一零五一九四九一二三一零零二叉")
    assert citizen.state.question.kind == "readback"
    assert citizen.state.question.value == "11010519491231002X"
    citizen.say("对")
    assert citizen.state.value("身份证号") == "11010519491231002X"


def test_a_date_from_the_alternatives(citizen) -> None:
    citizen.say("办居住证", "好", "满了", "打工").card().say("朝阳区建国路八号")
    assert citizen.expects == "date"
    hears(citizen, "去年伞月五", "去年三月五号")
    assert citizen.state.question.value == "2025-03-05"


def test_free_text_is_what_was_heard(citizen) -> None:
    citizen.say("办居住证", "好", "满了", "打工").card()
    hears(citizen, "朝阳区建国路八号", "朝阳区建国路八十号")
    assert citizen.state.value("居住地址") == "朝阳区建国路八号"


def test_consent_by_an_alternative(citizen) -> None:
    citizen.say("社保卡丢了")
    hears(citizen, "统计局", "同意")
    assert citizen.state.consented


def test_a_confirmation_has_to_be_heard(at_confirm) -> None:
    hears(at_confirm, "今天真热", "对")
    assert [call.api for call in at_confirm.calls] == ["sbk.status"]


def test_a_service_only_when_the_text_names_none(citizen) -> None:
    hears(citizen, "办居住证", "社保卡丢了")
    assert citizen.state.service == "居住证办理"


def test_a_service_from_the_alternatives(citizen) -> None:
    hears(citizen, "啦啦啦", "社保卡丢了")
    assert citizen.state.service == "社保卡挂失"


def test_a_rating_from_the_alternatives(at_confirm) -> None:
    at_confirm.say("对")
    hears(at_confirm, "今天真热", "非常满意")
    assert at_confirm.state.rating == "非常满意"


def test_a_question_in_between_is_settled_by_an_alternative(at_phone) -> None:
    at_phone.say("取消")
    assert at_phone.state.interjection is not None
    hears(at_phone, "今天真热", "不用")
    assert at_phone.state.interjection is None
    assert at_phone.expects == "phone"


def test_nothing_fits(at_loss) -> None:
    hears(at_loss, "今天真热", "明天真热")
    assert "not understood" in at_loss.notes
