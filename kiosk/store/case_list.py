"""Cases by their numbers, which are sealed: every case is opened to find one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from kiosk.store import schema
from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError

#: Rows that are in memory at once.
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class ListedCase:
    """`receipt`: the case number; None where it does not open. `ended`: None while the conversation goes on."""

    receipt: str | None = field(repr=False)
    service: str
    filed: datetime
    conversation: str
    device: str
    channel: str
    ended: datetime | None


def newest(connection: Connection, keys: Keyring, limit: int, service: str = "") -> tuple[ListedCase, ...]:
    """The newest first. `service`: of this service alone."""
    cases, talks = schema.cases, schema.conversations
    query = select(cases, talks.c.device, talks.c.channel, talks.c.ended_ms).join(talks)
    if service:
        query = query.where(cases.c.service == service)
    rows = connection.execute(query.order_by(cases.c.filed_ms.desc(), cases.c.id).limit(limit)).mappings()
    return tuple(
        ListedCase(
            _open(keys, row["receipt_sealed"], f"cases/{row['id']}/receipt"), row["service"], _moment(row["filed_ms"]),
            row["conversation"], row["device"], row["channel"],
            None if row["ended_ms"] is None else _moment(row["ended_ms"]),
        )
        for row in rows
    )  # fmt: skip


def conversations_of(connection: Connection, keys: Keyring, number: str) -> tuple[str, ...]:
    """The conversations that this is: a conversation's id, a case number, the number of an unresolved submission (which
    the citizen was told), or the case number that staff found for one.
    """
    talks, cases, unknown = schema.conversations, schema.cases, schema.reconciliations
    if connection.execute(select(talks.c.id).where(talks.c.id == number)).first() is not None:
        return (number,)
    found = dict.fromkeys(
        connection.execute(select(unknown.c.conversation).where(unknown.c.number == number)).scalars()
    )
    filed = select(cases.c.conversation, cases.c.receipt_sealed, cases.c.id)
    for name, sealed, row in _rows(connection, filed):
        if _open(keys, sealed, f"cases/{row}/receipt") == number:
            found[name] = None
    settled = select(unknown.c.conversation, unknown.c.receipt_sealed, unknown.c.id)
    for name, sealed, row in _rows(connection, settled.where(unknown.c.receipt_sealed.is_not(None))):
        if _open(keys, sealed, f"reconciliations/{row}/receipt") == number:
            found[name] = None
    return tuple(found)


def _rows(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    result = connection.execution_options(yield_per=_AT_ONCE).execute(query)
    for part in result.partitions():
        yield from part


def _open(keys: Keyring, sealed: bytes, place: str) -> str | None:
    try:
        return keys.open(sealed, place)
    except StoreError:
        return None


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
