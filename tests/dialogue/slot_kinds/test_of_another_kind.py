"""A slot takes no value of another kind: no day or 这附近 as a place, no number as a name, no hour as a count."""

from __future__ import annotations

import pytest

from dialogue import Library
from dialogue.slot_kinds import read_slot
from tests.dialogue.conftest import TODAY, Citizen
from tests.dialogue.conversations.test_told_with_a_correction import reach

DAYS = [
    "下个月一号",
    "明天",
    "后天上午",
    "下周三",
    "十二月五号",
    "11月25号",
    "昨天晚上八点",
    "上午十点",
    "月底",
    "今天下午三点",
    "大后天",
    "这个礼拜天",
]
VAGUE = [
    "就这附近", "这附近", "那边", "这边", "老地方", "家门口", "我家门口", "就在我家", "我家楼下", "楼下", "门口",
    "这里", "那里", "就这儿", "隔壁", "附近", "路边", "路上", "外面", "单位门口", "小区里", "我们小区门口",
    "那个地方", "原来那个地方", "上次那里", "这一带", "那一片", "这条街", "那条路", "马路边上", "身份证上那个",
    "跟上次一样", "同上", "你知道的", "就那儿呗", "学校旁边", "本小区",
]  # fmt: skip
NUMBERS = ["13800138000", "110105", "11010519491231002X", "26110042"]
QUESTIONS = ["要写哪里", "写身份证上的吗", "是问我家地址吗", "怎么填", "这是干什么用的", "必须写吗？"]
PLACES = [
    "和平路8号", "五一路1号", "八一村三组", "十月社区2栋", "人民路18号楼下", "三元里大街", "东门小区5号楼",
    "下周村", "明天广场", "二七路", "幸福里12号", "一号路", "中关村", "何家村", "九月小镇", "王府井",
    "小区东门对面的超市人民路店", "城关镇", "广州火车站旁边", "二号桥",
]  # fmt: skip
TAKEN = {
    "address": (*DAYS, *VAGUE, *NUMBERS, *QUESTIONS),
    "name": (*DAYS, *NUMBERS, *QUESTIONS, "和平路8号", "3号楼2单元", "社保卡丢了"),
}
NOT_COUNTED = {
    "从业人数": ["下午三点", "三号", "三楼", "和平路3号", "明天", "三号楼", "13800138000"],
    "资金数额": ["下午三点", "三号", "三楼", "明天", "三个人", "三号楼", "3号楼2单元"],
}


def _place(library: Library):
    script = library.script("12345诉求登记")
    slot = script.slot("事发地点") if script else None
    assert slot is not None
    return slot


@pytest.mark.parametrize("text", TAKEN["address"])
def test_no_place_as_it_is_spoken(library: Library, text: str) -> None:
    assert not read_slot(_place(library), text, today=TODAY).value


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize("text", TAKEN["address"])
def test_no_place_in_the_form(library: Library, text: str, confidence: float) -> None:
    citizen = reach(library, "12345诉求登记", "事发地点")
    citizen.say(text, confidence=confidence)
    assert not citizen.state.value("事发地点")
    assert citizen.state.question.kind in ("slot", "which_value")
    assert citizen.state.question.slot == "事发地点"


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize("text", [*DAYS, *VAGUE, *NUMBERS])
def test_no_place_of_free_text(library: Library, text: str, confidence: float) -> None:
    citizen = _at_home(library)
    citizen.say(text, confidence=confidence)
    assert not citizen.state.value("居住地址")
    assert citizen.state.question.slot == "居住地址"


def _at_home(library: Library) -> Citizen:
    citizen = Citizen(library).begin()
    return citizen.say("办居住证", "同意", "住满了", "就业", "110105 19491231 002X")


@pytest.mark.parametrize("text", PLACES)
def test_a_typed_place_is_one(library: Library, text: str) -> None:
    citizen = reach(library, "12345诉求登记", "事发地点")
    citizen.say(text, confidence=1.0)
    assert citizen.state.value("事发地点") == text


@pytest.mark.parametrize("text", ["就这附近", "下个月一号", "13800138000"])
def test_the_citizen_is_told_what_is_expected(library: Library, text: str) -> None:
    citizen = reach(library, "12345诉求登记", "事发地点")
    citizen.say(text)
    assert "路名" in citizen.heard


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize("text", TAKEN["name"])
def test_no_name(library: Library, text: str, confidence: float) -> None:
    citizen = reach(library, "12345诉求登记", "姓名")
    citizen.say(text, confidence=confidence)
    assert not citizen.state.value("姓名")
    assert citizen.state.question.kind != "readback"


@pytest.mark.parametrize(
    "text", ["王小明", "欧阳娜娜", "阿依古丽·买买提", "John Smith", "和平", "路遥", "万一", "明月", "何晓东"]
)
def test_a_typed_name_is_one(library: Library, text: str) -> None:
    citizen = reach(library, "12345诉求登记", "姓名")
    citizen.say(text, confidence=1.0)
    assert citizen.state.value("姓名") == text


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in NOT_COUNTED.items() for text in texts])
def test_no_count_and_no_amount(library: Library, name: str, text: str) -> None:
    script = library.script("个体工商户登记")
    slot = script.slot(name) if script else None
    assert slot is not None
    assert not read_slot(slot, text, today=TODAY).value
