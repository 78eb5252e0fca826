"""The tables of tickets (工单) and of their history (`kiosk.store.work_tickets`)."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from kiosk.store.schema import metadata

#: One ticket. `number`: what the citizen asks by, eight digits. `version`: counts its changes. `kind`, `source`: the
#: row that it was made of, one ticket each. `owner`: the account's id, empty: nobody's. `closed_ms`: when it was closed
#: last. `overdue_ms`, `reminded_ms`: when that was told of this due time. `main`: number of the ticket that it repeats.
#: `*_mark`: keyed hashes by which tickets of one case number, telephone or subject find each other. `facts_sealed`:
#: JSON, name -> value. Purged by age once it is not open any more; deleted with its conversation.
work_tickets = Table(
    "work_tickets",
    metadata,
    Column("id", String, primary_key=True),
    Column("number", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("source", String, nullable=False),
    Column("hall", String, nullable=False),
    Column("conversation", String, nullable=False),
    Column("service", String, nullable=False),
    Column("department", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("opened_ms", BigInteger, nullable=False),
    Column("due_ms", BigInteger, nullable=False),
    Column("remind_ms", BigInteger, nullable=False),
    Column("closed_ms", BigInteger),
    Column("overdue_ms", BigInteger),
    Column("reminded_ms", BigInteger),
    Column("urged", Integer, nullable=False),
    Column("satisfied", Integer),
    Column("score", Integer),
    Column("main", String, nullable=False),
    Column("case_mark", String, nullable=False),
    Column("phone_mark", String, nullable=False),
    Column("subject_mark", String, nullable=False),
    Column("facts_sealed", LargeBinary, nullable=False),
    Column("owner_sealed", LargeBinary),
    Column("reply_sealed", LargeBinary),
    UniqueConstraint("number"),
    UniqueConstraint("kind", "source"),
    Index(None, "state", "due_ms"),
    Index(None, "conversation"),
    Index(None, "case_mark"),
    Index(None, "phone_mark"),
    Index(None, "subject_mark"),
)

#: Its history: one row for each change, only appended to (a trigger refuses changes), deleted with the ticket.
#: `version`: the ticket's after it. `changes`: JSON, what else changed, nothing personal. `account`: of who did it,
#: empty: the hall. `key`: of an act that may come twice.
work_ticket_events = Table(
    "work_ticket_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ticket", String, ForeignKey("work_tickets.id", ondelete="CASCADE"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("action", String, nullable=False),
    Column("before", String, nullable=False),
    Column("after", String, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("account", String, nullable=False),
    Column("key", String, nullable=False),
    Column("who_sealed", LargeBinary, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    UniqueConstraint("ticket", "version"),
)
