"""The outbox's rows: what other systems must get at least once, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, Select, Update, func, insert, or_, select, update

from kiosk.store.crypto import Keyring
from kiosk.store.entries import DeliveryEntry
from kiosk.store.errors import StoreError
from kiosk.store.forgetting import is_deleted
from kiosk.store.schema import deliveries as table

DeliveryState = Literal["waiting", "accepted", "delivered", "undelivered", "refused", "expired"]
#: Milliseconds after which a new delivery is tried by the background job; whoever made it tries it at once.
FIRST_MS = 30_000
#: A next attempt further ahead than this was set by a clock that was wrong: it is due now.
_FARTHEST_MS = 3_600_000
#: Rows that one look at the outbox takes, and one at the waiting ones of a kind that is kept in order.
AT_ONCE, IN_LINE = 32, 500


@dataclass(frozen=True, slots=True)
class StoredDelivery:
    """`body`: JSON; None where it does not open. `next_at`: of the next attempt, while it waits."""

    id: str
    kind: str
    conversation: str
    at_ms: int
    attempts: int
    state: DeliveryState
    detail: str
    reference: str
    next_at: datetime | None
    body: str | None = field(repr=False)


def add(connection: Connection, keys: Keyring, entry: DeliveryEntry, conversation: str, hall: str) -> None:
    """Repeating it changes nothing; nor does one of a conversation that was deleted."""
    known = connection.execute(select(table.c.id).where(table.c.id == entry.id)).first() is not None
    if known or is_deleted(connection, conversation):
        return
    row = {
        "id": entry.id,
        "kind": entry.kind,
        "hall": hall,
        "conversation": conversation,
        "at_ms": entry.at_ms,
        "next_ms": entry.at_ms + FIRST_MS,
        "attempts": 0,
        "state": "waiting",
        "detail": "",
        "reference": "",
        "body_sealed": keys.seal(entry.body, place_of(entry.id)),
    }
    connection.execute(insert(table).values(row))


def due(
    connection: Connection, keys: Keyring, hall: str, now_ms: int, besides: Collection[str]
) -> tuple[StoredDelivery, ...]:
    """This hall's deliveries that are to be tried now, the oldest first. `besides`: kinds that are left out."""
    when = or_(table.c.next_ms <= now_ms, table.c.next_ms > now_ms + _FARTHEST_MS)
    query = select(table).where(table.c.state == "waiting", table.c.hall == hall, when)
    query = query.where(table.c.kind.not_in(besides)).order_by(table.c.at_ms).limit(AT_ONCE)
    return _read(connection, keys, query)


def in_line(connection: Connection, keys: Keyring, hall: str, kind: str) -> tuple[StoredDelivery, ...]:
    """This hall's waiting deliveries of a kind, due or not, the oldest first, `IN_LINE` at most."""
    query = select(table).where(table.c.state == "waiting", table.c.hall == hall, table.c.kind == kind)
    return _read(connection, keys, query.order_by(table.c.at_ms, table.c.id).limit(IN_LINE))


def newest(connection: Connection, keys: Keyring, limit: int) -> tuple[StoredDelivery, ...]:
    return _read(connection, keys, select(table).order_by(table.c.at_ms.desc(), table.c.id).limit(limit))


def of(connection: Connection, keys: Keyring, conversation: str) -> tuple[StoredDelivery, ...]:
    """Of a conversation, the oldest first."""
    return _read(connection, keys, select(table).where(table.c.conversation == conversation).order_by(table.c.at_ms))


def one(connection: Connection, keys: Keyring, name: str) -> StoredDelivery | None:
    return next(iter(_read(connection, keys, select(table).where(table.c.id == name))), None)


def waiting(connection: Connection, hall: str) -> int:
    query = select(func.count()).select_from(table).where(table.c.state == "waiting", table.c.hall == hall)
    return connection.execute(query).scalar_one()


def tried(name: str, state: DeliveryState, detail: str, reference: str, next_ms: int) -> Update:
    """After an attempt; what is settled stays settled."""
    values = {"state": state, "detail": detail, "reference": reference, "next_ms": next_ms}
    return (
        update(table)
        .where(table.c.id == name, table.c.state == "waiting")
        .values(values | {"attempts": table.c.attempts + 1})
    )


def reported(name: str, state: Literal["delivered", "undelivered"]) -> Update:
    """The carrier's report on one that it accepted."""
    return update(table).where(table.c.id == name, table.c.state == "accepted").values(state=state)


def _read(connection: Connection, keys: Keyring, query: Select[tuple[object, ...]]) -> tuple[StoredDelivery, ...]:
    found = []
    for row in connection.execute(query).mappings():
        try:
            body = keys.open(row["body_sealed"], place_of(row["id"]))
        except StoreError:
            body = None
        waits = row["state"] == "waiting"
        found.append(
            StoredDelivery(
                row["id"], row["kind"], row["conversation"], row["at_ms"], row["attempts"], row["state"], row["detail"],
                row["reference"], datetime.fromtimestamp(row["next_ms"] / 1000, UTC) if waits else None, body,
            )
        )  # fmt: skip
    return tuple(found)


def place_of(name: str) -> str:
    """Of the body of a delivery, as it is sealed."""
    return f"deliveries/{name}/body"
