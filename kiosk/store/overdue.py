"""What is older than it may be: counted after a purge, which proves it, and by the self-assessment."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, func, select

from kiosk.store import schema
from kiosk.store.ticket_tables import work_tickets
from kiosk.ticketing.lifecycle import OPEN

_GAPS, _SENT, _TICKETS, _RATINGS = schema.gaps, schema.deliveries, schema.tickets, schema.ratings
_STAFF, _TALKS, _SUBMISSIONS = schema.staff_calls, schema.conversations, schema.reconciliations
#: When a row of each table that `Store.purge` deletes from began to age; conversations, submissions and tickets that
#: are still open are no purge's.
AGES: dict[str, tuple[ColumnElement[bool] | None, ColumnElement[int]]] = {
    "conversations": (_TALKS.c.ended_ms.is_not(None), _TALKS.c.began_ms),
    "gaps": (None, _GAPS.c.at_ms),
    "deliveries": (None, _SENT.c.at_ms),
    "tickets": (None, _TICKETS.c.at_ms),
    "ratings": (None, _RATINGS.c.at_ms),
    "staff_calls": (None, _STAFF.c.called_ms),
    "calls": (None, schema.calls.c.at_ms),
    "deleted": (None, schema.deleted.c.at_ms),
    "reconciliations": (_SUBMISSIONS.c.state != "open", _SUBMISSIONS.c.at_ms),
    "work_tickets": (work_tickets.c.state.not_in(OPEN), work_tickets.c.opened_ms),
}


def overdue(connection: Connection, before_ms: int) -> dict[str, int]:
    """Rows that a purge of what began before `before_ms` leaves, by table; only tables that have some."""
    found = dict[str, int]()
    for name, (besides, age) in AGES.items():
        query = select(func.count()).where(age < before_ms)
        rows = connection.execute(query if besides is None else query.where(besides)).scalar_one()
        if rows:
            found[name] = rows
    return found
