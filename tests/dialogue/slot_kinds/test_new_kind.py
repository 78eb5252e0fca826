"""A kind that only this test knows: one reader and one row, and it works from the script to the receipt."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from asr.expectation import KINDS as EXPECTED
from dialogue import Machine, read_services
from dialogue.acts import Act, Answered, Begin, Call, ConfirmCard, Expect, InputCard, ReceiptCard, Said, Say, Show, Turn
from dialogue.draw import draw
from dialogue.lint import QUICK, lint
from dialogue.machine.prompts.value_text import called_by
from dialogue.script import Slot
from dialogue.script.schema import schema
from dialogue.slot_kinds import KINDS, ReadingContext, SlotKind
from dialogue.understand.reading import NOTHING, Reading
from support.small_hall import KNOWLEDGE, TODAY

SCRIPT = """服务: 停车证办理
版本: 1
依据: [{标题: 老人卡办法, 条款: 第三条, 出处: kb/lrk-3}]
说法: [办停车证, 停车证怎么办, 领停车证, 申请停车证, 车辆通行证]
渠道: [大屏, 电话]
同意: {告知: 需要您的车牌号。, 项目: [车牌号]}
槽位:
  车牌号: {类型: 车架号尾, 问: 请说车牌号。}
步骤:
  - 收集: [车牌号]
  - 确认: 为您办停车证，对吗？
  - 提交: {接口: car.permit, 身份: 无, 传: [车牌号], 幂等键: 会话号, 得到: [受理号], 超时: 8秒, 失败: 转人工}
  - {说: 办好了。, 回执: [打印]}
  - 结束: 完成
"""
_PLATE = re.compile(r"[京津沪渝][A-Z][0-9A-Z]{5}")


def plate(slot: Slot, text: str, context: ReadingContext) -> Reading:
    hit = _PLATE.search(text.upper())
    return Reading(value=hit[0]) if hit else NOTHING


PLATE = SlotKind(
    "frame", "车架号尾", plate, "text", readback="segments", personal=True, masking="first", identifying=True,
    called=("牌照",), aloud=lambda slot, value: "，".join((value[:2], value[2:])), hint="可以直接说车牌号",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(KINDS, PLATE.name, PLATE)
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "lrk.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    (tmp_path / "car.yaml").write_text(SCRIPT, encoding="utf-8")
    return tmp_path


def test_it_loads_and_the_lint_and_the_schema_know_it(folder: Path) -> None:
    read = read_services(folder)
    (slot,) = read.library().scripts[0].slots
    assert (slot.kind, slot.readback, slot.masking, slot.personal) == ("frame", "segments", "first", True)
    assert lint(read, TODAY, QUICK).findings == ()
    assert '"车架号尾"' in json.dumps(schema(), ensure_ascii=False)
    assert "车牌号（车架号尾）" in draw(read.library().scripts[0])
    assert "牌照" in called_by(slot)


def test_what_its_row_says_is_held_against_the_script(folder: Path) -> None:
    text = SCRIPT.replace("类型: 车架号尾,", "类型: 车架号尾, 单位: 辆, 选项: [甲, 乙],").replace("同意: ", "# 同意: ")
    (folder / "car.yaml").write_text(text, encoding="utf-8")
    told = [error.message for error in read_services(folder).errors]
    assert "问题“车牌号”不是数量，不用写“单位”" in told
    assert "问题“车牌号”不是选项，不用写“选项”" in told
    assert "问题“车牌号”是个人信息，但脚本没有“同意”" in told  # identifying


def test_it_is_unknown_without_its_row(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(KINDS, "frame")
    assert "“类型”不能是“车架号尾”" in [error.message for error in read_services(folder).errors]


class Driver:
    def __init__(self, folder: Path) -> None:
        self.machine = Machine(read_services(folder).library())
        self.state = self.machine.new("c-1", TODAY)
        self.do(Begin())

    def do(self, turn: Turn) -> tuple[Act, ...]:
        self.state, self.acts = self.machine.step(self.state, turn)
        return self.acts

    def say(self, *lines: str) -> str:
        for line in lines:
            self.do(Said(line, 0.9))
        return "".join(act.text for act in self.acts if isinstance(act, Say))

    @property
    def expected(self) -> str:
        return next(act.kind for act in reversed(self.acts) if isinstance(act, Expect))

    def card(self, kind: type) -> object:
        return next(card for act in self.acts if isinstance(act, Show) for card in act.cards if isinstance(card, kind))


def test_it_is_asked_for_read_back_shown_and_filed(folder: Path) -> None:
    citizen = Driver(folder)
    assert "请说车牌号" in citizen.say("办停车证", "同意")
    assert citizen.expected == "text"
    card = citizen.card(InputCard)
    assert isinstance(card, InputCard)
    assert (card.pad, card.hint, card.masked) == ("text", "可以直接说车牌号", True)
    assert "京A，12345" in citizen.say("车牌是京a12345")  # read back as its row says it
    assert citizen.expected == "yesno"
    citizen.say("对")
    confirm = citizen.card(ConfirmCard)
    assert isinstance(confirm, ConfirmCard)
    assert ("车牌号", "京******") in [(row.label, row.value) for row in confirm.rows]
    citizen.say("确认提交")
    call = next(act for act in citizen.acts if isinstance(act, Call))
    assert call.params == {"车牌号": "京A12345"}
    citizen.do(Answered(call.call, True, {"受理号": "C1"}, ""))
    receipt = citizen.card(ReceiptCard)
    assert isinstance(receipt, ReceiptCard)
    assert ("车牌号", "京******") in [(row.label, row.value) for row in receipt.rows]


def test_every_kind_has_a_word_and_what_it_expects_is_known_to_recognition() -> None:
    assert len({kind.word for kind in KINDS.values()}) == len(KINDS)
    assert all(kind.expectation in EXPECTED for kind in KINDS.values())
