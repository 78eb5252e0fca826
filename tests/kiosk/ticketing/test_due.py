"""Due times by the hall's calendar: nights, lunch, weekends, holidays and weekends that are worked."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dialogue.errors import Problems
from dialogue.script.calendar import NO_CALENDAR, HallCalendar
from dialogue.script.calendar_file import load_calendar
from kiosk.ticketing.due import TimeLimit, before, due_at

ZONE = ZoneInfo("Asia/Shanghai")
SHIPPED = Path(__file__).parents[3] / "services" / "calendar.yaml"


@pytest.fixture(scope="module")
def calendar() -> HallCalendar:
    problems = Problems(SHIPPED)
    found = load_calendar(SHIPPED.read_text("utf-8"), problems)
    assert not problems.errors
    return found


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-11-23T09:00", 1, "2026-11-23T10:00"),
        ("2026-11-23T11:30", 1, "2026-11-23T14:00"),  # over lunch
        ("2026-11-23T12:10", 2, "2026-11-23T15:30"),  # in the break
        ("2026-11-23T16:30", 1, "2026-11-24T09:30"),  # over night
        ("2026-11-23T20:00", 4, "2026-11-24T14:30"),  # after hours
        ("2026-11-27T16:00", 4, "2026-11-30T12:00"),  # over the weekend
        ("2026-11-28T10:00", 4, "2026-11-30T14:30"),  # on a Saturday
        ("2026-09-30T16:00", 2, "2026-10-08T10:00"),  # over the national holiday
        ("2026-10-09T16:00", 2, "2026-10-10T10:00"),  # into a Saturday that is worked
        ("2026-02-14T16:30", 1, "2026-02-24T09:30"),  # the new year's nine days
        ("2026-11-23T09:00", 3, "2026-11-23T12:00"),  # ends with the morning
        ("2026-11-23T09:00", 13, "2026-11-24T17:00"),  # two whole days of six and a half hours
    ],
)
def test_hours(calendar: HallCalendar, start: str, hours: int, due: str) -> None:
    assert due_at(calendar, at(start), TimeLimit(hours, "hours")) == at(due)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-23T09:00", 1, "2026-11-24T17:00"),
        ("2026-11-27T18:00", 1, "2026-11-30T17:00"),
        ("2026-09-30T09:00", 5, "2026-10-13T17:00"),  # 8, 9, 10 (a Saturday that is worked), 12, 13
        ("2026-10-03T09:00", 1, "2026-10-08T17:00"),
    ],
)
def test_days(calendar: HallCalendar, start: str, days: int, due: str) -> None:
    assert due_at(calendar, at(start), TimeLimit(days, "days")) == at(due)


def test_without_a_calendar_monday_to_friday() -> None:
    assert due_at(NO_CALENDAR, at("2026-11-27T16:00"), TimeLimit(2, "hours")) == at("2026-11-30T10:00")
    assert due_at(NO_CALENDAR, at("2026-11-27T16:00"), TimeLimit(1, "days")) == at("2026-11-30T17:00")


def test_a_calendar_that_is_closed_for_ever_still_has_a_due_time() -> None:
    shut = HallCalendar(closed=frozenset(date(2026, 1, 1) + timedelta(days=ahead) for ahead in range(800)))
    assert due_at(shut, at("2026-03-02T09:00"), TimeLimit(2, "days")) == at("2026-03-04T17:00")
    assert due_at(shut, at("2026-03-02T09:00"), TimeLimit(2, "hours")) > at("2026-03-02T09:00")


def test_so_long_before_is_the_inverse(calendar: HallCalendar) -> None:
    draw = random.Random(7)
    for _ in range(500):
        start = at("2026-01-05T00:00") + timedelta(minutes=draw.randrange(330 * 24 * 60))
        limit = TimeLimit(draw.randint(1, 20), "hours")
        due = due_at(calendar, start, limit)
        assert due > start
        assert calendar.is_workday(due.date())
        earliest = before(calendar, due, limit)
        assert earliest <= due
        assert due_at(calendar, earliest, limit) == due
        assert earliest >= start or not calendar.is_open(start.date(), f"{start:%H:%M}")


def test_later_starts_are_never_due_earlier(calendar: HallCalendar) -> None:
    draw = random.Random(11)
    for unit in ("hours", "days"):
        starts = sorted(at("2026-01-05T00:00") + timedelta(minutes=draw.randrange(330 * 24 * 60)) for _ in range(300))
        dues = [due_at(calendar, start, TimeLimit(3, unit)) for start in starts]
        assert dues == sorted(dues)


@pytest.mark.parametrize("day", ["2027-01-01", "2029-01-01", "2029-05-01", "2029-05-02", "2029-10-01", "2029-10-03"])
def test_fixed_holidays_are_no_due_day_in_any_year(calendar: HallCalendar, day: str) -> None:
    eve = at(f"{day}T16:30") - timedelta(days=1)
    for one in (calendar, NO_CALENDAR):
        assert due_at(one, eve, TimeLimit(1, "days")).date() > date.fromisoformat(day)
        assert due_at(one, eve, TimeLimit(4, "hours")).date() > date.fromisoformat(day)
