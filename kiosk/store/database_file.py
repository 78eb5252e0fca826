"""What a copy of SQLite's files can lack: the write-ahead log in which its rows stood, or the database itself.

SQLite deletes a log whose database is empty, and opens a database without its log as if nothing had been written.
Looked at before SQLite opens anything. Blocking.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Literal

from kiosk.store.errors import StoreError

#: Bytes 18 and 19 of a database's header: it was written with a write-ahead log.
_WITH_LOG = b"\x02\x02"

#: none: no database yet. bare: a log was in use, and neither a table nor the log is here. some: anything else.
DatabaseState = Literal["none", "bare", "some"]


def look_at(database: Path) -> DatabaseState:
    """Changes nothing. Raises `StoreError` where the log is here and the database is not."""
    log = Path(f"{database}-wal")
    if not _size(database):
        if _size(log):
            raise StoreError(
                "corrupt",
                f"{database} is missing or empty, and {log.name} beside it holds what was written last; a start would "
                f"delete that. Nothing was changed. Fix: put {database.name} of the same copy beside it. If there is "
                f"none, move {log.name} and {database.name}-shm away and start again.",
            )
        return "none"
    return "bare" if not _size(log) and _used_log(database) and not _has_table(database) else "some"


def bare(database: Path) -> StoreError:
    return StoreError(
        "corrupt",
        f"{database} holds nothing: it is a copy that was made while a hall ran, without {database.name}-wal, in which "
        f"its rows stood. Nothing was changed. Fix: restore a copy that was made with sqlite3 {database.name} '.backup "
        f"copy.db', or one with its {database.name}-wal. If this hall never ran, delete {database.name}.",
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _used_log(database: Path) -> bool:
    try:
        with database.open("rb") as file:
            return file.read(20)[18:20] == _WITH_LOG
    except OSError:
        return False  # opening it says why


def _has_table(database: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
    except sqlite3.Error:
        return True  # opening it says why
