"""What a request tells beside itself: its place, its account, a second wish, an addition, an objection."""

import pytest

from dialogue.understand.account import read_account
from dialogue.understand.objection import read_addition, read_objection
from dialogue.understand.place import find_place
from dialogue.understand.sequence import read_later, read_sequence, wants_this_first
from dialogue.understand.values_aside import times_in, without_values


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("我要投诉，建设路十八号楼下那个烧烤摊，昨天夜里十一点还在放大喇叭", "建设路十八号楼下"),
        ("我要投诉人民路18号楼下的烧烤摊，昨天半夜吵得睡不着", "人民路18号楼下"),
        ("阳光花园3号楼的电梯坏了半个月", "阳光花园3号楼"),
        ("建设大道和解放路交叉口的红绿灯坏了", "建设大道和解放路交叉口"),
        ("幸福小区北门有人占道", "幸福小区北门"),
        ("滨江区江南大道三百号工地半夜施工", "滨江区江南大道三百号工地"),
        ("城关镇李家村的路坏了", "城关镇李家村"),
        ("我们小区门口的垃圾没人清", ""),
        ("路灯坏了没人修", ""),
        ("我家楼下太吵", ""),
        ("马路上的井盖丢了", ""),
        ("学校门口", ""),
    ],
)
def test_place(text, place) -> None:
    assert find_place(text) == place


def test_account() -> None:
    wordings = ("我要投诉", "路灯坏了没人修")
    assert read_account("我要投诉，楼下烧烤摊半夜吵得睡不着", wordings) == "楼下烧烤摊半夜吵得睡不着"
    assert not read_account("我要投诉", wordings)
    assert not read_account("路灯坏了没人修", wordings)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("我社保卡丢了要正式挂失，手机号13800138000", "我社保卡丢了要正式挂失"),
        ("帮我约下周三上午十点的营业执照窗口", "帮我约营业执照窗口"),
        ("我要办居住证", "我要办居住证"),
    ],
)
def test_without_values(text, bare) -> None:
    assert without_values(text) == bare


def test_times() -> None:
    assert times_in("昨天夜里十一点还在放大喇叭") == ("夜里十一点",)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("先查工单再办居住证", "办居住证"),
        ("我社保卡让人偷了，先给我停掉，完了还想约个时间", "约个时间"),
        ("我要办两件事，社保卡挂失和居住证", "居住证"),
        ("先说清楚", None),
        ("我要办居住证", None),
    ],
)
def test_sequence(text, then) -> None:
    found = read_sequence(text)
    assert (found.then if found else None) == then


def test_later() -> None:
    assert read_later("办完这个再帮我约个窗口") == "约个窗口"
    assert read_later("顺便还要办居住证") == "办居住证"
    assert not read_later("正式挂失")
    assert wants_this_first("先把这个办完")
    assert not wants_this_first("先去办吧")


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("还有，他们天天半夜这样", "他们天天半夜这样"),
        ("再给我补一句，他们这么搞都一个多礼拜了", "他们这么搞都一个多礼拜了"),
        ("另外，油烟也很大", "油烟也很大"),
        ("还有吗", ""),
        ("我还有事", ""),
        ("正式挂失", ""),
    ],
)
def test_addition(text, added) -> None:
    assert read_addition(text) == added


OBJECTIONS = {
    "wrong": "手机号说错了 不是这张卡 我想改一下手机号 能改成下午吗 电话号码报拐了 办错了吧，我要的是正式",
    "undo": "把刚才那个撤了 刚才那个取消掉",
    "denied": "不对 错了 不对，我说的是星期六 应该是正式挂失",
    "hint": "那还是正式挂失吧 末尾应该是八八",
    None: "满意 没错 没说错 不用改 不是 没有了 我要换身份证 我要办居住证 挺好的",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, one) for kind, texts in OBJECTIONS.items() for one in texts.split()])
def test_objection(kind, text) -> None:
    assert read_objection(text) == kind
