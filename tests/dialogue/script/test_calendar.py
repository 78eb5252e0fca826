"""The hall's calendar file: what it says, and what is told where it is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dialogue.errors import Problems
from dialogue.script.calendar import HallCalendar
from dialogue.script.calendar_file import load_calendar
from dialogue.services import read_services
from dialogue.sources import loaded_from

SERVICE = "服务: 测试\n版本: 1\n说法: [测试]\n步骤:\n  - 结束: 完成\n"


def read(text: str) -> tuple[HallCalendar, list[str]]:
    problems = Problems("calendar.yaml")
    return load_calendar(text, problems), [str(error) for error in problems.errors]


def test_hours_days_off_and_weekends_worked() -> None:
    found, errors = read(
        "办公时间: [9:00-12:00, 13:30-17:00]\n休息日: [2026-10-01 到 2026-10-07, 2026-01-01]\n调休上班: [2026-10-10]\n"
    )
    assert errors == []
    assert found.is_open(date(2026, 10, 10), "09:00")
    assert not found.is_open(date(2026, 10, 10), "13:00")
    assert not found.is_workday(date(2026, 10, 7))
    assert found.is_workday(date(2026, 10, 8))
    assert not found.is_workday(date(2026, 10, 11))
    assert found.years == {2026}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("休息日: [2026-10-01]\n", "少了“办公时间”"),
        ("办公时间: [九点到十二点]\n", "看不懂"),
        ("办公时间: [13:30-12:00]\n", "先后不对"),
        ("办公时间: [09:00-12:00, 11:00-17:00]\n", "先后不对"),
        ("办公时间: [09:00-12:00]\n休息日: [国庆]\n", "看不懂"),
        ("办公时间: [09:00-12:00]\n休息日: [2026-10-07 到 2026-10-01]\n", "看不懂"),
        ("办公时间: [09:00-12:00]\n休息日: [2026-02-30]\n", "看不懂"),
        ("办公时间: [09:00-12:00]\n休息日: [2026-10-10]\n调休上班: [2026-10-10]\n", "又是休息日又是上班日"),
        ("办公时间: [09:00-12:00]\n节假日: [2026-10-10]\n", "不认识“节假日”"),
        ("- 办公时间\n", "键: 值"),
    ],
)
def test_a_wrong_calendar_is_told(text: str, told: str) -> None:
    _, errors = read(text)
    assert any(told in error for error in errors), errors


def test_working_days_are_counted_both_ways() -> None:
    calendar, _ = read("办公时间: [09:00-12:00]\n休息日: [2026-10-01 到 2026-10-07]\n调休上班: [2026-10-10]\n")
    start = date(2026, 9, 30)
    for count in range(-30, 30):
        then = calendar.add_workdays(start, count)
        assert count == 0 or calendar.is_workday(then)
        assert calendar.workdays(start, then) == count


def test_the_folder_has_a_calendar_that_is_no_service(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SERVICE, encoding="utf-8")
    path = tmp_path / "calendar.yaml"
    path.write_text("办公时间: [09:00-12:00]\n", encoding="utf-8")
    folder = read_services(tmp_path)
    assert [script.name for script in folder.library().scripts] == ["测试"]
    assert folder.library().scripts[0].calendar.written
    assert path in [file.path for file in loaded_from(tmp_path)], "a change of it is noticed"
    path.write_text("办公时间: 随便\n", encoding="utf-8")
    assert any(error.file.endswith("calendar.yaml") for error in read_services(tmp_path).errors)
