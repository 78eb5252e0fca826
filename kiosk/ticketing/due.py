"""Due times in the working hours of the hall's calendar (`services/calendar.yaml`): local time in, local time out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from dialogue.script.calendar import HallCalendar, OfficeHours

#: Of a calendar that tells none.
HOURS = (OfficeHours("09:00", "12:00"), OfficeHours("13:30", "17:00"))
#: Days, at most, until work begins again: a calendar without a working day is a mistake, and then no day is skipped.
_LONGEST_CLOSURE = 60


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Hours of work, counted by the minute; or working days after the first, to the end of the last one's hours."""

    count: int
    unit: Literal["hours", "days"]


def due_at(calendar: HallCalendar, start: datetime, limit: TimeLimit) -> datetime:
    """When work that comes at `start` (with a time zone) is due."""
    if limit.unit == "days":
        day = start.date()
        for _ in range(limit.count):
            day = _next_workday(calendar, day)
        return end_of(calendar, day, start) if limit.count else max(start, end_of(calendar, day, start))
    left = timedelta(hours=limit.count)
    for begin, end in _spans(calendar, start):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    raise OverflowError("the calendar ends before the due time")


def before(calendar: HallCalendar, due: datetime, limit: TimeLimit) -> datetime:
    """So many working hours before `due`: the earliest moment from which no more than that is left."""
    if limit.unit == "days":
        return end_of(calendar, calendar.add_workdays(due.date(), -limit.count), due)
    left, day = timedelta(hours=limit.count), due.date()
    for _ in range(_LONGEST_CLOSURE + limit.count):
        for begin, end in reversed(list(_of_day(calendar, day, due))):
            end = min(end, due)
            if end <= begin:
                continue
            if left <= end - begin:
                return end - left
            left -= end - begin
        day -= timedelta(days=1)
    return due - left


def end_of(calendar: HallCalendar, day: date, like: datetime) -> datetime:
    """The end of the office hours of `day`, in the time zone of `like`."""
    hours = calendar.hours or HOURS
    return _moment(day, hours[-1].end, like)


def _spans(calendar: HallCalendar, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Office hours from `start` on."""
    day = start.date()
    while day < date.max - timedelta(days=2):
        for begin, end in _of_day(calendar, day, start):
            if end > start:
                yield max(begin, start), end
        day = _next_workday(calendar, day)


def _of_day(calendar: HallCalendar, day: date, like: datetime) -> Iterator[tuple[datetime, datetime]]:
    if calendar.is_workday(day):
        for span in calendar.hours or HOURS:
            yield _moment(day, span.start, like), _moment(day, span.end, like)


def _next_workday(calendar: HallCalendar, day: date) -> date:
    for ahead in range(1, _LONGEST_CLOSURE):
        if calendar.is_workday(day + timedelta(days=ahead)):
            return day + timedelta(days=ahead)
    return day + timedelta(days=1)


def _moment(day: date, clock: str, like: datetime) -> datetime:
    """`clock`: HH:MM, 24:00 is the midnight after."""
    hours, _, minutes = clock.partition(":")
    midnight = datetime.combine(day, time(), like.tzinfo)
    return midnight + timedelta(hours=int(hours), minutes=int(minutes))
