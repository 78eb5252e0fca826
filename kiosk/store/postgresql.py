"""PostgreSQL as the record's database: one writer at a time, reads of one moment, and its errors in our words.

A write takes an advisory lock of the whole database for its transaction, as SQLite takes its write lock: what is
appended in a chain, numbered without a gap, or written only where it is missing, cannot be written twice, by whatever
process. A read is a snapshot (REPEATABLE READ, READ ONLY) and waits for no writer.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.store.errors import Kind, StoreError, of_server

#: Of the advisory lock: "hall" in ASCII.
WRITE_LOCK = 0x68616C6C
#: Seconds until a connection is made; until a statement has its answer, behind which the server counts as gone.
_CONNECT_S, _STATEMENT_S = 5.0, 60.0
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
#: A hall whose machine or cable is gone holds no lock for longer than about a minute.
_SESSION = {
    "application_name": "hall", "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3",
}  # fmt: skip


def connecting(pooled: bool) -> dict[str, Any]:
    """Arguments of `create_async_engine`. A connection of the pool is tried before its use: after a restart of the
    server the first read finds a new one.
    """
    arguments = {"timeout": _CONNECT_S, "command_timeout": _STATEMENT_S, "server_settings": _SESSION}
    return {"connect_args": arguments} | ({"pool_pre_ping": True} if pooled else {})


def prepare(engine: AsyncEngine, busy_ms: int, reads: str) -> None:
    """`busy_ms`: how long a write waits for another's. `reads`: the execution option of a read-only transaction."""

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(reads, False):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            return
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {busy_ms}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")

    event.listen(engine.sync_engine, "begin", begin)
    event.listen(engine.sync_engine, "do_connect", _connect)
    event.listen(engine.sync_engine, "before_cursor_execute", _storable, retval=True)


def _storable(
    connection: Connection, cursor: object, statement: str, parameters: Any, context: object, many: bool
) -> tuple[str, Any]:
    """PostgreSQL's text has neither U+0000 nor half a character: U+FFFD stands for them. Sealed values are bytes, and
    stay whole.
    """
    rows = parameters if many else [parameters]
    if any(isinstance(value, str) and _UNSTORABLE.search(value) for row in rows for value in row):
        rows = [
            tuple(_UNSTORABLE.sub("\ufffd", value) if isinstance(value, str) else value for value in row)
            for row in rows
        ]
        return statement, rows if many else rows[0]
    return statement, parameters


def _connect(dialect: Any, record: object, arguments: list[Any], options: dict[str, Any]) -> Any:
    """Connect. Raises `StoreError`: SQLAlchemy hands on what asyncpg raises here as it is."""
    driver = dialect.loaded_dbapi.asyncpg
    try:
        return dialect.connect(*arguments, **options)
    except (OSError, driver.InterfaceError, driver.ClientConfigurationError) as error:
        raise unreachable(error) from None
    except driver.PostgresError as error:
        raise of_server(error) or StoreError("other", f"The record failed: {type(error).__name__}.") from None


def unreachable(error: BaseException) -> StoreError:
    why = type(error).__name__ if not getattr(error, "strerror", None) else str(getattr(error, "strerror", ""))
    kind: Kind = "away"
    return StoreError(
        kind,
        f"The database server of store.url does not answer ({why}). Fix: start it, or correct the host and port in "
        "store.url.",
    )
