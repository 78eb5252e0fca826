"""A keypad entry at a read-back: the same value confirms it, another replaces it; on the phone 1 is yes, 2 is no."""

from __future__ import annotations

import pytest

from dialogue import load_library
from dialogue.acts import InputCard, Keyed

SLOTS = {
    "手机号": "{类型: 手机号, 问: 手机号？}",
    "身份证号": "{类型: 身份证, 核对: 分段复述, 问: 身份证号？}",
    "代码": "{类型: 统一社会信用代码, 核对: 分段复述, 问: 代码？}",
    "固话": "{类型: 固话, 问: 固话？}",
    "单号": "{类型: 单号, 位数: 8, 问: 单号？}",
    "姓名": "{类型: 姓名, 核对: 分段复述, 问: 姓名？}",
    "日期": "{类型: 日期, 核对: 分段复述, 问: 哪天？}",
    "时间": "{类型: 时间, 核对: 分段复述, 问: 几点？}",
    "金额": "{类型: 金额, 核对: 分段复述, 问: 多少钱？}",
    "数量": "{类型: 数量, 核对: 分段复述, 问: 几本？}",
    "住址": "{类型: 地址, 核对: 分段复述, 问: 住址？}",
    "方式": "{类型: 选项, 核对: 分段复述, 选项: [自取, 邮寄], 问: 自取还是邮寄？}",
}
#: Slot, as spoken, the value read back.
HEARD = [
    ("手机号", "13800138000", "13800138000"),
    ("身份证号", "11010519491231002X", "11010519491231002X"),
    ("代码", "91110000600037341L", "91110000600037341L"),
    ("固话", "010-88881234", "010-88881234"),
    ("单号", "12345678", "12345678"),
    ("姓名", "王小明", "王小明"),
    ("日期", "2026年12月1日", "2026-12-01"),
    ("时间", "下午三点", "15:00"),
    ("金额", "300元", "300"),
    ("数量", "3本", "3"),
    ("住址", "朝阳区建国路10号3栋1203室", "朝阳区建国路10号3栋1203室"),
    ("方式", "邮寄", "邮寄"),
]
#: Slot, keypad entry, its value.
OTHER = [
    ("手机号", "13900139001", "13900139001"),
    ("身份证号", "110105198506123729", "110105198506123729"),
    ("固话", "01088884321", "010-88884321"),
    ("单号", "87654321", "87654321"),
    ("日期", "20261202", "2026-12-02"),
    ("金额", "400", "400"),
    ("数量", "2", "2"),
    ("方式", "1", "自取"),
]


def service(slot: str, last: str) -> str:
    return f"""服务: 登记
版本: 1
说法: [我要登记]
同意: {{告知: 需要您的信息。, 项目: [{slot}], 拒绝: 结束}}
槽位:
  {slot}: {SLOTS[slot]}
  备注: {{类型: 自由文本, 个人信息: 否, 问: {last}}}
步骤:
  - 收集: [{slot}, 备注]
  - 结束: 完成
"""


@pytest.fixture(scope="module")
def libraries(tmp_path_factory):
    found = {}
    for slot in SLOTS:
        folder = tmp_path_factory.mktemp("keys")
        (folder / "register.yaml").write_text(service(slot, "备注？"), encoding="utf-8")
        found[slot] = load_library(folder)
    return found


@pytest.fixture
def read_back(libraries, citizen):
    def begin(slot: str, channel: str = "screen"):
        _, said, value = next(row for row in HEARD if row[0] == slot)
        one = type(citizen)(libraries[slot]).begin(channel=channel).say("我要登记", "同意", said)
        assert (one.state.question.kind, one.state.question.value) == ("readback", value)
        return one

    return begin


def filled(one, slot: str) -> str:
    return one.state.value(slot) if one.state.has(slot) and one.state.question.slot == "备注" else ""


@pytest.mark.parametrize("channel", ["screen", "phone"])
@pytest.mark.parametrize(("slot", "keys"), [(slot, value) for slot, _, value in HEARD if value.isascii()])
def test_the_same_value_keyed_confirms_it(read_back, slot: str, keys: str, channel: str) -> None:
    one = read_back(slot, channel)
    one.do(Keyed(keys if slot in ("代码", "时间") else keys.replace("-", "")))
    assert filled(one, slot) == keys


@pytest.mark.parametrize(("slot", "keys", "value"), OTHER)
def test_another_value_keyed_replaces_it_and_is_not_read_back(read_back, slot: str, keys: str, value: str) -> None:
    one = read_back(slot)
    one.do(Keyed(keys))
    assert filled(one, slot) == value


@pytest.mark.parametrize("slot", [slot for slot in SLOTS if slot not in ("数量", "金额", "时间", "日期")])
@pytest.mark.parametrize("key", ["1", "2"])
def test_without_a_screen_1_is_yes_and_2_is_no(read_back, slot: str, key: str) -> None:
    one = read_back(slot, "phone")
    one.do(Keyed(key))
    if key == "1":
        assert filled(one, slot) == next(value for name, _, value in HEARD if name == slot)
    elif slot in ("手机号", "身份证号", "单号"):
        assert "哪一段不对" in one.heard
        assert (one.state.question.kind, one.state.question.slot) == ("which_value", slot)
    else:
        assert "那请再说一遍" in one.heard
        assert (one.state.question.kind, one.state.question.slot) == ("slot", slot)


@pytest.mark.parametrize("key", ["1", "2"])
def test_a_count_keyed_without_a_screen_is_a_count(read_back, key: str) -> None:
    one = read_back("数量", "phone")
    one.do(Keyed(key))
    assert filled(one, "数量") == key


@pytest.mark.parametrize("value", ["是", "否"])
def test_a_touched_yes_or_no_answers_it(read_back, value: str) -> None:
    one = read_back("手机号").touch(value)
    assert filled(one, "手机号") == ("13800138000" if value == "是" else "")
    assert one.state.question.kind == ("slot" if value == "是" else "which_value")


@pytest.mark.parametrize("keys", ["138001", "11111111111", "1", ""])
def test_an_entry_that_is_no_value_leaves_the_read_back_open_and_says_why(read_back, keys: str) -> None:
    one = read_back("手机号")
    one.do(Keyed(keys))
    card = one.cards[-1]
    assert (one.state.question.kind, one.state.question.value) == ("readback", "13800138000")
    assert isinstance(card, InputCard)
    assert card.error
    assert card.error in one.heard
    one.do(Keyed("13900139001"))
    assert filled(one, "手机号") == "13900139001"


def test_0_hands_off_from_a_read_back_without_a_screen(read_back) -> None:
    one = read_back("手机号", "phone")
    one.do(Keyed("0"))
    assert one.handed_off


def test_a_shipped_service_goes_on_with_the_number_that_was_keyed_at_its_read_back(citizen) -> None:
    citizen.say("社保卡丢了", "同意", "110105 19491231 002X", "临时挂失", "13800138000")
    assert citizen.state.question.kind == "readback"
    citizen.do(Keyed("13900139001"))
    citizen.say("对", "满意", "没有了")
    assert citizen.state.value("手机号") == "13900139001"
    assert citizen.ended == "completed"
