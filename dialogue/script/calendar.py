"""The hall's calendar: its working days and office hours, which 工作日 and 办公时间 in expressions mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

#: Days, at most, that an expression may count. A longer count has no result.
LONGEST = 3660
#: Month and day of the statutory holidays that lie on the same days in every year: 元旦, 劳动节, 国庆节.
_FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """From `start` to before `end`, both `HH:MM`."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class HallCalendar:
    """`hours`: of a working day. `closed`: days off from Monday to Friday. `opened`: Saturdays and Sundays worked
    (调休上班). `written`: the hall has a calendar file; without it, working days are Monday to Friday. 元旦, 劳动节 and
    国庆节 are days off in any year, whether it is entered or not.
    """

    hours: tuple[OfficeHours, ...] = ()
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()
    written: bool = False

    def is_workday(self, day: date) -> bool:
        free = day.weekday() >= 5 or day in self.closed or (day.month, day.day) in _FIXED
        return day in self.opened or not free

    def is_open(self, day: date, clock: str) -> bool:
        """`clock`: `HH:MM`; empty: unknown, and then the hall counts as closed."""
        return bool(clock) and self.is_workday(day) and any(span.start <= clock < span.end for span in self.hours)

    def add_workdays(self, day: date, count: int) -> date:
        """The working day that lies `count` working days after `day` (before it, if negative); `day` itself for 0.

        Raises OverflowError past the last day of the calendar.
        """
        one = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        while left:
            day += one
            left -= self.is_workday(day)
        return day

    def workdays(self, start: date, end: date) -> int:
        """The working days after `start`, up to and including `end`; negative if `end` lies before `start`."""
        if end < start:
            return -self.workdays(end, start)
        return sum(self.is_workday(start + timedelta(days=ahead + 1)) for ahead in range((end - start).days))

    @property
    def years(self) -> frozenset[int]:
        """The years whose public holidays are known."""
        return frozenset(day.year for day in (*self.closed, *self.opened))

    def lacks_next_year(self, today: date) -> bool:
        """It is 1 October or later, and the public holidays of the coming year are not entered."""
        return today.month >= 10 and today.year + 1 not in self.years


#: Without a calendar file.
NO_CALENDAR = HallCalendar()
