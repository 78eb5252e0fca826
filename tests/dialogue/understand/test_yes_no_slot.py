"""The yes/no slots of the services that ship: whole answers only, and nothing that binds by half."""

from __future__ import annotations

from datetime import date

import pytest

from dialogue import Library
from dialogue.script import Slot
from dialogue.slot_kinds.reading import read_slot
from dialogue.understand.yes_no_slot import commits, tells_in_passing

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def slots(library: Library) -> dict[str, Slot]:
    return {slot.name: slot for script in library.scripts for slot in script.slots if slot.kind == "yesno"}


#: slot, said: the answer, or nothing
SAID = {
    "承诺属实": {
        "是": "承诺 我承诺 都属实 是的 同意 好的，我承诺 对，我承诺 没问题 我承诺属实",
        "否": "不承诺 不能承诺 我不承诺 不行 不同意",
        "": "不是长住 可是我只住两个月 好像不是长住 好复杂我看不懂 好麻烦 我儿子承诺 承诺个屁 承诺了会怎样 有病"
        " 行李 信息没错 好，我在那边住 承诺？ 承诺什么 成都 会好的 对了我还想问 要是能报销我就承诺",
    },
    "已解决": {
        "是": "解决了 好了 弄好了 已经解决了 早就好了 解决了谢谢 是的",
        "否": "没解决 还没好 还是那样 没有解决 没有",
        "": "可是又坏了 好了又坏了 好了，又坏了 解决个屁 会好的 快好了 好像好了 可能解决了",
    },
    "现在预约": {
        "是": "约 约一个 现在约 好的 好，约 要",
        "否": "不约 先不约 以后再说 不用",
        "": "没约 有空再约 约好了 已经约了 约过了 成都 要多久 可以约周末吗",
    },
    "在大厅": {"是": "在 我就在大厅 到了 在大厅呢", "否": "不在 还没来 在家", "": "有点远 在路上 快到了 可能在 会来的"},
    "名下有房": {
        "是": "有 有一套 有两套 有房 有，在老家",
        "否": "没有 没房 都没有 名下没房 没有没有",
        "": "爱人有我没有 不是没有 不是有房 老家有房? 我妈有房 有过 有病 以前有房 有，不过卖了 好像有",
    },
    "住满半年": {
        "是": "满了 住满了 刚满 一年 两年 七个月 我住了一年多了 三年多了 早就满了 没满，不对，满了 是的 去年来的",
        "否": "没满 还没满 刚来 不到半年 不满半年 三个月",
        "": "刚来半年多 快满了 差不多满了 满了才怪 可能没满 我儿子满了 满没满",
    },
    "要催办": {"是": "催 催一下 要", "否": "不催 不用 再等等", "": "你们快点 催过了 能催吗 要命"},
}
CASES = [
    (name, said, value) for name, answers in SAID.items() for value, said_ in answers.items() for said in said_.split()
]


@pytest.mark.parametrize(("name", "said", "value"), CASES)
def test_whole_answers_only(slots, name, said, value) -> None:
    assert read_slot(slots[name], said, today=TODAY).value == value


def test_what_commits_is_known_by_its_words(slots) -> None:
    assert [name for name, slot in slots.items() if commits(slot)] == ["承诺属实"]


def test_nothing_is_promised_in_passing(citizen) -> None:
    citizen.say("我要办异地就医备案，我承诺")
    assert not citizen.state.has("承诺属实")


@pytest.mark.parametrize("said", ["满了才怪", "快满了"])
def test_what_cannot_be_decided_is_asked_again(citizen, said) -> None:
    citizen.say("我要办居住证", "同意", said)
    assert citizen.state.question.slot == "住满半年"
    assert "没满" in citizen.heard


@pytest.mark.parametrize(
    ("name", "clause", "tells"),
    [
        ("要催办", "催一下工单", True),
        ("要催办", "我要催工单", True),
        ("要催办", "帮我催一下", True),
        ("住满半年", "我住满了", True),
        ("住满半年", "快满了", False),
        ("住满半年", "我儿子住满了", False),
        ("承诺属实", "我承诺", False),
        ("接受推荐", "换个时间", False),
        ("接受推荐", "就这个时间", False),
    ],
)
def test_what_is_told_before_it_was_asked(slots, name, clause, tells) -> None:
    assert tells_in_passing(slots[name], clause) is tells


#: By how long, here and not elsewhere, by a day that does not suit, by what is to become of it, by rhetoric.
IN_OTHER_WORDS = {
    "名下有房": {
        "是": "老家没有，这边有一套 这边也有，老家也有",
        "否": "老家有一套，这边没有 这边没有，老家有一套 外地有房，本市没房 乡下有个老房子，城里没有 村里有，市里没得",
    },
    "接受推荐": {
        "否": "礼拜三不行，我上白班 那天我有事 九点太早了 下午没空 十点半来不了 周四有会",
        "": "礼拜三上班，礼拜四行 下午有空 那天上班吗",
    },
    "改备案": {
        "是": "以前备的杭州，改成上海 改到北京 给我改成苏州",
        "否": "不改 不用改",
        "": "改成什么 别改成上海 不用改成上海",
    },
    "承诺属实": {
        "是": "承诺啊，真是长住 我承诺，确实是长住",
        "": "我儿子承诺，真是长住 不承诺，真是长住 承诺，不是长住 承诺，但是住半年 承诺，真是麻烦",
    },
    "在大厅": {"是": "我不就在这儿站着嘛 这不就在大厅吗"},
    "住满半年": {"是": "那可不 两年多喽", "否": "三个来月"},
}
OTHER_CASES = [
    (name, said, value)
    for name, answers in IN_OTHER_WORDS.items()
    for value, said_ in answers.items()
    for said in said_.split()
]


@pytest.mark.parametrize(("name", "said", "value"), OTHER_CASES)
def test_answers_in_other_words(slots, name, said, value) -> None:
    assert read_slot(slots[name], said, today=TODAY).value == value
