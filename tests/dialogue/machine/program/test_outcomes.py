"""How a call failed is told apart: refused, no connection, a timeout, unknown; and what was filed gets its receipt."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue import Library, ScriptErrors
from dialogue.acts import Answered, End, Note, ReceiptCard, Said, Show, Unresolved
from dialogue.machine.program.refusal import reference
from support.library_card import LIBRARY_CARD
from tests.dialogue.machine.program.test_refusal import GOOD, Counter, hall

_BY_OUTCOME = (
    "得到: 证号, 失败: {拒绝: [{说: 没有通过。}, {结束: 取消}], 不通: [{说: 连不上。}, {结束: 取消}], "
    "其他: [{说: 请到窗口。}, 转人工]}}"
)


def submission() -> str:
    start = LIBRARY_CARD.index("提交: {接口: lib.card")
    return LIBRARY_CARD[start : LIBRARY_CARD.index("}", start) + 1]


def by_outcome(folder: Path, arms: str = _BY_OUTCOME) -> Library:
    own = "提交: {接口: lib.card, 传: [种类, 手机号], 幂等键: 会话号, " + arms
    return hall(folder, (submission(), own))


def answered(reason: str) -> Answered:
    return Answered(0, False, reason=reason)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("refused", "没有通过。"),
        ("unreachable", "连不上。"),
        ("timeout", "请到窗口。"),
        ("bad_answer", "请到窗口。"),
        ("unknown", "请到窗口。"),
    ],
)
def test_each_outcome_has_its_own_way(tmp_path: Path, reason: str, sentence: str) -> None:
    desk = Counter(by_outcome(tmp_path), lib_look=GOOD, lib_card=answered(reason))
    agree(desk)
    assert sentence in desk.said


def agree(desk: Counter) -> None:
    if not any(call.api == "lib.card" for call in desk.calls):
        desk.do(Said("确认提交", 0.9))


@pytest.mark.parametrize("reason", ["timeout", "bad_answer", "unknown"])
def test_an_unknown_outcome_is_told_with_a_number_that_is_in_the_record(tmp_path: Path, reason: str) -> None:
    desk = Counter(by_outcome(tmp_path), lib_look=GOOD, lib_card=answered(reason))
    agree(desk)
    (call,) = [call for call in desk.calls if call.api == "lib.card"]
    assert any("不能确定办成了没有" in sentence for sentence in desk.said)
    assert Note("outcome unknown", reference(call.key)) in desk.acts
    (unresolved,) = [act for act in desk.acts if isinstance(act, Unresolved)]
    assert (unresolved.number, unresolved.api, unresolved.key) == (reference(call.key), "lib.card", call.key)
    assert dict(unresolved.values) == call.params


@pytest.mark.parametrize("reason", ["refused", "unreachable"])
def test_a_known_outcome_is_not_called_unknown(tmp_path: Path, reason: str) -> None:
    desk = Counter(by_outcome(tmp_path), lib_look=GOOD, lib_card=answered(reason))
    agree(desk)
    assert not any("不能确定" in sentence for sentence in desk.said)
    assert not any(isinstance(act, Unresolved) for act in desk.acts)


def test_an_outcome_without_its_own_way_falls_to_a_human(tmp_path: Path) -> None:
    arms = "得到: 证号, 失败: {拒绝: [{说: 没有通过。}, {结束: 取消}]}}"
    desk = Counter(by_outcome(tmp_path, arms), lib_look=GOOD, lib_card=answered("timeout"))
    agree(desk)
    assert End("handoff") in desk.acts


def test_all_four_leave_nothing_for_the_rest(tmp_path: Path) -> None:
    arms = "得到: 证号, 失败: {拒绝: 转人工, 不通: 转人工, 超时: 转人工, 不明: 转人工, 其他: 转人工}}"
    with pytest.raises(ScriptErrors, match="“其他”用不到"):
        by_outcome(tmp_path, arms)


def test_a_wrong_outcome_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScriptErrors, match="不认识“断了”"):
        by_outcome(tmp_path, "得到: 证号, 失败: {拒绝: 转人工, 断了: 转人工}}")


def test_what_was_filed_gets_its_receipt_before_a_hand_off(tmp_path: Path) -> None:
    own = submission()
    library = hall(tmp_path, (own, own + "\n  - {如果: 种类 == 儿童, 那么: [{转人工: 剩下的请到窗口办。}]}"))
    desk = Counter(library, lib_look=GOOD, lib_card=Answered(0, True, {"证号": "L26001"}))
    agree(desk)
    assert any("L26001" in sentence for sentence in desk.said)
    shown = [card for act in desk.acts if isinstance(act, Show) for card in act.cards]
    assert any(isinstance(card, ReceiptCard) and card.number == "L26001" for card in shown)
