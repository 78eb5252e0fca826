"""Call-back tickets in the record: who is to be called, why, and whether it was done. One a number and day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, RowMapping, Update, insert, select, update

from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError
from kiosk.store.schema import tickets as table

#: Tickets that one list holds.
LISTED = 500
#: busy: all lines were taken; unanswered: the hand-off was not answered; closed: out of hours.
TicketReason = Literal["busy", "unanswered", "closed"]


@dataclass(frozen=True, slots=True)
class CallbackTicket:
    """`phone`: the number to call; None where it does not open. `done`: when somebody closed it."""

    id: int
    at: datetime
    reason: TicketReason
    service: str
    conversation: str
    phone: str | None = field(repr=False)
    done: datetime | None = None


@dataclass(frozen=True, slots=True)
class TicketEntry:
    """A ticket as it is made. `service` and `conversation` are empty where there was none."""

    phone: str = field(repr=False)
    reason: TicketReason
    service: str = ""
    conversation: str = ""


def add(connection: Connection, keys: Keyring, entry: TicketEntry, at_ms: int) -> bool:
    """False: this number has an open ticket of that day already. One that was closed is opened again."""
    day = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().date().isoformat()
    caller = keys.mark(entry.phone, "tickets/caller")
    about = {
        "at_ms": at_ms,
        "reason": entry.reason,
        "service": entry.service,
        "conversation": entry.conversation,
        "done_ms": None,
    }
    known = connection.execute(select(table).where(table.c.caller == caller, table.c.day == day)).mappings().first()
    if known is None:
        who = {"day": day, "caller": caller, "phone_sealed": keys.seal(entry.phone, _place(caller, day))}
        connection.execute(insert(table).values(about | who))
    elif known["done_ms"] is not None:
        connection.execute(update(table).where(table.c.id == known["id"]).values(about))
    return known is None or known["done_ms"] is not None


def read(connection: Connection, keys: Keyring, *, done: bool) -> tuple[CallbackTicket, ...]:
    """The oldest first. `done`: those that were closed too."""
    query = select(table).order_by(table.c.id).limit(LISTED)
    rows = connection.execute(query if done else query.where(table.c.done_ms.is_(None))).mappings()
    return tuple(_ticket(keys, row) for row in rows)


def of(connection: Connection, keys: Keyring, conversation: str) -> tuple[CallbackTicket, ...]:
    """Of a conversation, open or closed."""
    rows = connection.execute(select(table).where(table.c.conversation == conversation).order_by(table.c.id))
    return tuple(_ticket(keys, row) for row in rows.mappings())


def one(connection: Connection, keys: Keyring, ticket: int) -> CallbackTicket | None:
    """Open or closed."""
    row = connection.execute(select(table).where(table.c.id == ticket)).mappings().first()
    return None if row is None else _ticket(keys, row)


def closing(ticket: int, at_ms: int) -> Update:
    return update(table).where(table.c.id == ticket, table.c.done_ms.is_(None)).values(done_ms=at_ms)


def _ticket(keys: Keyring, row: RowMapping) -> CallbackTicket:
    try:
        phone = keys.open(row["phone_sealed"], _place(row["caller"], row["day"]))
    except StoreError:
        phone = None
    done = None if row["done_ms"] is None else _moment(row["done_ms"])
    return CallbackTicket(
        row["id"], _moment(row["at_ms"]), row["reason"], row["service"], row["conversation"], phone, done
    )


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def _place(caller: str, day: str) -> str:
    return f"tickets/{caller}.{day}/phone"
