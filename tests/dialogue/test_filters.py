"""What values become on their way into sentences and conditions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.errors import Problems
from dialogue.filters import FILTERS, Way, apply, groups
from dialogue.script.expression import Scope
from dialogue.script.grammar import parse_condition
from dialogue.script.template import parse_template

TODAY = date(2026, 11, 22)
ID = "11010519491231002X"


@pytest.mark.parametrize(
    ("name", "value", "spoken", "shown"),
    [
        ("末四位", ID, "零零二叉", "002X"),
        ("逐位读", "13800138000", "幺三八，零零幺三，八零零零", "13800138000"),
        ("日期", "2026-03-01", "2026年3月1日", "2026年3月1日"),
        ("日期", "另行通知", "另行通知", "另行通知"),
        ("时间", "14:30", "下午2点半", "下午2点半"),
        ("时间", "09:00", "上午9点", "上午9点"),
        ("时间", "12:05", "中午12点5分", "中午12点5分"),
        ("时间", "00:00", "凌晨0点", "凌晨0点"),
        ("时间", "25:00", "25:00", "25:00"),
        ("金额", "12000", "12000元", "12,000元"),
        ("金额", "3500.5", "3500.5元", "3,500.50元"),
        ("金额", "面议", "面议", "面议"),
        ("脱敏", "13800138000", "尾号八零零零", "*******8000"),
        ("出生日期", ID, "1949-12-31", "1949-12-31"),
        ("性别", ID, "女", "女"),
        ("性别", "110105199001010013", "男", "男"),
        ("年龄", ID, "76", "76"),
        ("年龄", "2000-11-22", "26", "26"),
        ("年龄", "2000-11-23", "25", "25"),
        ("姓", "王小明", "王", "王"),
    ],
)
def test_a_filter(name: str, value: str, spoken: str, shown: str) -> None:
    assert apply([name], value, Way(True, TODAY)) == spoken
    assert apply([name], value, Way(False, TODAY)) == shown


def test_without_a_day_nobody_has_an_age() -> None:
    assert apply(["年龄"], ID, Way(False)) == ID


@given(st.sampled_from(sorted(FILTERS)), st.text(max_size=30), st.booleans())
def test_no_filter_fails_on_what_a_back_end_may_answer(name: str, value: str, spoken: bool) -> None:
    assert isinstance(apply([name], value, Way(spoken, TODAY)), str)


@given(st.text("0123456789X", max_size=40))
def test_groups_lose_nothing(value: str) -> None:
    assert "".join(groups(value)) == value


@pytest.mark.parametrize(
    ("text", "values", "holds"),
    [
        ("身份证号|年龄 >= 60", {"身份证号": ID}, True),
        ("身份证号|年龄 < 60", {"身份证号": ID}, False),
        ("身份证号|性别 == 女", {"身份证号": ID}, True),
        ("金额 > 5000", {"金额": "12000"}, True),
        ("金额 > 5000", {"金额": "800.5"}, False),
        ("金额 <= 5000", {"金额": "5000.00"}, True),
        ("金额 > 5000", {}, False),
        ("金额 > 5000", {"金额": "很多"}, False),
        ("日期 > 2026-01-31", {"日期": "2026-02-01"}, True),
        ("时间 < 12:00", {"时间": "09:30"}, True),
        ("日期 > 5", {"日期": "2026-02-01"}, False),
        ("金额 ＞ 100 且 （方式 在 [甲，乙] 或 方式 == 丙）", {"金额": "200", "方式": "丙"}, True),
        ("金额 ≥ 100", {"金额": "100"}, True),
        ("方式 不在 [甲, 乙]", {"方式": "乙"}, False),
    ],
)
def test_a_condition(text: str, values: dict[str, str], holds: bool) -> None:
    problems = Problems("t")
    condition = parse_condition(text, 1, problems)
    assert problems.errors == []
    assert condition is not None
    assert condition.holds(Scope(values, TODAY)) is holds


@pytest.mark.parametrize("text", ["金额 >", "> 5", "金额 | > 5", "金额 => 5", "(金额 > 5", "金额 > 5)", "|"])
def test_what_is_no_condition_is_told(text: str) -> None:
    problems = Problems("t")
    assert parse_condition(text, 3, problems) is None
    assert [error.line for error in problems.errors] == [3]


def test_a_template_knows_its_line_and_holes() -> None:
    problems = Problems("t")
    template = parse_template("您是【姓名|姓】女士，【日期｜日期】来，对吗？", 7, problems)
    assert problems.errors == []
    assert (template.line, template.names) == (7, ("姓名", "日期"))
    assert template.fill({"姓名": "王小明", "日期": "2026-03-01"}, spoken=True) == "您是王女士，2026年3月1日来，对吗？"
