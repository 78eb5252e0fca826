"""The hall's clock for tickets: which promised days count, and which years' holidays are not entered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dialogue.script.calendar import NO_CALENDAR, HallCalendar
from kiosk.ticketing.clock import TicketClock
from kiosk.ticketing.rules import load_rules

KNOWN = HallCalendar(closed=frozenset({date(2026, 10, 5)}), written=True)


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def clock(calendar: HallCalendar = NO_CALENDAR) -> TicketClock:
    return TicketClock(calendar, load_rules(None), lambda at: datetime.fromtimestamp(at / 1000, UTC))


FILED = ms("2026-11-23T09:00")


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-27", "2027-11-24"])
def test_a_promised_day_counts_to_the_end_of_its_hours(day: str) -> None:
    assert clock().promised_ms(day, FILED) == ms(f"{day}T17:00")


@pytest.mark.parametrize(
    "day",
    ["", "0001-01-01", "9999-12-31", "2026-02-30", "2026-11-22", "2027-11-25", "五天内", "2026-11-27T09:00:00", "\x00"],
)
def test_a_day_that_cannot_be_used_is_none(day: str) -> None:
    assert clock().promised_ms(day, FILED) is None


def test_years_whose_holidays_are_not_entered() -> None:
    assert clock(KNOWN).unknown_years(FILED, ms("2026-12-31T17:00")) == ()
    assert clock(KNOWN).unknown_years(FILED, ms("2027-01-04T17:00")) == (2027,)
    assert clock().unknown_years(FILED, FILED) == (2026,)
