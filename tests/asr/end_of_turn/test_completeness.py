"""Does a sentence stop in the middle? Everyday talk of the hall, written before the rules.

The rules were made looking at `SEEN`; `UNSEEN` was only counted, and so was `LATER`, written after them.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.end_of_turn.completeness import Completeness, completeness

SEEN: dict[Completeness, tuple[str, ...]] = {
    Completeness.UNFINISHED: (
        "我想办", "我要", "就是", "那个", "然后", "还有", "因为", "如果我", "我把", "请问", "我想问一下",
        "我的身份证号是", "号码是", "我想办一个", "身份证嗯", "呃那个", "我昨天来的时候", "我要办那个社保卡的",
        "我跟",
        "我是想", "麻烦你帮我", "我那个社保卡就是", "我在", "我住在", "手机号是", "我想把", "我要给我儿子", "这个",
        "我的", "办居住证需要",
    ),
    Completeness.COMPLETE: (
        "社保卡丢了", "可以代办吗", "怎么办", "多少钱", "你们几点上班", "窗口在哪里", "要什么材料", "能不能代办",
        "收不收费", "谢谢", "我知道了", "那好吧", "不用了", "办居住证要带什么证件", "什么时候能拿到",
        "是不是要本人来",
        "需要预约吗", "我不办了", "好的谢谢", "要等多久", "有没有别的办法", "我刚才已经交过了", "那我的卡呢",
        "这样行不行",
        "可不可以快一点呀", "我来拿证的，证件办好了",
    ),
    Completeness.OPEN: (
        "挂失社保卡", "办居住证", "临时挂失", "张三", "一三八零零一三八", "和平路一号", "租房", "我要办居住证",
        "去年三月", "居住证", "嗯", "对", "不是", "需要", "不要", "好的", "第一个", "我要这个",
    ),
}  # fmt: skip

UNSEEN: dict[Completeness, tuple[str, ...]] = {
    Completeness.UNFINISHED: (
        "我想", "我想要办", "所以", "但是", "不过", "我想咨询一下", "我想查", "然后我的", "我家那个", "就是说",
        "我的手机号码是", "身份证号码", "我要办理", "给我", "我对", "麻烦问一下", "您好，我想",
        "你好，请问一下", "我要补办",
        "我是从", "我那个", "他说要", "而且", "或者", "我想帮我妈妈", "我打算", "我的社保卡和", "比如说",
        "如果没有的话",
        "我叫", "昨天我去", "那我就", "呃，我想那个", "地址是", "我要申请", "我要转",
    ),
    Completeness.COMPLETE: (
        "我的身份证丢了", "今天能办完吗", "怎么走", "要交多少钱", "在几号窗口", "带户口本行吗", "是不是免费的",
        "要不要复印件",
        "谢谢你啊", "明白了", "我先走了", "算了吧", "还需要什么", "办好要几天", "去哪里交钱", "为什么不能办",
        "你说什么呀",
        "有人在吗", "我已经住满半年了", "不对，说错了", "卡被偷了", "户口本找不到了怎么补", "老人可不可以不来",
        "你是机器人吗",
        "这个怎么填", "要排队吗", "没听清楚呢", "周末上不上班", "找谁", "那我明天再来吧", "补卡收费不", "为啥",
    ),
    Completeness.OPEN: (
        "正式挂失", "社保卡挂失", "李建国", "我要挂失社保卡", "幺三九五七幺", "人民南路二十三号", "工作", "非常满意",
        "二零二四年三月十五号", "换驾驶证", "领取失业金", "孩子上学",
    ),
}  # fmt: skip

#: Written after the rules, and counted once.
LATER: dict[Completeness, tuple[str, ...]] = {
    Completeness.UNFINISHED: (
        "我老婆的社保卡她", "我上个月在网上", "听说你们这里可以", "我有个事情想", "我们单位要我",
        "你能不能给我", "我刚从那边窗口",
        "要是没有身份证的话", "我这个卡呀就是", "您看我这个", "我父亲他今年", "我想把户口从", "那我需要准备",
        "我买了个房子然后",
        "我就是想问", "孩子要上学所以", "身份证是一一零一", "我想办的是",
    ),
    Completeness.COMPLETE: (
        "我不太会用这个，你教教我吧", "什么时候上班", "身份证过期了", "钱交过了", "这个要本人来吗",
        "一共几个人", "能刷卡吗",
        "补一张卡多少天", "我听不懂你说的是什么", "取号机在哪", "是在这里办吗", "我已经填好了", "我可以走了吗",
        "有没有老花镜",
        "可以微信付款不", "太慢了", "户口在外地能办吗", "谢谢啊再见",
    ),
    Completeness.OPEN: (
        "办理护照", "王小明", "两张", "补办身份证", "交社保", "解放路十五号三单元", "满意", "明天下午",
        "做生意", "我姓刘",
    ),
}  # fmt: skip


def rows(table: dict[Completeness, tuple[str, ...]]) -> list[tuple[str, Completeness]]:
    return [(text, right) for right, texts in table.items() for text in texts]


@pytest.mark.parametrize(("text", "right"), rows(SEEN))
def test_seen(text: str, right: Completeness) -> None:
    assert completeness(text) is right


@pytest.mark.parametrize("table", [UNSEEN, LATER], ids=["unseen", "later"])
def test_the_rest(table: dict[Completeness, tuple[str, ...]]) -> None:
    wrong = [
        (text, right.name, completeness(text).name) for text, right in rows(table) if completeness(text) is not right
    ]
    assert len(wrong) <= 0.15 * len(rows(table)), wrong
    # The costly mistake is to call a sentence finished that is not.
    assert not [text for text, _, found in wrong if found == "COMPLETE"]


@pytest.mark.parametrize("mark", ["。", "？", "…", "，", "！", "..."])
def test_the_models_punctuation_proves_nothing(mark: str) -> None:
    assert completeness("我想办" + mark) is Completeness.UNFINISHED
    assert completeness("社保卡丢了" + mark) is Completeness.COMPLETE
    assert completeness("居住证" + mark) is Completeness.OPEN


def test_nothing_said() -> None:
    assert completeness("") is Completeness.OPEN
    assert completeness("。") is Completeness.OPEN


@given(st.text(max_size=60))
def test_any_text_has_a_shape(text: str) -> None:
    assert isinstance(completeness(text), Completeness)
