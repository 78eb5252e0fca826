"""Several answers in one breath, and answers to what has not been asked yet."""

from __future__ import annotations

from datetime import date

import pytest

from dialogue.machine.extraction import extract

TODAY = date(2026, 11, 22)
PHONE, NUMBER = "13800138000", "11010519491231002X"


@pytest.fixture(scope="module")
def loss(library):
    return library.script("社保卡挂失")


@pytest.mark.parametrize(
    ("open_slot", "text", "values"),
    [
        ("挂失方式", "正式挂失，手机号13800138000", {"手机号": PHONE}),
        ("挂失方式", "一三八零零一三八零零零", {"手机号": PHONE}),
        ("身份证号", "11010519491231002X，手机号是13800138000", {"身份证号": NUMBER, "手机号": PHONE}),
        ("身份证号", "手机号13800138000", {"手机号": PHONE}),
        ("身份证号", "13800138000", {}),  # may be the beginning of the number that is asked for
        ("身份证号", "我的是110105，19491231，002X，直接补卡", {"身份证号": NUMBER, "挂失方式": "正式挂失"}),
        ("手机号", "110105194912310021", {}),  # its check digit is wrong
        ("手机号", "身份证号11010519491231002X", {"身份证号": NUMBER}),
        ("手机号", "正式的那种", {"挂失方式": "正式挂失"}),
        ("手机号", "不是正式", {}),
        ("手机号", "是正式挂失还是临时挂失", {}),
        ("手机号", "手机号是13800138000吗", {}),
        ("手机号", "1380013", {}),
    ],
)
def test_what_is_told(loss, open_slot, text, values) -> None:
    assert extract(loss.slots, text, TODAY, open_slot=loss.slot(open_slot)).values == values


def test_free_text_tells_nothing_else(library) -> None:
    slots = [slot for script in library.scripts for slot in script.slots if slot.kind == "text"]
    assert slots
    assert not extract(slots, f"我是正式工，手机号{PHONE}", TODAY, open_slot=slots[0]).values


def test_the_rest_is_without_the_number(loss) -> None:
    assert extract(loss.slots, f"正式，手机号{PHONE}", TODAY, open_slot=loss.slot("挂失方式")).rest == "正式，"


def test_digits_known_already_take_what_follows(loss) -> None:
    assert not extract(loss.slots, PHONE, TODAY, open_slot=loss.slot("身份证号"), partial=True).values


def test_told_with_the_wish_and_taken_where_it_is_asked(citizen) -> None:
    citizen.say("我要正式挂失社保卡")
    assert citizen.state.service == "社保卡挂失"
    citizen.say("同意").card()
    assert "挂失方式是正式挂失" in citizen.heard
    assert citizen.expects == "phone"
    citizen.say("不对，是临时挂失")
    assert citizen.state.value("挂失方式") == "临时挂失"


def test_a_number_told_before_consent_is_taken_after_it(citizen) -> None:
    citizen.say(f"我要挂失社保卡，身份证号{NUMBER}")
    assert not citizen.state.filled
    assert NUMBER not in citizen.heard
    citizen.say("同意")
    assert citizen.state.value("身份证号") == NUMBER
    assert "尾号是零零二叉" in citizen.heard


def test_and_is_forgotten_without_it(citizen) -> None:
    citizen.say(f"我要挂失社保卡，身份证号{NUMBER}", "不同意")
    assert NUMBER not in citizen.state.to_json().replace(citizen.heard, "")


def test_the_next_answer_with_this_one_is_read_back(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say(f"正式挂失，手机号{PHONE}")
    assert citizen.state.value("挂失方式") == "正式挂失"
    assert citizen.state.question.kind == "readback"
    assert "幺三八" in citizen.heard
    citizen.say("对")
    assert citizen.state.question.kind == "confirm"


def test_an_answer_to_what_was_not_asked_is_kept_and_no_miss(citizen) -> None:
    citizen.say("社保卡丢了", "同意").card().say(f"手机号{PHONE}")
    assert "手机号我先记下了" in citizen.heard
    assert citizen.expects == "option"
    assert citizen.state.no_matches == 0
    citizen.say("临时")
    assert citizen.state.question.kind == "readback"


def test_with_the_consent(citizen) -> None:
    citizen.say("社保卡丢了", f"同意，身份证号{NUMBER}")
    assert citizen.state.value("身份证号") == NUMBER


def test_told_again_is_what_counts(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "手机号13900139001", f"手机号{PHONE}").card().say("临时")
    assert citizen.state.question.value == PHONE


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("我身份证写到今年十二月二十号，给我换个新的", ""),
        ("身份证十二月五号到期，换一张", ""),
        ("我下周五要坐飞机，身份证丢了，补一张", ""),
        ("孩子十二月十号考试，身份证找不到了，补办", ""),
        ("身份证丢了，约下周五过来办", "2026-11-27"),
        ("十二月十号我过来补身份证", "2026-12-10"),
    ],
)
def test_the_day_of_the_need_is_not_the_day_of_the_visit(library, text, day) -> None:
    slots = library.script("身份证补领").slots
    assert extract(slots, text, TODAY, request=True).values.get("预约日期", "") == day


@pytest.mark.parametrize(
    "text",
    [
        "手机号说错了，最后是二四，幺三七，五七五幺，九零二四",
        "手机号后四位应该是九零二四，幺三七五七五幺九零二四",
        "手机号尾号是四，幺三七五七五幺九零二四",
    ],
)
def test_the_end_of_a_number_told_before_the_number(loss, text) -> None:
    assert extract(loss.slots, text, TODAY).values == {"手机号": "13757519024"}
