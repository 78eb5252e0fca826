"""What a restore takes over from the record that it replaces: deletions on request, disabled accounts, revoked kiosks.

A backup does not know of them. The list of deletions goes on in the restored record, so that a later restore of another
backup knows it too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select, update

from kiosk.store import account_tables, forgetting, recordings, schema
from kiosk.store.crypto import Keyring


@dataclass(frozen=True, slots=True)
class ReplacedRecord:
    """Milliseconds since 1970, by conversation, by account's id, and by kiosk's name. `readable`: False: it is damaged,
    and nothing is known of it.
    """

    deleted: Mapping[str, int] = field(default_factory=dict)
    disabled: Mapping[str, int] = field(default_factory=dict)
    revoked: Mapping[str, int] = field(default_factory=dict)
    readable: bool = True


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Conversations that were deleted again, by what they were in the backup: `ended`, `open`, or `unresolved` with a
    submission that nobody had settled; their `recordings`. `disabled`, `revoked`: active in the backup, by name.
    """

    ended: int = 0
    open: int = 0
    unresolved: int = 0
    recordings: int = 0
    disabled: tuple[str, ...] = ()
    revoked: tuple[str, ...] = ()
    readable: bool = True

    @property
    def conversations(self) -> int:
        return self.ended + self.open + self.unresolved


_LISTS = {
    "deleted": "SELECT conversation, at_ms FROM deleted",
    "accounts": "SELECT id, disabled_ms FROM accounts WHERE disabled_ms IS NOT NULL",
    "kiosks": "SELECT name, revoked_ms FROM kiosks WHERE revoked_ms IS NOT NULL",
}


def read_replaced(database: Path) -> ReplacedRecord:
    """Of any release: a table that it does not have is empty. Blocking."""
    if not database.exists():
        return ReplacedRecord()
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=rw", uri=True)) as connection:
            there = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            lists = {
                name: {str(row[0]): int(row[1]) for row in connection.execute(query)} if name in there else {}
                for name, query in _LISTS.items()
            }
    except sqlite3.Error:  # that may be why it is replaced
        return ReplacedRecord(readable=False)
    return ReplacedRecord(lists["deleted"], lists["accounts"], lists["kiosks"])


def take_over(connection: Connection, keys: Keyring, record: ReplacedRecord) -> TakenOver:
    """Into the restored record. Sessions of the console end: they may have been signed out since."""
    counts = {"ended": 0, "open": 0, "unresolved": 0}
    listed = set(connection.execute(select(schema.deleted.c.conversation)).scalars())
    for conversation, at_ms in sorted(record.deleted.items()):
        if (state := _state_of(connection, conversation)) is not None:
            counts[state] += 1
        forgetting.erase(connection, keys, conversation)
        if conversation not in listed:
            connection.execute(insert(schema.deleted).values({"conversation": conversation, "at_ms": at_ms}))
    connection.execute(delete(account_tables.account_sessions))
    disabled, revoked = _disable(connection, record.disabled), _revoke(connection, record.revoked)
    return TakenOver(**counts, disabled=disabled, revoked=revoked, readable=record.readable)


def delete_recordings(folder: Path, keys: Keyring, record: ReplacedRecord, taken: TakenOver) -> TakenOver:
    """Recorded calls of deleted conversations, in the unpacked `folder`. Blocking. Raises OSError."""
    gone = [one for one in recordings.stored(folder, keys)[0] if one.head.conversation in record.deleted]
    for one in gone:
        one.path.unlink()
    return replace(taken, recordings=len(gone))


def _state_of(connection: Connection, conversation: str) -> str | None:
    talks, submissions = schema.conversations, schema.reconciliations
    row = connection.execute(select(talks.c.ended_ms).where(talks.c.id == conversation)).first()
    if row is None:
        return None
    if row.ended_ms is None:
        return "open"
    unsettled = select(submissions.c.id).where(
        submissions.c.conversation == conversation, submissions.c.state == "open"
    )
    return "ended" if connection.execute(unsettled).first() is None else "unresolved"


def _disable(connection: Connection, since: Mapping[str, int]) -> tuple[str, ...]:
    table, names = account_tables.accounts, list[str]()
    for row in connection.execute(select(table.c.id, table.c.account).where(table.c.disabled_ms.is_(None))).all():
        if row.id in since:
            connection.execute(update(table).where(table.c.id == row.id).values(disabled_ms=since[row.id]))
            names.append(row.account)
    return tuple(sorted(names))


def _revoke(connection: Connection, since: Mapping[str, int]) -> tuple[str, ...]:
    table, names = schema.kiosks, list[str]()
    for name in connection.execute(select(table.c.name).where(table.c.revoked_ms.is_(None))).scalars().all():
        if name in since:
            values = {"revoked_ms": since[name], "code_mark": None, "code_until_ms": None}
            connection.execute(update(table).where(table.c.name == name).values(values))
            names.append(name)
    return tuple(sorted(names))
