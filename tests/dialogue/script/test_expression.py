"""Values and conditions: what each means, and what is told where one cannot be read."""

from __future__ import annotations

import json
from datetime import date

import pytest

from dialogue.errors import Problems
from dialogue.script.calendar import HallCalendar, OfficeHours
from dialogue.script.expression import Scope, Variable, asked_about, names
from dialogue.script.grammar import parse_condition, parse_value, resolved_condition, resolved_value
from dialogue.wording import condition_words, value_words

CALENDAR = HallCalendar(
    (OfficeHours("09:00", "12:00"), OfficeHours("13:30", "17:00")),
    closed=frozenset({date(2026, 10, day) for day in range(1, 8)}),
    opened=frozenset({date(2026, 10, 10)}),
    written=True,
)
FINES = json.dumps([{"编号": "1", "罚款": "200"}, {"编号": "2", "罚款": "50.50"}], ensure_ascii=False)
VALUES = {
    "甲": "往东", "乙": "往东", "丙": "往西", "空": "", "费用": "10.50", "份数": "3", "号码": "0123", "清单": FINES,
    "没有清单": "[]", "入住": "2026-04-30", "几点": "14:30", "文字": "免费", "多选": "刻章、开户",
    "身份证号": "11010519491231002X", "父亲身份证号": "11010519491231002X",
}  # fmt: skip
#: A Wednesday, the last working day before the holiday.
SCOPE = Scope(VALUES, date(2026, 9, 30), "11:59", CALENDAR)


def value(text: str, scope: Scope = SCOPE) -> str:
    problems = Problems("t")
    found = parse_value(text, 1, problems)
    assert found is not None, problems.errors
    return resolved_value(found, VALUES).value(scope)


def holds(text: str, scope: Scope = SCOPE) -> bool:
    problems = Problems("t")
    found = parse_condition(text, 1, problems)
    assert found is not None, problems.errors
    return resolved_condition(found, VALUES).holds(scope)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("今天", "2026-09-30"),
        ("现在", "11:59"),
        ("甲", "往东"),
        ("“甲”", "甲"),
        ("退役军人", "退役军人"),
        ("费用 + 10", "20.50"),
        ("费用 × 份数", "31.50"),
        ("费用 * 2", "21"),
        ("10 ÷ 4", "2.50"),
        ("10 / 3", "3.33"),
        ("10 ÷ 3 × 3", "10"),
        ("2 ÷ 3", "0.67"),
        ("0.005 × 1", "0.01"),
        ("1.005 × 100", "100.50"),
        ("0 - 1 ÷ 3", "-0.33"),
        ("费用 + 10 × 份数", "40.50"),
        ("(费用 + 10) × 份数", "61.50"),
        ("12 ÷ (份数 ＋ 1)", "3"),
        ("100000 × 3.1%", "3100"),
        ("8% × 50", "4"),
        ("50 + 8%", "50.08"),
        ("合计(清单.罚款) × 50%", "125.25"),
        ("今天 + 份数 × 2", "2026-10-06"),
        ("费用 × 文字", ""),
        ("费用 × 入住", ""),
        ("费用 ÷ 空", ""),
        ("费用 ÷ (份数 - 3)", ""),
        ("100000000000000 × 100", ""),
        ("费用 ＋ 10 － 0.50", "20.00"),
        ("10 - (费用 - 1)", "0.50"),
        ("今天 + 3天", "2026-10-03"),
        ("今天 + 2周", "2026-10-14"),
        ("今天 + 2个月", "2026-11-30"),
        ("今天 + 5月", "2027-02-28"),
        ("今天 + 1年", "2027-09-30"),
        ("今天 + 1工作日", "2026-10-08"),
        ("今天 + 3个工作日", "2026-10-10"),
        ("今天 - 1工作日", "2026-09-29"),
        ("今天 + 份数", "2026-10-03"),
        ("今天 + 份数|月", "2026-12-30"),
        ("今天 - 入住", "153"),
        ("今天 - 入住|月", "5"),
        ("(今天 - 入住)|年", "0"),
        ("入住 - 今天|月", "-5"),
        ("2026-10-10 - 今天|工作日", "3"),
        ("60 - 身份证号|年龄", "-16"),
        ("身份证号|出生日期", "1949-12-31"),
        ("个数(清单)", "2"),
        ("个数(没有清单)", "0"),
        ("个数(多选)", "2"),
        ("个数(空)", "0"),
        ("合计(清单.罚款)", "250.50"),
        ("合计(没有清单.罚款)", "0"),
        ("合计(清单.罚款) + 费用", "261.00"),
        ("文字 + 1", ""),
        ("空 + 1", ""),
        ("今天 + 费用", ""),
        ("今天 + 几点", ""),
        ("9999-12-31 + 1天", ""),
    ],
)
def test_a_value(text: str, right: str) -> None:
    assert value(text) == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("甲 == 乙", True),  # two variables: once silently false
        ("甲 == 丙", False),
        ("甲 != 丙", True),
        ("甲 == “乙”", False),
        ("甲 == 往东", True),
        ("甲 在 [丙, 乙]", True),
        ("甲 不在 [往西, 往南]", True),
        ("身份证号 == 父亲身份证号", True),
        ("号码 == 123", False),
        ("号码 == 0123", True),
        ("费用 + 0.5 == 11", True),
        ("份数 > 2", True),
        ("份数 > 费用", False),
        ("费用 >= 合计(清单.罚款)", False),
        ("个数(清单) > 1", True),
        ("入住 < 今天", True),
        ("今天 >= 入住 + 6个月", False),
        ("今天 - 入住 >= 153", True),
        ("几点 < 17:00", True),
        ("文字 > 3", False),
        ("文字 <= 3", False),
        ("有 甲", True),
        ("有 空", False),
        ("没有 空", True),
        ("没有 没有清单", True),
        ("有 甲 且 没有 空 且 (甲 == 丙 或 份数 == 3)", True),
        ("(份数 + 1) > 3", True),
        ("今天 是 工作日", True),
        ("今天 + 1天 是 工作日", False),
        ("2026-10-10 是 工作日", True),
        ("今天 不是 工作日", False),
        ("现在 在 办公时间", True),
        ("现在 不在 办公时间", False),
        ("现在 < 12:00", True),
        ("身份证号|年龄 ≥ 60", True),
    ],
)
def test_a_condition(text: str, right: bool) -> None:
    assert holds(text) is right


@pytest.mark.parametrize(("day", "clock"), [((2026, 10, 1), "10:00"), ((2026, 9, 30), "12:00"), ((2026, 9, 30), "")])
def test_the_hall_is_closed_on_days_off_at_noon_and_where_the_time_is_not_known(
    day: tuple[int, int, int], clock: str
) -> None:
    assert not holds("现在 在 办公时间", Scope({}, date(*day), clock, CALENDAR))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("甲 = 乙", "两个等号"),
        ("甲 == ", "少了值"),
        ("甲 在 甲", "方括号"),
        ("甲 在 [甲", "方括号没有成对"),
        ("(甲 == 乙", "括号没有成对"),
        ("甲 == 乙 丙", "“丙”多出来了"),
        ("甲 是 乙", "不是比较符号"),
        ("几点 在 办公时间", "只能写“现在”"),
        ("身份证号|岁数 > 3", "不认识的格式“岁数”"),
        ("今天-3天 > 入住", "减号两边要留空格"),
        ("费用 > “很多”", "比不了大小"),
    ],
)
def test_a_wrong_condition_is_told(text: str, told: str) -> None:
    problems = Problems("t")
    assert parse_condition(text, 1, problems) is None
    assert told in str(problems.errors[0]), problems.errors


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("费用 + ", "少了值"),
        ("费用 + “元”", "不能算"),
        ("费用 × “元”", "不能算"),
        ("费用 × ", "少了值"),
        ("× 费用", "前面少了值"),
        ("费用 ÷ 0", "不能除以 0"),
        ("费用 / 0%", "不能除以 0"),
        ("3天 × 2", "写在加号或减号后面"),
        ("合计(清单)", "加哪一项"),
        ("3天 + 今天", "写在加号或减号后面"),
        ("费用 元", "“元”多出来了"),
        ("今天 +3 天", "“天”多出来了"),
    ],
)
def test_a_wrong_value_is_told(text: str, told: str) -> None:
    problems = Problems("t")
    assert parse_value(text, 1, problems) is None
    assert told in str(problems.errors[0]), problems.errors


def test_what_an_expression_needs() -> None:
    found = parse_condition("身份证号|年龄 + 费用 > 合计(清单.罚款) 且 有 甲", 1, Problems("t"))
    assert found is not None
    assert names(found) == ("身份证号", "费用", "清单")
    assert asked_about(found) == ("甲",)


@pytest.mark.parametrize(
    "text",
    [
        "甲 == 乙 且 (有 丙 或 没有 空)",
        "身份证号|年龄 + 3 >= 60",
        "今天 - 入住 > 30",
        "甲 不在 [乙, 丙]",
        "今天 + 3个月 不是 工作日",
        "现在 不在 办公时间",
        "个数(清单) > 合计(清单.罚款)",
    ],
)
def test_a_condition_is_written_as_it_was(text: str) -> None:
    found = parse_condition(text, 1, Problems("t"))
    assert found is not None
    assert condition_words(found) == text


def test_a_word_is_a_variable_only_where_there_is_one() -> None:
    found = parse_value("甲", 1, Problems("t"))
    assert found is not None
    assert resolved_value(found, {"甲"}) == Variable("甲")
    assert value_words(resolved_value(found, {"乙"})) == "甲"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("费用*2", "费用*2"),
        ("费用 × 份数 ÷ 4", "费用 × 份数 ÷ 4"),
        ("(费用 + 10) * 份数", "(费用 + 10) × 份数"),
        ("10 - 费用 × 份数", "10 - 费用 × 份数"),
        ("费用 ÷ (份数 × 2)", "费用 ÷ (份数 × 2)"),
    ],
)
def test_a_product_in_words(text: str, words: str) -> None:
    found = parse_value(text, 1, Problems("t"))
    assert found is not None
    assert value_words(found) == words


def test_products_are_compared_as_they_are_written() -> None:
    assert holds("费用 × 份数 == 31.5")
    assert holds("10 ÷ 3 == 3.33")
    assert holds("费用 × 2 >= 21")
    found = parse_value("费用 × 份数", 1, Problems("t"))
    assert found is not None
    assert names(found) == ("费用", "份数")
