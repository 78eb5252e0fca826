"""Ratings (好差评) in the record: one a service and conversation, and whether staff have seen to a poor one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, Select, Update, insert, select, update

from kiosk.store.crypto import Keyring
from kiosk.store.entries import ConversationEntry, RatingEntry
from kiosk.store.errors import StoreError
from kiosk.store.schema import ratings as table

#: A score of so much or less is poor: staff see to it.
POOR = 2
#: Ratings that one list holds.
LISTED = 500


@dataclass(frozen=True, slots=True)
class StoredRating:
    """`number`, `reason`, `phone`: empty where there is none, or it does not open. `done`: when staff closed it."""

    id: str
    at: datetime
    conversation: str
    device: str
    channel: Literal["screen", "phone"]
    service: str
    score: int
    number: str
    reason: str = field(repr=False)
    phone: str = field(repr=False)
    done: datetime | None = None


def add(connection: Connection, keys: Keyring, entry: RatingEntry, of: ConversationEntry, hall: str) -> None:
    """Repeating it changes nothing: the first of an id counts."""
    if connection.execute(select(table.c.id).where(table.c.id == entry.id)).first() is not None:
        return
    row = {
        "id": entry.id,
        "hall": hall,
        "conversation": of.conversation,
        "device": of.device,
        "channel": of.channel,
        "service": entry.service,
        "version": entry.version,
        "at_ms": entry.at_ms,
        "score": entry.score,
    }
    told = {"number": entry.number, "reason": entry.reason, "phone": entry.phone}
    sealed = {f"{name}_sealed": keys.seal(value, _place(entry.id, name)) for name, value in told.items()}
    connection.execute(insert(table).values(row | sealed))


def read(connection: Connection, keys: Keyring, *, poor: bool, done: bool) -> tuple[StoredRating, ...]:
    """The oldest first. `poor`: those alone; `done`: also those that staff closed."""
    query = select(table).order_by(table.c.at_ms, table.c.id).limit(LISTED)
    query = query.where(table.c.score <= POOR) if poor else query
    return tuple(_opened(connection, keys, query if done else query.where(table.c.done_ms.is_(None))))


def closing(name: str, at_ms: int) -> Update:
    mine = (table.c.id == name, table.c.score <= POOR, table.c.done_ms.is_(None))
    return update(table).where(*mine).values(done_ms=at_ms)


def _opened(connection: Connection, keys: Keyring, query: Select[tuple[object, ...]]) -> Iterator[StoredRating]:
    for row in connection.execute(query).mappings():
        told = []
        for name in ("number", "reason", "phone"):
            try:
                told.append(keys.open(row[f"{name}_sealed"], _place(row["id"], name)))
            except StoreError:
                told.append("")
        number, reason, phone = told
        done = None if row["done_ms"] is None else _moment(row["done_ms"])
        yield StoredRating(
            row["id"], _moment(row["at_ms"]), row["conversation"], row["device"], row["channel"], row["service"],
            row["score"], number, reason, phone, done,
        )  # fmt: skip


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def _place(name: str, what: str) -> str:
    return f"ratings/{name}/{what}"
