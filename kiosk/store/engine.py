"""The database engine: SQLite with the pragmas of a record, PostgreSQL, or another with an async SQLAlchemy driver."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, NullPool, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from kiosk.store import postgresql
from kiosk.store.errors import StoreError

#: Execution option of a read-only transaction, which need not wait for SQLite's single writer.
READS = "hall_reads"


def make_engine(url: str, busy_ms: int, *, pooled: bool = True) -> AsyncEngine:
    """`busy_ms`: how long to wait for another process's lock. Not `pooled`: each connection is closed after its use.
    Raises `StoreError` for a URL without its driver.
    """
    try:
        more: dict[str, Any] = {} if pooled else {"poolclass": NullPool}
        if make_url(url).get_backend_name() == "postgresql":
            more |= postgresql.connecting(pooled)
        engine = create_async_engine(url, **more)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        name = getattr(error, "name", None)
        package = "hall-clerk[postgresql]" if name == "asyncpg" else name
        driver = f"; its driver {name} is not installed (pip install {package})" if name else ""
        raise StoreError("other", f"store.url names no database that can be used{driver}.") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare(busy_ms))
        event.listen(engine.sync_engine, "begin", _begin)
    elif engine.dialect.name == "postgresql":
        postgresql.prepare(engine, busy_ms, READS)
    return engine


def sqlite_file(url: str) -> Path | None:
    """The file that `url` names; None for another database, for one in memory, and without a URL."""
    try:
        parts = make_url(url)
    except ArgumentError:
        return None
    name = parts.database or ""
    if name.startswith("file:"):
        name = unquote(urlsplit(name).path)
    return Path(name) if parts.get_backend_name() == "sqlite" and name not in ("", ":memory:") else None


def _prepare(busy_ms: int) -> Any:
    def prepare(connection: Any, record: object) -> None:
        # The driver's implicit BEGIN covers neither DDL nor BEGIN IMMEDIATE; `_begin` issues it instead.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {busy_ms}",
            "journal_mode = WAL",
            "synchronous = FULL",  # a filed case survives a power cut
            "foreign_keys = ON",
            "secure_delete = ON",  # purged data is overwritten on the disk
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return prepare


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once, without waiting, if another process wrote between.
    reads = connection.get_execution_options().get(READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
