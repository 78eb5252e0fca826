"""The hall's calendar and rules as one clock for tickets: milliseconds in, milliseconds out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dialogue.script.calendar import HallCalendar
from kiosk.ticketing.due import TimeLimit, before, due_at, end_of
from kiosk.ticketing.rules import TicketRules

#: Days after the filing, at most, that a promised day may lie.
_LONGEST_PROMISE = timedelta(days=366)


def _local(at_ms: int) -> datetime:
    """On the hall's own clock."""
    return datetime.fromtimestamp(at_ms / 1000).astimezone()


@dataclass(frozen=True, slots=True)
class TicketClock:
    """`local`: ms since 1970 -> local time."""

    calendar: HallCalendar
    rules: TicketRules
    local: Callable[[int], datetime] = _local

    def due_ms(self, start_ms: int, limit: TimeLimit) -> int:
        return _ms(due_at(self.calendar, self.local(start_ms), limit))

    def promised_ms(self, day: str, start_ms: int) -> int | None:
        """The end of the office hours of `day` (`2026-11-27`), which the citizen was told. None: it cannot be used,
        because it is no day, lies before the filing, or more than a year after it.
        """
        start = self.local(start_ms)
        try:
            promised = date.fromisoformat(day)
        except ValueError:
            return None
        if not timedelta(0) <= promised - start.date() <= _LONGEST_PROMISE:
            return None
        return _ms(end_of(self.calendar, promised, start))

    def unknown_years(self, start_ms: int, due_ms: int) -> tuple[int, ...]:
        """The years of this stretch whose public holidays are not entered: only fixed ones and weekends count there."""
        years = range(self.local(start_ms).year, self.local(due_ms).year + 1)
        return tuple(year for year in years if year not in self.calendar.years)

    def remind_ms(self, due_ms: int) -> int:
        return _ms(before(self.calendar, self.local(due_ms), self.rules.remind))

    def again_ms(self, now_ms: int) -> int:
        """The due time of a ticket that is reopened now."""
        return self.due_ms(now_ms, self.rules.reopened)

    def later(self, due: datetime, days: int) -> datetime:
        """`days` working days after a due time, or after now where that is later, at the end of the office hours."""
        return due_at(self.calendar, due, TimeLimit(days, "days"))


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
