"""What a scanned code says in the conversation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue import Machine
from dialogue.acts import Begin, Expect, Said
from kiosk.session.scanning import said_of
from support.halls import SHIPPED

RECEIPT = "业务：12345诉求登记\n工单号：GD20261201001"


@pytest.mark.parametrize(
    ("code", "asked", "said"),
    [
        (RECEIPT, Expect("number"), "GD20261201001"),
        ("GD20261201001", Expect("code"), "GD20261201001"),
        ("13800138000", Expect("phone"), "13800138000"),
        (RECEIPT, Expect("service"), "我要查12345诉求登记的办理进度"),
        (RECEIPT, None, "我要查12345诉求登记的办理进度"),
        ("业务：社保卡挂失\n受理号：A001、A002", Expect("number"), "A001"),
        ("GD20261201001", None, ""),
        ("GD20261201001", Expect("yesno"), ""),
        ("https://evil.example/", Expect("text"), ""),
        ("取消", Expect("number"), ""),
        ("123456", Expect("code", secret=True), ""),
        ("", Expect("number"), ""),
    ],
)
def test_a_code_is_a_number_that_is_asked_for_or_our_own_receipt(code: str, asked: Expect | None, said: str) -> None:
    assert said_of(code, asked) == said


@given(st.text(max_size=80))
def test_whatever_is_scanned_is_never_taken_as_words(code: str) -> None:
    for asked in (None, Expect("yesno"), Expect("service"), Expect("rating")):
        assert said_of(code, asked) == "" or code.strip().startswith("业务：")


def test_a_receipt_of_the_hotline_asks_for_its_progress() -> None:
    machine: Any = Machine(SHIPPED)
    state, _ = machine.step(machine.new("c", date(2026, 12, 1)), Begin())
    said = said_of("业务：12345诉求登记\n工单号：20261201", None, SHIPPED.scripts)
    state, acts = machine.step(state, Said(said))
    assert (state.service, state.value("工单号")) == ("工单进度查询", "20261201"), acts


def test_a_receipt_of_another_service_begins_nothing() -> None:
    machine: Any = Machine(SHIPPED)
    state, _ = machine.step(machine.new("c", date(2026, 12, 1)), Begin())
    said = said_of("业务：社保卡挂失\n受理号：SB2026120100", None, SHIPPED.scripts)
    assert machine.step(state, Said(said))[0].service == ""
