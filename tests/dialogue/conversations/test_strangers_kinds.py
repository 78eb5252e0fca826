"""What a stranger found filed wrongly, as kinds, in other lines than theirs."""

from __future__ import annotations

from datetime import date

import pytest

from dialogue import Library
from dialogue.script import Slot
from dialogue.slot_kinds import read_slot
from tests.dialogue.conftest import TODAY, Citizen

FLAT = ("办居住证", "同意", "满了", "我在这边打工", "11010519491231002X")


def _slot(library: Library, service: str, name: str) -> Slot:
    script = library.script(service)
    found = script.slot(name) if script else None
    assert found
    return found


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("发票不要，开户要", "开户"),
        ("银行开户不开，刻个公章", "刻章"),
        ("刻章不用，社保登记要办", "社保"),
        ("发票就不领了，印章要", "刻章"),
        ("刻章和发票", "刻章、发票"),
        ("除了刻章都要", "开户、发票、社保"),
        ("不要刻章，要发票", "发票"),
    ],
)
def test_of_several_what_is_denied_is_left_out(library: Library, said: str, chosen: str) -> None:
    assert read_slot(_slot(library, "个体工商户登记", "另办事项"), said, today=TODAY).value == chosen


@pytest.mark.parametrize(
    ("said", "chosen"), [("手机号不留，打座机吧", "座机"), ("不想留手机，留座机", "座机"), ("不想留", "匿名")]
)
def test_a_word_that_denies_another_option_is_not_chosen(library: Library, said: str, chosen: str) -> None:
    assert read_slot(_slot(library, "12345诉求登记", "联系方式"), said, today=TODAY).value == chosen


@pytest.mark.parametrize("said", ["我名下没有，我老公有一套", "我没房，我爱人有", "房子是我媳妇的"])
def test_a_couple_of_whom_one_has_it_has_it(library: Library, said: str) -> None:
    reading = read_slot(_slot(library, "公积金提取", "名下有房"), said, today=TODAY)
    assert (reading.value, reading.doubtful) == ("是", True)


@pytest.mark.parametrize(
    "said", ["挂了以后还能再改吧", "写错一点要紧不", "临时的也能补卡吧", "正式的还能恢复不", "要是找到了咋办"]
)
def test_a_question_at_the_confirmation_changes_nothing(at_confirm: Citizen, said: str) -> None:
    before = at_confirm.state.values()
    at_confirm.say(said)
    assert at_confirm.state.values() == before
    assert at_confirm.state.question.kind == "confirm"
    assert not any(call.key for call in at_confirm.calls)


@pytest.mark.parametrize(
    ("first", "then", "day"),
    [
        ("去年五月份", "二十号", date(2025, 5, 20)),
        ("前年八月", "三号", date(2024, 8, 3)),
        ("2023年四月", "四月十六号", date(2023, 4, 16)),
        ("今年三月", "1号", date(2026, 3, 1)),
        ("去年六月", "2024年7月2号", date(2024, 7, 2)),
    ],
)
def test_a_month_and_then_its_day_are_one_date(citizen: Citizen, first: str, then: str, day: date) -> None:
    citizen.say(*FLAT, "和平路8号", first, then)
    assert citizen.state.value("入住日期") == day.isoformat()


@pytest.mark.parametrize(
    "said", ["住在哪儿来着，我问一下房东", "等我问问我儿子", "你先说要写到多详细", "还没定下来", "你帮我填一个吧"]
)
def test_talk_is_no_address(citizen: Citizen, said: str) -> None:
    citizen.say(*FLAT, said)
    assert not citizen.state.has("居住地址")
    assert citizen.state.question.slot == "居住地址"


def test_anothers_number_for_want_of_ones_own_is_not_taken(citizen: Citizen) -> None:
    citizen.say("社保卡丢了", "同意", "我爸的是11010519491231002X，我自己的没带")
    assert not citizen.state.has("身份证号")
    assert not citizen.state.prefilled


@pytest.mark.parametrize("said", ["每个月一千五，提一年的", "一个月两千块，取半年"])
def test_a_rate_is_no_sum(library: Library, said: str) -> None:
    reading = read_slot(_slot(library, "公积金提取", "提取金额"), said, today=TODAY)
    assert not reading.value
    assert "一个准确的数" in reading.message


@pytest.mark.parametrize(
    "line",
    [
        "我同事的身份证丢了，他下午自己来", "对门老李上个月补过社保卡", "还以为社保卡丢了呢", "邻居家办了居住证",
        "没有了", "没别的了", "没啦谢谢",
    ],
)  # fmt: skip
def test_anothers_matter_and_the_last_word_begin_nothing(citizen: Citizen, line: str) -> None:
    citizen.say(line)
    assert not citizen.state.service
    assert citizen.state.question.kind not in ("guess", "which")


@pytest.mark.parametrize("line", ["房贷压得我喘不过气，想提公积金还贷", "忙得喘不过气来，帮我约个窗口"])
def test_a_figure_of_speech_is_no_emergency(citizen: Citizen, line: str) -> None:
    citizen.say(line)
    assert not citizen.handed_off
    assert citizen.state.service or citizen.state.question.options


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize(
    ("address", "said", "right"),
    [
        ("解放路3号5楼", "不对，是6楼", "解放路3号6楼"),
        ("解放路三号五楼", "哎呀错了，是六楼不是五楼", "解放路三号六楼"),
        ("解放路3号2楼", "说错了，是4楼", "解放路3号4楼"),
    ],
)
def test_a_floor_put_right_keeps_the_road(
    citizen: Citizen, address: str, said: str, right: str, confidence: float
) -> None:
    citizen.say(*FLAT).say(address, said, confidence=confidence)
    assert citizen.state.value("居住地址") == right
