"""Deletes a conversation before its time: every row of it but the audit trail's, and its name is kept as deleted.

An entry of it that comes late (one of the journal, one that the hall still held) is not written: see `is_deleted`.
Its events stay: they hold nothing that was said. SQLite overwrites what is deleted (`secure_delete`).
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Delete, delete, insert, select

from kiosk.store import schema, ticket_tables
from kiosk.store.crypto import Keyring
from kiosk.store.errors import StoreError

#: Tables whose rows name their conversation. `events` and `audit` only grow.
_LINKED = (
    schema.deliveries, schema.ratings, schema.tickets, schema.staff_calls, schema.reconciliations, schema.calls,
    schema.pictures, schema.cases, schema.slots, schema.review_scores, schema.service_runs, schema.step_asks,
    schema.turns, ticket_tables.work_tickets,
)  # fmt: skip
_NO_WORD = re.compile(r"[\W_]+")
#: Milliseconds around a conversation in which a question without an answer may be its own.
_AROUND_MS = 60_000


def is_deleted(connection: Connection, conversation: str) -> bool:
    query = select(schema.deleted.c.conversation).where(schema.deleted.c.conversation == conversation)
    return connection.execute(query).first() is not None


def reason_against(connection: Connection, conversation: str) -> StoreError | None:
    """Why it cannot be deleted now."""
    table, list_ = schema.conversations, schema.reconciliations
    row = connection.execute(select(table.c.ended_ms).where(table.c.id == conversation)).first()
    if row is None:
        return StoreError("unknown", f"没有会话 {conversation}。 There is no conversation {conversation}.")
    if row.ended_ms is None:
        return StoreError(
            "other",
            "会话还没有结束：等它结束再删；断了的，几分钟后会自动结束。 It is not over: wait for its "
            "end, then delete it; one that a breakdown cut off is ended within minutes while the hall runs.",
        )
    unsettled = select(list_.c.number).where(list_.c.conversation == conversation, list_.c.state == "open")
    if (number := connection.execute(unsettled).scalar()) is not None:
        return StoreError(
            "other",
            f"有一件提交还没查清：先用 kiosk backend settle {number} 写上结果。 A submission of it may or may not have "
            f"been filed: settle it first, with kiosk backend settle {number}.",
        )
    return None


def forget(connection: Connection, keys: Keyring, conversation: str, at_ms: int) -> dict[str, int]:
    """Delete it; the rows of each table. Raises `StoreError` where it cannot be deleted now."""
    if (why := reason_against(connection, conversation)) is not None:
        raise why
    gone = erase(connection, keys, conversation)
    connection.execute(insert(schema.deleted).values({"conversation": conversation, "at_ms": at_ms}))
    return {name: count for name, count in gone.items() if count}


def erase(connection: Connection, keys: Keyring, conversation: str) -> dict[str, int]:
    """Its rows, whatever its state; how many of each table. The caller notes its name in `deleted`."""
    gone = {"gaps": _forget_gaps(connection, keys, conversation)}
    for table in _LINKED:
        gone[table.name] = connection.execute(delete(table).where(table.c.conversation == conversation)).rowcount
    connection.execute(delete(schema.conversations).where(schema.conversations.c.id == conversation))
    return gone


def purging(before_ms: int) -> Delete:
    return delete(schema.deleted).where(schema.deleted.c.at_ms < before_ms)


def overwrite_log(database: Path) -> bool:
    """Write SQLite's log into the database and empty it: deleted values stand in it until then. Blocking.

    False: another program reads the database just now, and its next checkpoint does it.
    """
    try:
        with closing(sqlite3.connect(database, timeout=5.0)) as connection:
            busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            return not busy
    except sqlite3.Error:
        return False


def _forget_gaps(connection: Connection, keys: Keyring, conversation: str) -> int:
    """Questions without an answer name no conversation: those of its time with the words of one of its turns."""
    turns, gaps, talks = schema.turns, schema.gaps, schema.conversations
    said = set[str]()
    for name, sealed in connection.execute(
        select(turns.c.id, turns.c.text_sealed).where(turns.c.conversation == conversation, turns.c.who == "citizen")
    ):
        said.add(_words(keys, sealed, f"turns/{name}/text"))
    times = connection.execute(select(talks.c.began_ms, talks.c.ended_ms).where(talks.c.id == conversation)).first()
    if times is None:
        return 0
    after = gaps.c.at_ms >= times.began_ms - _AROUND_MS
    between = after if times.ended_ms is None else after & (gaps.c.at_ms <= times.ended_ms + _AROUND_MS)
    same = [
        name
        for name, sealed in connection.execute(select(gaps.c.id, gaps.c.question_sealed).where(between)).all()
        if (words := _words(keys, sealed, f"gaps/{name}/question")) and words in said
    ]
    if same:
        tickets = ticket_tables.work_tickets
        connection.execute(delete(tickets).where(tickets.c.kind == "gap", tickets.c.source.in_(same)))
    return connection.execute(delete(gaps).where(gaps.c.id.in_(same))).rowcount if same else 0


def _words(keys: Keyring, sealed: bytes, place: str) -> str:
    try:
        return _NO_WORD.sub("", keys.open(sealed, place)).lower()
    except StoreError:
        return ""
