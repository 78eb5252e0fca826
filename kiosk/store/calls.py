"""What happened in telephone calls: one row each, kept as long as conversations are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Delete, delete, insert, or_, select

from kiosk.store.schema import calls as table


@dataclass(frozen=True, slots=True)
class StoredCall:
    """`facts`: JSON of the channel's own."""

    call: str
    conversation: str
    at: datetime
    facts: str


def add(connection: Connection, row: dict[str, object]) -> None:
    """Repeating it changes nothing."""
    if connection.execute(select(table.c.id).where(table.c.id == row["id"])).first() is None:
        connection.execute(insert(table).values(row))


def purging(before_ms: int) -> Delete:
    return delete(table).where(table.c.at_ms < before_ms)


def last(connection: Connection, most: int) -> tuple[StoredCall, ...]:
    """The last calls, the newest first."""
    query = select(table).order_by(table.c.at_ms.desc()).limit(most)
    return tuple(_opened(row) for row in connection.execute(query))


def of(connection: Connection, call: str) -> StoredCall | None:
    """The newest call of this name, or of this conversation."""
    if not call:
        return None
    query = select(table).where(or_(table.c.call == call, table.c.conversation == call))
    row = connection.execute(query.order_by(table.c.at_ms.desc())).first()
    return None if row is None else _opened(row)


def _opened(row: object) -> StoredCall:
    at = datetime.fromtimestamp(row.at_ms / 1000, UTC)  # type: ignore[attr-defined]
    return StoredCall(row.call, row.conversation, at, row.facts)  # type: ignore[attr-defined]
