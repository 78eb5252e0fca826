"""At every free text but places: no content is asked for again with help, content is kept to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue import Library, load_library
from support.small_hall import KNOWLEDGE
from tests.dialogue.conftest import Citizen

SCRIPT = """服务: 困难补助
版本: 1
依据: [{标题: 老人卡办法, 条款: 第三条, 出处: kb/lrk-3}]
说法: [申请困难补助, 办困难补助, 困难补助怎么领, 领困难补助, 要困难补助]
渠道: [大屏, 电话]
同意: {告知: 需要您说情况。, 项目: [职业, 申请理由, 事情经过, 备注]}
槽位:
  职业: {类型: 自由文本, 问: {首次: 您做什么工作？, 再问: 请说您的工作，例如保安。}}
  申请理由: {类型: 自由文本, 问: {首次: 为什么申请？, 再问: 请说一说理由，例如生病。}}
  备注: {类型: 自由文本, 必填: 否, 问: 还有要说明的吗？}
  事情经过: {类型: 长文本, 问: {首次: 请说说经过。, 再问: 请从头说说经过。}}
步骤:
  - 收集: [职业, 申请理由, 备注, 事情经过]
  - 确认: 为您申请困难补助，对吗？
  - 提交: {接口: help.apply, 传: [职业, 申请理由, 备注, 事情经过], 幂等键: 会话号, 得到: [受理号], 超时: 8秒, 失败:
  转人工}
  - {说: 办好了。, 回执: [打印]}
  - 结束: 完成
"""
ON_THE_WAY = {"职业": "保安", "申请理由": "家里老人生病", "备注": "没有"}
NONE = [
    "嗯", "什么意思", "你好", "下一步", "要写什么", "你是谁", "喂", "继续", "提交", "这是什么意思啊", "你问这个干嘛",
    "我不知道写什么",
    "给个例子", "必须填吗", "谢谢", "在吗", "哈哈",
]  # fmt: skip
CONTENT = {
    "职业": ["学生", "无业", "跑外卖的", "在工地干活", "自由职业", "下岗了，打零工", "护工"],
    "申请理由": [
        "看病",
        "失业了",
        "太穷了",
        "孩子上学没钱交学费",
        "为什么别人有我没有",
        "什么都涨价，过不下去",
        "残疾",
    ],
    "事情经过": ["下一步怎么办都不知道，工厂关门了", "谢谢政府，去年也补过一次"],
}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder: Path = tmp_path_factory.mktemp("services")
    (folder / "knowledge").mkdir()
    (folder / "knowledge" / "lrk.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    (folder / "help.yaml").write_text(SCRIPT, encoding="utf-8")
    return load_library(folder)


def asked(hall: Library, slot: str) -> Citizen:
    citizen = Citizen(hall).begin().say("申请困难补助", "同意")
    while citizen.state.question.slot != slot:
        citizen.say(ON_THE_WAY[citizen.state.question.slot])
        if citizen.state.question.kind == "readback":
            citizen.say("对")
    return citizen


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize("slot", ["职业", "申请理由", "事情经过"])
@pytest.mark.parametrize("text", NONE)
def test_no_content_is_asked_for_again(hall: Library, slot: str, text: str, confidence: float) -> None:
    citizen = asked(hall, slot).say(text, confidence=confidence)
    assert not citizen.state.has(slot)
    assert citizen.state.question.slot == slot
    assert not citizen.state.question.partial
    assert not citizen.ended
    assert citizen.last


@pytest.mark.parametrize("text", ["什么意思", "要写什么", "下一步", "给个例子"])
def test_help_names_what_is_asked_for(hall: Library, text: str) -> None:
    citizen = asked(hall, "申请理由").say(text)
    assert "用您自己的话" in citizen.heard
    assert "例如生病" in citizen.heard


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize(("slot", "text"), [(slot, text) for slot, texts in CONTENT.items() for text in texts])
def test_content_is_kept_to_the_letter(hall: Library, slot: str, text: str, confidence: float) -> None:
    citizen = asked(hall, slot).say(text, confidence=confidence)
    told = citizen.state.question.partial if slot == "事情经过" else ""
    assert text in (citizen.state.value(slot), told, citizen.state.question.value)


def test_a_question_about_the_business_is_one(hall: Library) -> None:
    citizen = asked(hall, "申请理由").say("办这个要多久")
    assert not citizen.state.has("申请理由")
    assert citizen.state.interjection is not None
    citizen.say("不用", "家里老人生病")
    assert citizen.state.value("申请理由") == "家里老人生病"


def test_an_optional_text_is_left_empty(hall: Library) -> None:
    citizen = asked(hall, "备注").say("下一步")
    assert citizen.state.has("备注")
    assert citizen.state.value("备注") == ""


def test_a_long_text_that_was_begun_ends(hall: Library) -> None:
    citizen = asked(hall, "事情经过").say("家里进了水", "下一步")
    assert citizen.state.question.kind == "readback"
    assert citizen.state.question.value == "家里进了水"


def test_what_is_no_content_after_small_talk_is_none(hall: Library) -> None:
    citizen = asked(hall, "申请理由").say("你好", "你好", "你好")
    assert not citizen.state.has("申请理由")


def test_it_is_no_content_where_another_question_waits_before_it(hall: Library) -> None:
    citizen = asked(hall, "申请理由").say("办这个要多久", "什么意思")
    assert not citizen.state.has("申请理由")
