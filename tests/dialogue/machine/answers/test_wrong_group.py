"""A number read back is wrong: she asks which group of it, takes that group alone, and reads the whole back again."""

from __future__ import annotations

import pytest

from dialogue import load_library
from dialogue.acts import ChoicesCard, Expect, Keyed, NoInput, Said, Say

SERVICE = """服务: 登记
版本: 1
说法: [我要登记]
同意: {告知: 为了办理，要用到您的号码。, 项目: [手机号, 身份证号]}
槽位:
  手机号: {类型: 手机号, 核对: 分段复述, 问: 手机号是多少？}
  身份证号: {类型: 身份证, 核对: 分段复述, 问: 身份证号是多少？}
步骤:
  - 收集: [手机号, 身份证号]
  - 结束: 完成
"""
RIGHT = "13800148000"


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("groups")
    (folder / "register.yaml").write_text(SERVICE, encoding="utf-8")
    return load_library(folder)


@pytest.fixture(params=["phone", "screen"])
def read_back(library, citizen, request):
    one = type(citizen)(library).begin(channel=request.param).say("我要登记", "同意", "13800138000")
    assert one.state.question.kind == "readback"
    return one


@pytest.fixture
def called(library, citizen):
    return type(citizen)(library).begin(channel="phone").say("我要登记", "同意", "13800138000")


def said(one) -> str:
    return "".join(act.text for act in one.last if isinstance(act, Say))


def expected(one) -> Expect:
    return next(act for act in one.last if isinstance(act, Expect))


def asked_whole(one) -> bool:
    return (one.state.question.kind, one.state.question.slot) == ("slot", "手机号")


def test_after_a_bare_no_she_asks_which_group(read_back) -> None:
    read_back.say("不对")
    assert said(read_back) == "哪一段不对？第一段幺三八，第二段零零幺三，第三段八零零零。"
    assert not read_back.state.has("手机号")


@pytest.mark.parametrize(
    "answer", ["第二段", "中间那段", "第二段不对", "零零幺三那段", "第一段没问题，第二段不对", "2"]
)
@pytest.mark.parametrize("group", ["零零幺四", "应该是0014", "不是0013，是0014"])
def test_the_group_alone_is_asked_for_and_the_whole_read_back(read_back, answer: str, group: str) -> None:
    read_back.say("不对")
    read_back.do(Keyed(answer)) if answer.isdigit() else read_back.say(answer)
    assert "第二段，一共四位" in said(read_back)
    read_back.say(group)
    assert (read_back.state.question.kind, read_back.state.question.value) == ("readback", RIGHT)
    assert "幺三八，零零幺四，八零零零" in said(read_back)
    assert not read_back.state.has("手机号"), "nothing is kept before the yes"
    assert read_back.say("对").state.value("手机号") == RIGHT


def test_by_keys_alone(called) -> None:
    called.do(Keyed("2"))
    assert expected(called).kind == "option"
    called.do(Keyed("2"))
    assert (expected(called).kind, expected(called).length) == ("number", 4)
    called.do(Keyed("0014"))
    assert called.state.question.value == RIGHT
    called.do(Keyed("1"))
    assert called.state.value("手机号") == RIGHT


def test_by_touch(library, citizen) -> None:
    one = type(citizen)(library).begin().say("我要登记", "同意", "13800138000", "不对")
    card = one.cards[-1]
    assert isinstance(card, ChoicesCard)
    assert [option.label for option in card.options] == ["第一段（3位）", "第二段（4位）", "第三段（4位）", "都不对"]
    one.touch("3").do(Keyed("8001"))
    assert one.state.question.value == "13800138001"
    assert asked_whole(one.say("不对").touch("都不对"))


@pytest.mark.parametrize(("answer", "place"), [("第二段不对", "2"), ("不对，后面那段", "3"), ("前面不对", "1")])
def test_the_group_named_at_once_is_not_asked_about(read_back, answer: str, place: str) -> None:
    assert read_back.say(answer).state.question.partial == place


@pytest.mark.parametrize("answer", ["都不对", "全错了", "重新说", "第一段和第二段", "少了一位"])
def test_all_of_it_is_wrong(read_back, answer: str) -> None:
    assert asked_whole(read_back.say("不对", answer))
    assert "那请再说一遍" in said(read_back)


def test_the_whole_number_said_or_keyed_instead_is_taken(read_back) -> None:
    read_back.say("不对", "13900139001")
    assert (read_back.state.question.kind, read_back.state.question.value) == ("readback", "13900139001")


def test_it_was_right_after_all(read_back) -> None:
    read_back.say("不对", "没错，是对的")
    assert (read_back.state.question.kind, read_back.state.question.value) == ("readback", "13800138000")


def test_two_failures_ask_for_the_whole_and_the_third_is_for_a_human(read_back) -> None:
    read_back.say("不对", "第二段", "零零幺")
    assert "位数好像不对" in said(read_back)
    assert asked_whole(read_back.say("零零幺"))
    read_back.say("嗯嗯嗯哼哼")
    assert read_back.handed_off


def test_who_says_nothing_twice_is_asked_for_the_whole(read_back) -> None:
    read_back.say("不对").do(NoInput())
    assert "都不对" in said(read_back)
    read_back.do(NoInput())
    assert asked_whole(read_back)


def test_after_two_groups_the_whole_is_asked_for(read_back) -> None:
    read_back.say("不对", "第二段", "0014", "不对", "第二段", "0015")
    assert read_back.state.question.value == "13800158000"
    assert asked_whole(read_back.say("不对"))


@pytest.mark.parametrize("keyed", [False, True])
def test_a_group_that_makes_a_wrong_number_is_not_filed(called, keyed: bool) -> None:
    """The check digit of the identity number."""
    called.say("对", "110105198506123729", "不对", "第四段")
    assert (expected(called).kind, expected(called).length) == ("code", 4)
    called.do(Keyed("3728")) if keyed else called.say("三七二八")
    assert called.state.question.partial == "4"
    assert not called.state.has("身份证号")
    called.do(Keyed("3729"))
    assert called.state.question.value == "110105198506123729"


def test_a_group_that_ends_with_x(called) -> None:
    called.say("对", "11010519491231002X", "不对", "最后一段", "零零二叉")
    assert called.state.question.value == "11010519491231002X"


def test_a_human_at_either_question(read_back) -> None:
    assert read_back.say("不对", "第二段", "转人工").handed_off


def test_neither_of_two_that_differ_in_one_group_asks_for_that_group(called) -> None:
    called.say("不对", "都不对").do(Said("13487654321", 0.6, candidates=("13487654321", "13487154321")))
    assert called.state.question.kind == "which_value"
    called.say("都不是")
    assert "第二段，一共四位" in said(called)
    assert called.say("八七七五").state.question.value == "13487754321"
