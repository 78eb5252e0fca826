"""What is excluded is never the value, of two candidates neither is; in every kind of slot."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue import Library
from dialogue.script import Slot
from dialogue.slot_kinds.reading import read_slot
from dialogue.understand.contrast import read_contrast

TODAY = date(2026, 11, 22)
LOSS = ("社保卡挂失", "挂失方式")


@pytest.fixture
def slot_of(library: Library):
    def find(kind: str) -> Slot:
        if kind == "option":
            script = library.script(LOSS[0])
            assert script is not None
            slot = script.slot(LOSS[1])
        else:
            named = "诉求内容" if kind == "text" else ""
            slot = next(
                slot for script in library.scripts for slot in script.slots if slot.kind == kind and named in slot.name
            )
        assert slot is not None
        return replace(slot, when="any", least=None, most=None)

    return find


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("name", "李明，不是李鸣", "李明"),
        ("name", "不是李鸣，是李明", "李明"),
        ("name", "我叫李明不是李鸣", "李明"),
        ("address", "不住解放路，住建设大街8号", "建设大街8号"),
        ("address", "不在城东，在城西花园3栋", "城西花园3栋"),
        ("address", "幸福路3号或者4号", ""),
        ("phone", "以前那个13900139000停机了，现在是13800138000", "13800138000"),
        ("phone", "要13800138000不要13900139000", "13800138000"),
        ("name", "姓上官，不是姓上，全名上官云", "上官云"),
        ("option", "临时的，哦不，正式挂失", "正式挂失"),
        ("option", "正式的或者别的", ""),
        ("date", "周五之前随便哪天", ""),
        ("date", "下周三以后都行", ""),
        ("date", "不是明天，是后天", "2026-11-24"),
        ("date", "不是明天是后天", "2026-11-24"),
        ("date", "明天不是后天", "2026-11-23"),
        ("date", "不要明天，要后天", "2026-11-24"),
        ("date", "别约明天，约后天", "2026-11-24"),
        ("date", "后天吧，明天不行", "2026-11-24"),
        ("date", "明天我没空，后天", "2026-11-24"),
        ("date", "明天还是后天吧", "2026-11-24"),
        ("date", "十二月一号，不是二号", "2026-12-01"),
        ("date", "十二月一号，不对，是二号", "2026-12-02"),
        ("money", "5000不要6000", "5000"),
        ("money", "不是5000，是6000", "6000"),
        ("money", "五千，不是六千", "5000"),
        ("money", "6000不要，5000", "5000"),
        ("count", "三份，不是四份", "3"),
        ("count", "不是三份，是四份", "4"),
        ("time", "上午十点，不是十一点", "10:00"),
        ("time", "不是上午十点，是下午三点", "15:00"),
        ("time", "九点半到十点之间吧，就九点半", "09:30"),
        ("option", "临时，不是正式", "临时挂失"),
        ("address", "原来住东街8号，现在住西街12号", "西街12号"),
        ("phone", "以前是13900139000，现在是13800138000", "13800138000"),
        ("option", "不要临时要正式", "正式挂失"),
        ("option", "不是临时，是正式", "正式挂失"),
        ("option", "还是临时吧", "临时挂失"),
        ("phone", "13800138000，不是13800138001", "13800138000"),
        ("date", "明天不来，后天来", "2026-11-24"),
        ("date", "农历十二月五号", "2026-01-23"),
        ("time", "十点不行十一点行", "11:00"),
        ("name", "黄小明不是黄是王", "王小明"),
        ("name", "我叫黄小明，不是黄河的黄，是国王的王", "王小明"),
        ("name", "王小明，不是小是晓", "王晓明"),
        ("name", "王小明，不，王小民", "王小民"),
        ("address", "和平路一号，不，二号", "和平路2号"),
        ("address", "和平路一号不二号", "和平路2号"),
        ("address", "和平路一号，不是一号，二号", "和平路2号"),
        ("address", "不二路八号", "不二路8号"),
        ("money", "五千，不，六千", "6000"),
        ("phone", "不是13800138001，是13800138000", "13800138000"),
        ("phone", "不是13800138001是13800138000", "13800138000"),
    ],
)
def test_what_is_affirmed_is_read(slot_of, kind, text, value) -> None:
    assert read_slot(slot_of(kind), text, today=TODAY).value == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("name", "不是李鸣"),
        ("name", "李明或者李鸣"),
        ("date", "除了周一都行"),
        ("date", "除了明天"),
        ("date", "明天不去"),
        ("date", "明天我不去了"),
        ("date", "后天不约了"),
        ("date", "明天算了"),
        ("time", "晚一点"),
        ("time", "早一点"),
        ("time", "晚一点吧"),
        ("time", "下午三点不来"),
        ("phone", "13800138000已经不用了"),
        ("phone", "13800138000是我老婆的别用"),
        ("phone", "一三八零零一三八零零零早就停机了"),
        ("phone", "13800138000不是我的"),
        ("date", "周一以外哪天都可以"),
        ("date", "只要不是周一就行"),
        ("date", "明天不行"),
        ("date", "明天或者后天"),
        ("date", "明天，后天"),
        ("date", "明天后天都行"),
        ("date", "周一周二都可以"),
        ("date", "十二月一号或者二号"),
        ("date", "十二月一号到五号"),
        ("money", "五千或者六千"),
        ("money", "三千到五千"),
        ("count", "三份或者四份"),
        ("time", "上午十点或者下午三点"),
        ("option", "临时或者正式"),
        ("option", "正式还是临时"),
        ("option", "除了正式都行"),
        ("option", "不要正式的"),
        ("option", "没有临时"),
        ("money", "五千以内都行"),
        ("phone", "13800138000或者13900139000"),
    ],
)
def test_what_is_excluded_or_one_of_two_is_asked_about(slot_of, kind, text) -> None:
    assert not read_slot(slot_of(kind), text, today=TODAY).value


def test_one_of_two_is_asked_for_in_words(slot_of) -> None:
    assert read_slot(slot_of("date"), "明天或者后天", today=TODAY).candidates == ("2026-11-23", "2026-11-24")


def test_a_day_far_off_is_asked_back(slot_of) -> None:
    slot = replace(slot_of("date"), when="future")
    assert read_slot(slot, "十年后", today=TODAY).doubtful
    assert not read_slot(slot, "下个月一号", today=TODAY).doubtful


@pytest.mark.parametrize(
    "text", ["一三八零零一三八零零零对吧", "13800138000，对不对", "13800138000是吗", "13800138000吧"]
)
def test_a_number_with_a_question_behind_it_is_read_back(slot_of, text) -> None:
    reading = read_slot(slot_of("phone"), text, today=TODAY)
    assert (reading.value, reading.doubtful) == ("13800138000", True)


def test_a_number_that_is_the_citizen_s_own_is_only_that(slot_of) -> None:
    assert read_slot(slot_of("phone"), "13800138000是我的", today=TODAY).value == "13800138000"


def test_a_list_may_leave_some_out(slot_of) -> None:
    slot = slot_of("several")
    first, second, *others = [choice.label for choice in slot.choices]
    rest = "、".join((second, *others))
    assert read_slot(slot, f"除了{first}都要", today=TODAY).value == rest
    assert read_slot(slot, f"{first}不要，其他都要", today=TODAY).value == rest
    assert read_slot(slot, f"{second}，不是{first}", today=TODAY).value == second
    assert not read_slot(slot, f"{first}或者{second}", today=TODAY).value


def test_a_repair_of_the_tail_of_a_number_that_is_known(slot_of) -> None:
    reading = read_slot(slot_of("phone"), "不是八零零零，是八零零幺", partial="13800138000", today=TODAY)
    assert reading.value == "13800138001"


def test_free_text_is_kept_as_it_was_said(slot_of) -> None:
    text = "不是我家漏水，是楼上漏水"
    assert read_slot(slot_of("text"), text, today=TODAY).value == text


@pytest.mark.parametrize(
    "text", ["是不是明天", "要不要五千", "别人的卡", "三月十五号，不对，十六号", "除夕", "不锈钢厂宿舍3号楼"]
)
def test_what_excludes_nothing(text) -> None:
    assert read_contrast(text).excluded == ()
    assert read_contrast(text).affirmed == text


DAYS = {"明天": "2026-11-23", "后天": "2026-11-24", "大后天": "2026-11-25", "十二月五号": "2026-12-05"}


@given(
    st.sampled_from(sorted(DAYS)),
    st.sampled_from(sorted(DAYS)),
    st.sampled_from(
        [
            "{a}，不是{b}",
            "{a}不是{b}",
            "不是{b}，是{a}",
            "不是{b}是{a}",
            "{b}不行，{a}",
            "{a}，不要{b}",
            "不要{b}，要{a}",
            "别选{b}，选{a}",
        ]
    ),
)
def test_the_excluded_day_is_never_taken(library, a, b, form) -> None:
    slot = next(s for script in library.scripts for s in script.slots if s.kind == "date" and s.when == "future")
    if a != b:
        assert read_slot(slot, form.format(a=a, b=b), today=TODAY).value == DAYS[a]


@pytest.mark.parametrize(
    "said", ["一万五吧，哎算了，少取点，一万二", "明天，还是算了，后天", "两个人，算了算了，三个人"]
)
def test_never_mind_takes_back_what_stands_before_it(said: str) -> None:
    assert "不对" in read_contrast(said).affirmed
