"""What of a ticket's facts is shown without a reason."""

from __future__ import annotations

import pytest

from kiosk.operators.tickets.masking import shown_facts
from kiosk.store.work_tickets import WorkTicket


def shown(name: str, value: str) -> str:
    facts = {name: value}
    ticket = WorkTicket(
        "t", "90000001", 1, "new", "manual", "m", "", "", "", "", 0, 0, None, None, 0, None, None, "", facts
    )
    return dict(shown_facts(ticket, whole=False))[name]


@pytest.mark.parametrize("value", ["2026-11-27", "2026-11-27 09:30"])
def test_a_day_is_no_number(value: str) -> None:
    assert shown("答复日期", value) == value


@pytest.mark.parametrize(("name", "value"), [("出生日期", "1950-03-04"), ("电话", "13912345678")])
def test_what_tells_of_a_person_is_masked(name: str, value: str) -> None:
    assert shown(name, value) != value
