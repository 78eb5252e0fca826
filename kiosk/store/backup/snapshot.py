"""One moment of a SQLite database that others write to, copied by SQLite's online backup; and what a copy holds.

Blocking. The copy is one file without a log beside it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from kiosk.store import audit, canary, schema
from kiosk.store.audit import AuditHead
from kiosk.store.errors import StoreError, translate

#: Pages (4 KiB) between two calls of `on_progress`.
_PAGES = 256
#: Milliseconds to wait for a lock of another program.
_BUSY_S = 5.0

#: Bytes done, bytes in all.
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    revision: str
    key_ids: frozenset[int]
    audit: AuditHead
    conversations: int
    oldest_ms: int | None


def take_snapshot(database: Path, copy: Path, on_progress: OnProgress) -> None:
    """`copy` is made anew, its owner's alone. A read transaction holds the moment: writers go on, and the copy need not
    begin again when they do. Raises `StoreError`, OSError.
    """
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    try:
        uri = f"{database.absolute().as_uri()}?mode=rw"
        with (
            closing(sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None)) as record,
            closing(sqlite3.connect(copy, isolation_level=None)) as made,
        ):
            size = int(record.execute("PRAGMA page_size").fetchone()[0])
            record.execute("BEGIN")
            record.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            record.backup(
                made, pages=_PAGES, progress=lambda _, left, total: on_progress((total - left) * size, total * size)
            )
            settle(made)
        check_pages(copy)
    except sqlite3.Error as error:
        raise translate(error) from None


def settle(connection: sqlite3.Connection) -> None:
    """All of it in the one file: the hall turns the log on again."""
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = FULL")


def check_pages(database: Path) -> None:
    """SQLite's own check of every page and index. Raises `StoreError`."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
    except sqlite3.Error as error:
        raise translate(error) from None
    if found != ["ok"]:
        raise StoreError("corrupt", f"The database is damaged: {'; '.join(found)[:300]}. Fix: see kiosk doctor.")


@contextmanager
def reading(database: Path) -> Iterator[Connection]:
    """A file that nothing writes to. Raises `StoreError`."""
    engine = create_engine(f"sqlite:///file:{database.absolute()}?mode=ro&immutable=1&uri=true")
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise translate(error) from None
    finally:
        engine.dispose()


def facts_of(database: Path) -> SnapshotFacts:
    """Reads every sealed column once. Raises `StoreError`."""
    talks, trail = schema.conversations, schema.audit
    with reading(database) as connection:
        last = connection.execute(select(trail.c.number, trail.c.hash).order_by(trail.c.number.desc()).limit(1)).first()
        counted = connection.execute(select(func.count(), func.min(talks.c.began_ms)).select_from(talks)).one()
        return SnapshotFacts(
            revision=str(MigrationContext.configure(connection).get_current_revision()),
            key_ids=canary.key_ids(connection),
            audit=AuditHead(0, audit.BEGINNING) if last is None else AuditHead(last[0], last[1]),
            conversations=int(counted[0]),
            oldest_ms=None if counted[1] is None else int(counted[1]),
        )
