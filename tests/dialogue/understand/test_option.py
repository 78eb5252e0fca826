from datetime import date

import pytest

from dialogue.slot_kinds.reading import read_slot
from dialogue.understand.option import read_option

LOSS = {"临时挂失": ("临时", "先临时", "暂时"), "正式挂失": ("正式", "永久", "补卡", "直接补卡")}
WHY = {
    "就业": ("工作", "上班", "打工", "务工", "做生意"),
    "住所": ("买房", "租房", "有房子"),
    "就读": ("上学", "读书", "学生"),
    "都没有": ("没有", "都不是", "没有工作"),
}
TABLE = [
    (LOSS, "临时挂失", "临时挂失"),
    (LOSS, "我要临时挂失", "临时挂失"),
    (LOSS, "临时的吧", "临时挂失"),
    (LOSS, "先临时", "临时挂失"),
    (LOSS, "正式", "正式挂失"),
    (LOSS, "正式挂失吧。", "正式挂失"),
    (LOSS, "第一个", "临时挂失"),
    (LOSS, "第二个", "正式挂失"),
    (LOSS, "第2个", "正式挂失"),
    (LOSS, "二", "正式挂失"),
    (LOSS, "选第一个", "临时挂失"),
    (LOSS, "后面那个", "正式挂失"),
    (LOSS, "最后一个", "正式挂失"),
    (LOSS, "林氏挂失", "临时挂失"),
    (LOSS, "临时挂是", "临时挂失"),
    (LOSS, "证实挂失", "正式挂失"),
    (LOSS, "正是挂失", "正式挂失"),
    (LOSS, "政事", "正式挂失"),
    (LOSS, "林时", "临时挂失"),
    (LOSS, "我想直接补卡", "正式挂失"),
    (LOSS, "不是临时，是正式", "正式挂失"),
    (LOSS, "不要正式的，要临时的", "临时挂失"),
    (LOSS, "临时和正式有什么区别", None),
    (LOSS, "临时还是正式", None),
    (LOSS, "挂失", None),
    (LOSS, "第三个", None),
    (LOSS, "随便", None),
    (LOSS, "我不知道", None),
    (LOSS, "临时，不对，正式", "正式挂失"),
    (WHY, "我在这边打工", "就业"),
    (WHY, "工作", "就业"),
    (WHY, "租房住", "住所"),
    (WHY, "孩子上学", "就读"),
    (WHY, "我没有工作", "都没有"),
    (WHY, "都没有", "都没有"),
    (WHY, "就业", "就业"),
    (WHY, "就夜", "就业"),
    (WHY, "救业", "就业"),
    (WHY, "助所", "住所"),
    (WHY, "就读", "就读"),
    (WHY, "第四个", "都没有"),
    (WHY, "什么是住所", None),
    (WHY, "你好", None),
]


@pytest.mark.parametrize(("options", "text", "label"), TABLE)
def test_option(options: dict[str, tuple[str, ...]], text: str, label: str | None) -> None:
    assert read_option(text, options) == label


EVERY = {
    "登记事项": {
        "": "我不想关店 不打算关店 注销就不用了 不注销 还没关店 别注销 我不是要注销 不变更",
        "注销": "关店 我不干了 不开了 我要注销",
    },
    "紧急程度": {
        "": "不紧急 不太紧急 不算紧急",
        "紧急": "紧急 很急 非常紧急 急 挺急的 火烧眉毛了",
        "一般": "不急 一般 不着急 不是很急 没那么着急 不算太急 也不是多急",
    },
    "联系方式": {
        "": "我没有座机 座机没有 手机就不用了 我没座机 没有固定电话 不想留手机 座机早停了",
        "手机": "不用座机，手机吧 留手机",
        "匿名": "不留 不想留",
    },
    "提取原因": {
        "": "还没退休 没离职 不是租房 没买房 非离职 退休还早 不租房",
        "退休": "我退休了 办了退休 已经退休了",
        "离职": "我没退休，是离职了 不是退休是离职",
    },
    "查询人": {
        "": "房主是我妈 我妈是房主 非本人 我不是房主 不代办 我爸是业主 业主不是我",
        "本人": "我就是房主 房主是我本人",
        "代理人": "我是代办的 替别人查",
    },
    "挂失方式": {
        "": "要是正式挂失会怎样 我正式问你一句 已经临时挂失过了 不补卡 不想补卡 没法补卡 正式就算了",
        "正式挂失": "没办法只能正式挂失 直接补卡",
        "临时挂失": "如果可以的话临时 那就临时吧",
    },
    "办理原因": {
        "": "没丢 没有丢 没坏 还没到期 没弄丢 不是丢了",
        "丢失": "不小心丢了 丢了没找到 不见了",
        "损坏": "坏了不能用 刷不出来",
    },
    "办理事由": {"": "没上学 没买房 没有房子 还没上班 不是打工的", "都没有": "都不是 没有", "就业": "我在这边打工"},
}


@pytest.mark.parametrize(
    ("name", "text", "label"),
    [(name, text, label) for name, said in EVERY.items() for label, texts in said.items() for text in texts.split()],
)
def test_what_is_denied_supposed_or_another_s_is_not_chosen(library, name, text, label) -> None:
    slot = next(slot for script in library.scripts for slot in script.slots if slot.name == name)
    assert read_slot(slot, text, today=date(2026, 11, 22)).value == label


@pytest.mark.parametrize(
    "text", ["我要办异地就医，不是给我妈办", "社保卡丢了，不要正式挂失", "我要投诉，不紧急也没座机"]
)
def test_what_is_denied_in_passing_is_not_kept(citizen, text) -> None:
    citizen.say(text)
    assert not {"办理对象", "挂失方式", "联系方式"} & {one.name for one in citizen.state.filled}


@pytest.mark.parametrize("text", ["匿名行不", "匿名中不", "座机行不啊", "匿名可以不", "匿名行伐"])
def test_whether_an_option_would_do_is_a_question(text: str) -> None:
    assert read_option(text, {"手机": (), "座机": (), "匿名": ("不留", "不想留")}) is None


WHO: dict[str, tuple[str, ...]] = {"本人": (), "代理人": (), "利害关系人": ()}
FOUR: dict[str, tuple[str, ...]] = {"租房": (), "购房": (), "离职": (), "退休": ()}
LOST: dict[str, tuple[str, ...]] = {"临时挂失": (), "正式挂失": ()}
PARENT: dict[str, tuple[str, ...]] = {"随父落户": (), "随母落户": ()}
GET: dict[str, tuple[str, ...]] = {"窗口领": (), "寄到家": ()}


@pytest.mark.parametrize(
    ("options", "said", "label"),
    [
        (WHO, "就第二样吧", "代理人"), (WHO, "中间那一个", "代理人"), (FOUR, "倒数第三种", "购房"),
        (FOUR, "倒数第一个", "退休"), (FOUR, "头一样", "租房"), (FOUR, "最前面那个", "租房"),
        (LOST, "后一个", "正式挂失"),
        (LOST, "前面那种", "临时挂失"), (WHO, "下面那个", "利害关系人"), (LOST, "要临时的", "临时挂失"),
        (LOST, "不要临时的，要正式的", "正式挂失"), (PARENT, "随她爸爸", "随父落户"), (PARENT, "随妈妈", "随母落户"),
        (GET, "寄吧", "寄到家"), (GET, "给我寄就行", "寄到家"), (WHO, "房产证写的是我", "本人"),
        (WHO, "房本上写的就是我", "本人"), (WHO, "房子是我的名字", "本人"),
    ],
)  # fmt: skip
def test_by_place_by_the_short_form_and_by_oneself(options, said: str, label: str) -> None:
    assert read_option(said, options) == label


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (FOUR, "中间那个"), (FOUR, "第五个"), (FOUR, "倒数第五个"), (LOST, "中间那个"), (WHO, "不是我"),
        (WHO, "是我妈"),
        (WHO, "写的不是我，是我爸"), (WHO, "是我儿子的"), (WHO, "户主是我吗"), (WHO, "我是替我妈来的"), (GET, "不寄了"),
        (GET, "快吧"), (GET, "行吧"), (PARENT, "他妈的"), (WHO, "前一个"),
    ],
)  # fmt: skip
def test_what_names_no_place_and_no_option(options, said: str) -> None:
    assert read_option(said, options) is None
