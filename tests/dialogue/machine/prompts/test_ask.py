"""What recognition is told of the number asked for: how many digits it has, where digits are counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dialogue import Machine, phrases
from dialogue.acts import Expect, Keyed
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import open_question
from dialogue.machine.state import Question
from dialogue.slot_kinds import KINDS


def expected(library, monkeypatch, kind: str, digits: int = 0) -> int:
    script = library.script("社保卡挂失")
    slot = replace(script.slot("手机号"), kind=kind, digits=digits, pattern="字母1数字9")
    monkeypatch.setattr(StepContext, "script", replace(script, slots=(slot,)))
    ctx = StepContext(library, Machine(library).new("c-1", date(2026, 11, 22)).changed({"service": script.name}))
    open_question(ctx, Question("slot", slot="手机号"))
    return next(act.length for act in ctx.acts if isinstance(act, Expect))


@pytest.mark.parametrize("kind", KINDS)
def test_the_length_of_the_kind_is_told_where_digits_are_counted(library, monkeypatch, kind: str) -> None:
    assert expected(library, monkeypatch, kind) == {
        "id": 18, "phone": 11, "plate": 6, "passport": 8, "permit": 8, "code": 10,
    }.get(kind, 0)  # fmt: skip


def test_a_script_s_own_length_is_told(library, monkeypatch) -> None:
    assert expected(library, monkeypatch, "number", 8) == 8


def test_a_kind_of_its_own_length_is_told_by_its_record(library, monkeypatch) -> None:
    monkeypatch.setitem(KINDS, "ticket", replace(KINDS["number"], name="ticket", length=6))
    assert expected(library, monkeypatch, "ticket") == 6
    monkeypatch.setitem(KINDS, "plate", replace(KINDS["text"], name="plate", length=7))
    assert expected(library, monkeypatch, "plate") == 0, "its letters are not counted"


def test_a_caller_who_was_not_understood_at_a_confirmation_is_told_the_key(caller) -> None:
    caller.say("我的社保卡丢了", "同意", "11010519491231002X", "临时挂失", "13800138000", "对", "谢任提教")
    assert caller.state.question.kind == "confirm"
    assert caller.heard.endswith(phrases.CONFIRM_WAIT_PHONE)
    caller.do(Keyed("1"))
    assert "sbk.loss" in [call.api for call in caller.calls]


def test_a_caller_who_is_not_understood_at_the_consent_is_told_the_keys(caller) -> None:
    caller.say("我的社保卡丢了", "蓝天白云", "蓝天白云")
    assert caller.heard.endswith(phrases.YES_NO_PHONE)
    caller.do(Keyed("2"))
    assert caller.handed_off


def test_a_visitor_is_not_told_of_keys(citizen) -> None:
    citizen.begin().say("我的社保卡丢了", "蓝天白云", "蓝天白云")
    assert citizen.heard.endswith(phrases.YES_NO)
