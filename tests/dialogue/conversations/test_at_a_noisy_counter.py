"""Kinds of answers at the counter that were filed wrongly, or not understood, in conversations of a second set."""

from __future__ import annotations

import pytest

from dialogue import Library
from dialogue.acts import Alert
from dialogue.script import Slot
from dialogue.slot_kinds import read_slot
from dialogue.understand.yes_no_model import likely_answer
from tests.dialogue.conftest import TODAY, Citizen


def _slot(library: Library, service: str, name: str) -> Slot:
    script = library.script(service)
    found = script.slot(name) if script else None
    assert found
    return found


@pytest.mark.parametrize(
    ("service", "name", "said", "wrong"),
    [
        ("优待证申领", "领证方式", "我自己过来取", "寄到家"),
        ("出生一件事", "领卡方式", "我自己过来取", "寄到家里"),
        ("12345诉求登记", "紧急程度", "也不能说急，也不能说不急", "一般"),
        ("12345诉求登记", "紧急程度", "谈不上急，算不上不急", "一般"),
    ],
)
def test_a_word_that_only_sounds_so_or_is_denied_is_not_filed(
    library: Library, service: str, name: str, said: str, wrong: str
) -> None:
    assert read_slot(_slot(library, service, name), said, today=TODAY).value != wrong


@pytest.mark.parametrize(
    ("service", "name", "said"),
    [
        ("居住证办理", "办理事由", "我老婆在这边上班，我带孩子"),
        ("身份证补领", "办理原因", "好像是坏了"),
        ("身份证补领", "办理原因", "可能过期了吧，我看看"),
        ("公积金提取", "提取原因", "我哥租房子"),
        ("公积金提取", "提取金额", "三千来着"),
        ("公积金提取", "提取金额", "五千，我再想想"),
        ("个体工商户登记", "资金数额", "我投六万，我哥投四万，一共十万"),
        ("个体工商户登记", "从业人数", "我和我爱人，还有一个伙计"),
        ("个体工商户登记", "经营场所", "和平路七号，哦，不对，七十一号"),
        ("居住证办理", "入住日期", "五月初六，农历"),
    ],
)
def test_a_doubt_or_another_person_is_read_back(library: Library, service: str, name: str, said: str) -> None:
    reading = read_slot(_slot(library, service, name), said, today=TODAY)
    assert reading.doubtful or not reading.value


@pytest.mark.parametrize(
    ("name", "said", "candidates"),
    [
        ("提取金额", "三千还是四千来着，我想想", ("3000", "4000")),
        ("提取金额", "三万五万的都行", ("30000", "50000")),
    ],
)
def test_of_two_amounts_none_is_filed(library: Library, name: str, said: str, candidates: tuple[str, ...]) -> None:
    reading = read_slot(_slot(library, "公积金提取", name), said, today=TODAY)
    assert (reading.value, reading.candidates) == ("", candidates)


def test_of_two_years_both_are_offered(library: Library) -> None:
    reading = read_slot(_slot(library, "居住证办理", "入住日期"), "零八还是零九年的六月一号", today=TODAY)
    assert reading.candidates == ("2008-06-01", "2009-06-01")


@pytest.mark.parametrize(
    ("kind", "said", "value"),
    [
        ("手机号", "幺三八一四五，等一下，幺三八一五四，零零六二二", "13815400622"),
        ("手机号", "幺五三，二二零八，幺九九，最后一个二", "15322081992"),
        ("身份证号", "三二零幺零六幺九五二零三幺七，后面四个数是六四七零", "320106195203176470"),
    ],
)
def test_a_number_begun_anew_or_told_by_its_places(library: Library, kind: str, said: str, value: str) -> None:
    assert read_slot(_slot(library, "社保卡挂失", kind), said, today=TODAY).value == value


@pytest.mark.parametrize(
    ("service", "name", "said", "meant"),
    [
        ("公积金提取", "名下有房", "我和我老婆都没有", False),
        ("出生一件事", "参加医保", "医保肯定要啊", True),
        ("不动产登记查询", "开无房证明", "就是来开这个的", True),
        ("不动产登记查询", "在大厅", "我就站你跟前", True),
        ("工单进度查询", "已解决", "解决个啥，水还在冒", False),
    ],
)
def test_an_explanation_is_proposed(library: Library, service: str, name: str, said: str, meant: bool) -> None:
    assert likely_answer(_slot(library, service, name), said) is meant


def test_a_stay_is_reckoned_from_the_day_that_is_told(citizen: Citizen) -> None:
    citizen.say("办居住证", "同意", "七月底才过来的，四个月不到")
    assert citizen.state.ended or citizen.state.question.kind == "more"


def test_an_option_that_is_a_question_is_proposed(citizen: Citizen) -> None:
    citizen.say("办优待证", "同意", "我办过了，问做好没")
    assert (citizen.state.question.kind, citizen.state.question.value) == ("readback", "查进度")


@pytest.mark.parametrize("said", ["是滴，卡没得了", "对，卡丢了"])
def test_a_yes_with_more_agrees_to_the_guess(citizen: Citizen, said: str) -> None:
    citizen.say("社保卡")
    assert citizen.state.question.kind == "guess"
    citizen.say(said)
    assert citizen.state.service == "社保卡挂失"


def test_a_yes_that_names_the_other_service_agrees_to_the_switch(citizen: Citizen) -> None:
    citizen.say("社保卡丢了，我要挂失", "同意", "我要办居住证")
    assert citizen.state.interjection
    assert citizen.state.interjection.kind == "switch"
    citizen.say("对，办暂住证")
    assert citizen.state.service == "居住证办理"


def test_a_slip_of_the_tongue_is_put_right(citizen: Citizen) -> None:
    citizen.say("我社保卡丢了要挂失", "哎说岔了，不是社保卡，是身份证丢了，要补身份证")
    assert citizen.state.service == "身份证补领"


def test_what_the_consent_promises_is_no_condition(citizen: Citizen) -> None:
    citizen.say("我要举报", "可以，但是你们要保密")
    assert citizen.state.question.slot == "事发地点"
    assert citizen.state.value("联系方式") == ""


def test_an_optional_value_that_is_not_known_is_skipped(citizen: Citizen) -> None:
    citizen.say("我要投诉", "同意", "和平路一号", "昨天", "不记得了，天黑以后")
    assert citizen.state.question.slot == "诉求内容"


@pytest.mark.parametrize(
    "said",
    [
        "昨天在你们这儿挂失的社保卡，小姑娘可热心了，我路过，就来说声谢谢",
        "上礼拜我说身份证丢了，现在找到了，不用补了，跟你们说一声",
        "前天我的社保卡不见了，刚才在家找着了",
    ],
)
def test_what_is_over_begins_nothing(citizen: Citizen, said: str) -> None:
    citizen.say(said)
    assert citizen.state.service == ""
    assert citizen.state.question.kind != "guess"


def test_a_time_that_is_wished_is_a_booking_whatever_it_is_for(citizen: Citizen) -> None:
    citizen.say("帮我约个下周三上午十点的，办公积金")
    assert citizen.state.service == "窗口预约"


def test_a_reason_beside_the_wish_is_no_second_service(citizen: Citizen) -> None:
    citizen.say("公积金咋取啊，我买了套房，想取点出来")
    assert (citizen.state.question.kind, citizen.state.question.options) == ("guess", ("公积金提取",))


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("有人打电话说我社保卡涉嫌洗钱，叫我把钱转到安全账户，我该不该转", "96110"),
        ("有人打电话说我社保卡涉嫌洗钱，叫我把钱转到安全账户，我已经转了两万", "110"),
    ],
)
def test_a_demand_is_fraud_and_a_payment_a_crime(citizen: Citizen, said: str, number: str) -> None:
    citizen.say(said)
    assert [act.number for act in citizen.last if isinstance(act, Alert)] == [number]
