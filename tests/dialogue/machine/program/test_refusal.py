"""A back end that says no: its reason is told to the citizen, where it can be; the script decides what follows."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue import Library, Machine, ScriptErrors, load_library
from dialogue.acts import Act, Answered, Begin, Call, End, Filed, Handoff, Said, Say, Touched
from dialogue.machine.program.refusal import speakable
from support.library_card import LIBRARY_CARD
from tests.dialogue.conftest import TODAY

OWN_WORDS = (
    "提交: {接口: lib.card, 传: [种类, 手机号], 幂等键: 会话号, 得到: 证号, "
    "失败: [{说: 办不了：【失败原因】。}, 转人工: 请到窗口。]}"
)


def hall(folder: Path, *changes: tuple[str, str]) -> Library:
    text = LIBRARY_CARD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "card.yaml").write_text(text, encoding="utf-8")
    return load_library(folder)


class Counter:
    """A citizen at the card desk, whose back end answers as the test says: `replies` by interface."""

    def __init__(self, library: Library, **replies: Answered) -> None:
        self.machine, self.replies = Machine(library), replies
        self.state = self.machine.new("c", TODAY)
        self.acts: list[Act] = []
        self.calls: list[Call] = []
        self.do(Begin())
        for turn in (Said("我想办借书证", 0.9), Said("同意", 0.9), Touched("儿童"), Said("13800138000", 0.9)):
            self.do(turn)
        self.do(Said("对", 0.9))

    def do(self, turn: Begin | Said | Touched | Answered) -> None:
        self.state, acts = self.machine.step(self.state, turn)
        self.acts += acts
        for act in acts:
            if isinstance(act, Call):
                self.calls.append(act)
                reply = self.replies[act.api.replace(".", "_")]
                self.do(Answered(act.call, reply.ok, reply.data, reply.reason, reply.message))

    @property
    def said(self) -> list[str]:
        return [act.text for act in self.acts if isinstance(act, Say)]


GOOD, BAD = Answered(0, True, {"状态": "正常"}), Answered(0, False, reason="refused", message="  该证件已注销。 ")


def test_the_reason_is_told_before_the_hand_off(tmp_path: Path) -> None:
    counter = Counter(hall(tmp_path), lib_look=GOOD, lib_card=BAD)
    counter.do(Said("确认", 0.9))
    assert counter.said[-2:] == ["没有办成，原因是：该证件已注销。", "我请工作人员来帮您，请您稍等。"]
    assert [act.reason for act in counter.acts if isinstance(act, Handoff)] == ["fault"]
    told = next(act for act in counter.acts if isinstance(act, Say) and "注销" in act.text)
    assert not told.fixed  # about one citizen: never rendered ahead, never cached


def test_the_script_may_say_it_in_its_own_words(tmp_path: Path) -> None:
    old = next(line for line in LIBRARY_CARD.splitlines() if "lib.card" in line).strip("- ")
    library = hall(tmp_path, (old, OWN_WORDS))
    counter = Counter(library, lib_look=GOOD, lib_card=BAD)
    counter.do(Said("确认", 0.9))
    assert counter.said[-2:] == ["办不了：该证件已注销。", "请到窗口。"]
    assert sum("注销" in text for text in counter.said) == 1
    silent = Counter(library, lib_look=GOOD, lib_card=Answered(0, False, reason="timeout"))
    silent.do(Said("确认", 0.9))
    assert silent.said[-2:] == ["办不了：系统暂时没有回应。", "请到窗口。"]


def test_no_reason_is_told_where_there_is_none(tmp_path: Path) -> None:
    message = "<html>java.lang.NullPointerException 空指针</html>"
    counter = Counter(hall(tmp_path), lib_look=GOOD, lib_card=Answered(0, False, reason="refused", message=message))
    counter.do(Said("确认", 0.9))
    assert counter.said[-1] == "不好意思，系统暂时没有回应。我请工作人员来帮您，请您稍等。"
    assert not any("指针" in text for text in counter.said)


def test_a_look_up_that_is_refused_goes_on_as_the_script_says(tmp_path: Path) -> None:
    counter = Counter(hall(tmp_path), lib_look=BAD, lib_card=Answered(0, True, {"证号": "A12"}))
    assert "没有办成，原因是：该证件已注销。" in counter.said
    assert counter.said.index("没有办成，原因是：该证件已注销。") < counter.said.index("查不到也没关系。")
    counter.do(Said("确认", 0.9))
    assert not [act for act in counter.acts if isinstance(act, Handoff | End)]
    cases = [dict(act.values) for act in counter.acts if isinstance(act, Filed)]
    assert cases
    assert not any("失败原因" in case for case in cases)  # of an earlier call: no part of the case


@pytest.mark.parametrize("value", ["", "  ", "\u3000\n"])
def test_an_empty_value_is_a_missing_field(tmp_path: Path, value: str) -> None:
    counter = Counter(hall(tmp_path), lib_look=Answered(0, True, {"状态": value}), lib_card=BAD)
    assert "查不到也没关系。" in counter.said
    assert not counter.state.has("状态")
    padded = Counter(hall(tmp_path), lib_look=Answered(0, True, {"状态": " 正常\u3000"}), lib_card=BAD)
    assert padded.state.value("状态") == "正常"
    assert [call.wanted for call in padded.calls] == [("状态",)]


def test_the_name_is_the_machines_own(tmp_path: Path) -> None:
    with pytest.raises(ScriptErrors, match="系统自己的变量"):
        hall(tmp_path, ("得到: [状态]", "得到: [失败原因]"))
    with pytest.raises(ScriptErrors, match="可能还没有值"):
        hall(tmp_path, ("说: 先看看要带什么。", "说: 先看看【失败原因】。"))


@pytest.mark.parametrize(
    "message",
    [
        "该卡已注销",
        "您的社保卡（尾号6217）已于2026年3月1日注销",
        "余额不足，请先缴费50元",
        "ETC 业务请到 3 号窗口办理",
        "不在受理时间内：9:00-17:00",
    ],
)
def test_what_a_clerk_would_say_is_told(message: str) -> None:
    assert speakable(message) == message
    assert speakable(f"  {message}。\n") == message


@pytest.mark.parametrize(
    "message",
    [
        "",
        "。",
        "x",
        "Card cancelled",
        "<b>该卡已注销</b>",
        "该卡已注销&lt;br&gt;",
        '{"code": 4001, "该卡": "已注销"}',
        "java.lang.IllegalStateException: 该卡状态不正确，当前状态为已注销，无法继续办理",
        "该卡已注销 http://10.0.0.1/help",
        "身份证号11010519491231002X的卡已注销",
        "请联系 138 0013 8000 的经办人",
        "该卡\x07已注销",
        "该卡\u202e已注销",
        "该卡\ud800已注销",
        "长" * 61,
        "错误：SQLSTATE[42000] 语法错误，请检查输入的内容是否正确",
        "第 1 行\n  at com.hall.Card.java:31 出错了，请重试",
    ],
)
def test_what_is_no_sentence_for_a_citizen_is_not(message: str) -> None:
    assert speakable(message) == ""


@settings(deadline=None)
@given(st.text())
def test_whatever_comes_what_is_told_is_short_and_harmless(message: str) -> None:
    text = speakable(message)
    assert len(text) <= 60
    assert text.isprintable()
    assert not set(text) & set("<>{}[]\\&`$")
