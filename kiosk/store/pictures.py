"""The pictures of conversations in the record: sealed like every personal value, deleted with their conversation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Delete, delete, insert, select

from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError
from kiosk.store.schema import pictures as table


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """`mode`: photo, file or signature. `data`: a JPEG or PNG file."""

    digest: str
    mode: str
    data: bytes = field(repr=False)


def add(connection: Connection, keys: Keyring, row: Mapping[str, Any], data: bytes) -> None:
    known = select(table.c.digest).where(table.c.conversation == row["conversation"], table.c.digest == row["digest"])
    if connection.execute(known).first() is None:
        sealed = keys.seal_bytes(data, _place(row["conversation"], row["digest"]))
        connection.execute(insert(table).values({**row, "data_sealed": sealed}))


def dropping(conversation: str, keep: Collection[str]) -> Delete:
    return delete(table).where(table.c.conversation == conversation, table.c.digest.not_in(keep))


def read(connection: Connection, keys: Keyring, conversation: str) -> tuple[StoredPicture, ...]:
    """Those that do not open are left out: the others are still of use."""
    found = []
    rows = connection.execute(select(table).where(table.c.conversation == conversation).order_by(table.c.at_ms))
    for row in rows.mappings():
        try:
            data = keys.open_bytes(row["data_sealed"], _place(conversation, row["digest"]))
        except StoreError:
            continue
        found.append(StoredPicture(row["digest"], row["mode"], data))
    return tuple(found)


def _place(conversation: str, digest: str) -> str:
    return f"pictures/{conversation}/{digest}"
