"""The hall's calendar and rules as one clock for tickets: milliseconds in, milliseconds out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from dialogue.script.calendar import HallCalendar
from kiosk.ticketing.due import TimeLimit, before, due_at, end_of
from kiosk.ticketing.rules import TicketRules


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
        """The end of the office hours of `day` (`2026-11-27`), which the citizen was told; None: that is no day."""
        try:
            return _ms(end_of(self.calendar, date.fromisoformat(day), self.local(start_ms)))
        except ValueError:
            return None

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
