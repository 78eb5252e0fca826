"""What a back end answered, with invented values: what names nobody stays, so that scripts decide as they did."""

from __future__ import annotations

import json
from datetime import date

import pytest

from dialogue import load_library
from kiosk.hall.replay.substitutes import Substitutes, words_of
from support.recorded_citizen import SERVICES

LIBRARY = load_library(SERVICES)
WORDS = words_of(LIBRARY)


def made(*values: tuple[str, str]) -> Substitutes:
    return Substitutes(values, LIBRARY, "社保卡挂失", date(2026, 11, 22), WORDS)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("卡状态", "已挂失"), ("有空位", "否"), ("缴存月数", "12"), ("本次提取", "3500.00"), ("登记套数", "0"),
        ("可约日期", "2026-11-23"), ("受理时间", "2026-11-22 10:00"), ("可约时间", "09:30"),
    ],
)  # fmt: skip
def test_what_scripts_branch_on_stays(name: str, value: str) -> None:
    assert made().answer(name, value) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("姓名", "欧阳建国"), ("车主", "欧阳建国"), ("卡号末四位", "6789"), ("受理号", "SB20261122001"),
        ("地址", "和平路8号"), ("备注", "他住在三楼"), ("联系电话", "13912345678"), ("身份证号", "11010519491231002X"),
    ],
)  # fmt: skip
def test_what_names_somebody_is_replaced_and_always_by_the_same(name: str, value: str) -> None:
    substitutes = made()
    other = substitutes.answer(name, value)
    assert other != value
    assert substitutes.answer(name, value) == other
    assert substitutes.answer("别的", value) == other


def test_a_value_that_was_given_is_the_same_one_in_an_answer() -> None:
    substitutes = made(("手机号", "13912345678"))
    assert substitutes.answer("电话", "13912345678") == substitutes.by_name["手机号"] != "13912345678"


def test_each_field_of_a_list_is_replaced_by_itself() -> None:
    rows = [{"编号": "3301234567", "罚款": "200", "行为": "闯红灯", "时间": "2026-11-01 08:00"}]
    [row] = json.loads(made().answer("违章", json.dumps(rows, ensure_ascii=False)))
    assert (row["罚款"], row["时间"]) == ("200", "2026-11-01 08:00")
    assert row["编号"] != rows[0]["编号"]
    assert row["行为"] != rows[0]["行为"]


def test_words_of_the_scripts_are_those_that_they_compare_with() -> None:
    assert {"已挂失", "已注销", "没有账户", "临时挂失"} <= WORDS
    assert not any("欧阳" in word for word in WORDS)
