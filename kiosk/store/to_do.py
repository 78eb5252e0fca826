"""What staff still have to see to: poor ratings, and receipts that no text message brought to the citizen."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Update, and_, func, select, update

from kiosk.store import ratings
from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError
from kiosk.store.outbox import place_of
from kiosk.store.schema import deliveries
from kiosk.store.schema import ratings as rating_table

#: The kind of deliveries whose failure concerns a citizen: a receipt (`kiosk.upstream.message_sender.MESSAGE`). A code
#: that did not come was asked for again at the time.
_RECEIPTS = "message"
_FAILED = ("refused", "expired", "undelivered")
ToDoKind = Literal["rating", "message"]


@dataclass(frozen=True, slots=True)
class StaffToDo:
    """`number`: of the case. `phone`: whom to call; empty: none was asked for, or it does not open. `score`: of a poor
    rating, `detail` its reason; of a message `detail` is the state in which it ended. `done`: when staff closed it.
    """

    id: str
    kind: ToDoKind
    at: datetime
    device: str
    service: str
    number: str
    score: int = 0
    detail: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    conversation: str = ""
    done: datetime | None = None


def read(connection: Connection, keys: Keyring, *, done: bool) -> tuple[StaffToDo, ...]:
    """The oldest first, `ratings.LISTED` of each kind at most. `done`: also what staff closed."""
    poor = (
        StaffToDo(
            one.id, "rating", one.at, one.device, one.service, one.number, one.score, one.reason, one.phone,
            one.conversation, one.done,
        )
        for one in ratings.read(connection, keys, poor=True, done=done)
    )  # fmt: skip
    return tuple(sorted((*poor, *_failed(connection, keys, done=done)), key=lambda one: one.at))


def open_ones(connection: Connection) -> dict[ToDoKind, int]:
    """How many there are of each kind."""
    poor = and_(rating_table.c.score <= ratings.POOR, rating_table.c.done_ms.is_(None))
    counts = (select(func.count()).where(poor), select(func.count()).where(_lost(), deliveries.c.done_ms.is_(None)))
    found = [int(connection.execute(query).scalar_one()) for query in counts]
    return {"rating": found[0], "message": found[1]}


def closing_message(name: str, at_ms: int) -> Update:
    return (
        update(deliveries).where(deliveries.c.id == name, _lost(), deliveries.c.done_ms.is_(None)).values(done_ms=at_ms)
    )


def _lost() -> ColumnElement[bool]:
    return and_(deliveries.c.kind == _RECEIPTS, deliveries.c.state.in_(_FAILED))


def _failed(connection: Connection, keys: Keyring, *, done: bool) -> list[StaffToDo]:
    query = select(deliveries).where(_lost()).order_by(deliveries.c.at_ms).limit(ratings.LISTED)
    found = []
    for row in connection.execute(query if done else query.where(deliveries.c.done_ms.is_(None))).mappings():
        try:
            body = json.loads(keys.open(row["body_sealed"], place_of(row["id"])))
        except (StoreError, ValueError):
            body = {}
        values = body.get("values", {})
        closed = None if row["done_ms"] is None else _moment(row["done_ms"])
        found.append(
            StaffToDo(
                row["id"], "message", _moment(row["at_ms"]), "", str(values.get("业务", "")), str(values.get("号", "")),
                0, row["state"], str(body.get("to", "")), row["conversation"], closed,
            )
        )  # fmt: skip
    return found


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
