"""What 脱敏 leaves of a value on the input card, the confirmation and the receipt, for every kind of slot."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dialogue import Machine, load_library
from dialogue.acts import InputCard
from dialogue.machine.context import StepContext
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.screen_text import written
from dialogue.machine.state import Filing, Filled
from dialogue.script.template import plain
from dialogue.slot_kinds import by_word

#: Kind -> a value, pieces of it, and what 不脱敏 shows of the whole value once it is filled.
VALUES = {
    "id": ("11010519491231002X", "110105194912", "11010519491231002X"),
    "credit_code": ("91110000600037341L", "9111000060", "91110000600037341L"),
    "phone": ("13800138000", "138001", "13800138000"),
    "landline": ("010-88881234", "01088", "010-88881234"),
    "name": ("王小明", "王", "王小明"),
    "date": ("2026-11-22", "", "2026年11月22日"),
    "time": ("14:30", "", "下午2点半"),
    "money": ("3500.5", "", "3,500.50元"),
    "count": ("30", "", "30人"),
    "address": ("建国路10号3栋", "", "建国路10号3栋"),
    "yesno": ("是", "", "是"),
    "option": ("邮寄", "", "邮寄"),
    "several": ("刻章、开户", "", "刻章、开户"),
    "text": ("楼上漏水很严重", "", "楼上漏水很严重"),
    "number": ("26115837", "2611", "26115837"),
    "long_text": ("楼上漏水很严重，物业不管", "楼上漏水", "楼上漏水很严重，物业不管"),
    "plate": ("京A12345", "京A1", "京A12345"),
    "passport": ("E12345678", "E12345", "E12345678"),
    "permit": ("H08231455", "H0823", "H08231455"),
    "code": ("A102456789", "A1024", "A102456789"),
}
MASKINGS = ("none", "tail", "first", "all")


def expected(value: str, masking: str, formatted: str) -> str:
    stars = "*" * (len(value) - 4) if len(value) > 4 else "*" * len(value)
    return {
        "none": formatted,
        "tail": stars + value[len(stars) :],
        "first": value[0] + "*" * (len(value) - 1),
        "all": "已填写",
    }[masking]


SERVICE = """服务: 登记
版本: 1
说法: [我要登记]
槽位:
  甲: {类型: 数量, 单位: 人, 问: 多少？}
步骤:
  - 收集: [甲]
  - 确认: 对吗？
  - 提交: {接口: register, 幂等键: 会话号, 得到: [受理号], 失败: 转人工}
  - 结束: 完成
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("masking")
    (folder / "register.yaml").write_text(SERVICE, encoding="utf-8")
    return load_library(folder)


def made(library, kind: str, masking: str):
    script = library.script("登记")
    slot = replace(script.slots[0], kind=kind, masking=masking)
    state = Machine(library).new("c-1", date(2026, 11, 22))
    filled = (Filled("甲", VALUES[kind][0], True, "voice"),)
    filings = (Filing(2, (("甲", VALUES[kind][0]),), (), (("受理号", "DJ1"),)),)
    at_confirm = {"service": "登记", "filled": filled, "path": (0,), "step": 1, "filings": filings}
    return slot, replace(script, slots=(slot,)), state.changed(at_confirm)


def test_the_table_names_every_kind() -> None:
    assert set(VALUES) == set(by_word().values())


@pytest.mark.parametrize("masking", MASKINGS)
@pytest.mark.parametrize("kind", VALUES)
def test_the_confirmation_and_the_receipt_show_what_the_masking_leaves(library, kind: str, masking: str) -> None:
    value, _, formatted = VALUES[kind]
    _, script, state = made(library, kind, masking)
    receipt = cards.pinned_card(script, state.changed({"pinned": cards.RECEIPT}))
    change = cards.change_card(script, state).options[0].note
    confirm = {row.label: row.value for row in cards.confirm_card(script, state, "").rows}
    on_receipt = {row.label: row.value for row in receipt.rows}
    assert confirm["甲"] == on_receipt["甲"] == change == expected(value, masking, formatted)
    assert state.value("甲") == value, "it is filed whole"


@pytest.mark.parametrize("masking", MASKINGS)
@pytest.mark.parametrize("kind", [kind for kind in VALUES if kind not in ("yesno", "option", "several")])
def test_the_input_card_at_a_read_back_shows_what_the_masking_leaves(library, kind: str, masking: str) -> None:
    value = VALUES[kind][0]
    card = cards.slot_card(made(library, kind, masking)[0], value, whole=True)
    assert isinstance(card, InputCard)
    assert card.value == expected(value, masking, value)
    assert card.masked == (masking != "none")


@pytest.mark.parametrize("masking", MASKINGS)
@pytest.mark.parametrize("kind", [kind for kind, (_, pieces, _) in VALUES.items() if pieces])
def test_the_input_card_shows_of_pieces_where_to_go_on(library, kind: str, masking: str) -> None:
    pieces = VALUES[kind][1]
    card = cards.slot_card(made(library, kind, masking)[0], pieces)
    hidden = {"none": 0, "tail": max(0, len(pieces) - 4), "first": None, "all": len(pieces)}[masking]
    assert isinstance(card, InputCard)
    if hidden is None:
        assert card.value == pieces[0] + "*" * (len(pieces) - 1)
    else:
        assert card.value == "*" * hidden + pieces[hidden:]


@pytest.mark.parametrize("masking", MASKINGS)
@pytest.mark.parametrize("hole", ["甲", "甲|脱敏", "甲|逐位读", "甲|日期", "甲|金额"])
@pytest.mark.parametrize("kind", VALUES)
def test_a_sentence_on_the_screen_shows_no_more(library, monkeypatch, kind: str, hole: str, masking: str) -> None:
    value, _, formatted = VALUES[kind]
    _, script, state = made(library, kind, masking)
    monkeypatch.setattr(StepContext, "script", script)
    text = written(StepContext(library, state), plain(f"【{hole}】"))
    if masking != "none":
        assert text == expected(value, masking, formatted)
    elif hole == "甲|脱敏":
        assert text == expected(value, "tail", formatted)
    else:
        assert text


def test_a_long_number_in_words_is_masked_and_the_page_does_not_send_it_back(library) -> None:
    slot = made(library, "address", "none")[0]
    card = cards.slot_card(slot, "建国路10号找13800138000", whole=True)
    assert card.masked
    assert "13800138000" not in card.value
