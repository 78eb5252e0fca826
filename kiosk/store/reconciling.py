"""The reconciliation list: submissions of which nobody knows whether they were filed, until staff find out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, Delete, RowMapping, delete, insert, select, update

from kiosk.store.crypto import Keyring
from kiosk.store.entries import UnresolvedEntry
from kiosk.store.errors import StoreError
from kiosk.store.schema import reconciliations as table

#: Submissions that one list holds.
LISTED = 500
ReconciliationState = Literal["open", "filed", "not_filed"]


@dataclass(frozen=True, slots=True)
class UnresolvedSubmission:
    """`number`: the citizen asks by it. `values`: what was sent; None where they do not open. `receipt`: of the case
    that staff found. `closed`: when somebody settled it.
    """

    number: str
    at: datetime
    service: str
    api: str
    conversation: str
    key: str
    state: ReconciliationState
    values: Mapping[str, str] | None = field(repr=False)
    receipt: str = field(default="", repr=False)
    closed: datetime | None = None


def add(connection: Connection, keys: Keyring, entry: UnresolvedEntry, conversation: str) -> None:
    """One for each idempotency key; repeating it changes nothing."""
    name = _name(entry.key)
    if connection.execute(select(table.c.id).where(table.c.id == name)).first() is not None:
        return
    row = {
        "id": name,
        "number": entry.number,
        "conversation": conversation,
        "service": entry.service,
        "version": entry.version,
        "api": entry.api,
        "key": entry.key,
        "at_ms": entry.at_ms,
        "state": "open",
        "values_sealed": keys.seal(json.dumps(entry.values, ensure_ascii=False), _place(name, "values")),
    }
    connection.execute(insert(table).values(row))


def read(connection: Connection, keys: Keyring, *, settled: bool) -> tuple[UnresolvedSubmission, ...]:
    """The oldest first. `settled`: those that staff settled too."""
    query = select(table).order_by(table.c.at_ms, table.c.id).limit(LISTED)
    rows = connection.execute(query if settled else query.where(table.c.state == "open")).mappings()
    return tuple(_read(keys, row) for row in rows)


def of(connection: Connection, keys: Keyring, conversation: str) -> tuple[UnresolvedSubmission, ...]:
    """Of a conversation, settled or not, the oldest first."""
    query = select(table).where(table.c.conversation == conversation).order_by(table.c.at_ms, table.c.id)
    return tuple(_read(keys, row) for row in connection.execute(query).mappings())


def settle(
    connection: Connection, keys: Keyring, number: str, receipt: str, state: ReconciliationState, at_ms: int
) -> int:
    """Close the open submissions with this number: one, but for one chance in 10^8. How many there were."""
    names = connection.execute(select(table.c.id).where(table.c.number == number, table.c.state == "open")).scalars()
    found = list(names)
    for name in found:
        sealed = keys.seal(receipt, _place(name, "receipt")) if receipt else None
        changed = {"state": state, "receipt_sealed": sealed, "closed_ms": at_ms}
        connection.execute(update(table).where(table.c.id == name).values(changed))
    return len(found)


def purging(before_ms: int) -> Delete:
    """Of those that staff settled. Open ones stay, whatever their age."""
    return delete(table).where(table.c.state != "open", table.c.at_ms < before_ms)


def _read(keys: Keyring, row: RowMapping) -> UnresolvedSubmission:
    receipt = "" if row["receipt_sealed"] is None else _open(keys, row, "receipt") or ""
    values = _open(keys, row, "values")
    return UnresolvedSubmission(
        number=row["number"],
        at=_moment(row["at_ms"]),
        service=row["service"],
        api=row["api"],
        conversation=row["conversation"],
        key=row["key"],
        state=row["state"],
        values=None if values is None else json.loads(values),
        receipt=receipt,
        closed=None if row["closed_ms"] is None else _moment(row["closed_ms"]),
    )


def _open(keys: Keyring, row: RowMapping, column: str) -> str | None:
    try:
        return keys.open(row[f"{column}_sealed"], _place(row["id"], column))
    except StoreError:
        return None


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def _place(name: str, column: str) -> str:
    return f"reconciliations/{name}/{column}"
