"""The two databases that the record's tests run on: a SQLite file in the hall's data folder, and a real PostgreSQL."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar, Protocol

import asyncpg

from kiosk.config import Settings, load_settings
from kiosk.store.engine import make_engine
from kiosk.store.migrate import upgrade
from support.postgres import PostgresServer, run_sql


class TestDatabase(Protocol):
    """`refusal`: what `sql` raises where a trigger or a constraint refuses."""

    __test__: ClassVar[bool] = False
    name: str
    refusal: type[Exception]

    def settings(self, data_dir: Path, env: Mapping[str, str] | None = None) -> Settings:
        """Of a hall with an empty record of its own; the same record for the same folder."""

    def sql(self, settings: Settings, *statements: str) -> list[tuple[Any, ...]]:
        """In one transaction beside the hall; the rows of the last statement. Blocking."""

    def written(self, settings: Settings) -> bytes:
        """What the database has on its disk. Blocking."""

    def blob(self, value: bytes) -> str:
        """As it is written in SQL."""

    def unguarded(self, table: str) -> tuple[str, ...]:
        """The statements by which the table's owner takes away what refuses changes."""


class SqliteDatabase:
    __test__: ClassVar[bool] = False
    name = "sqlite"
    refusal: type[Exception] = sqlite3.IntegrityError

    def settings(self, data_dir: Path, env: Mapping[str, str] | None = None) -> Settings:
        return load_settings(None, {"KIOSK__DATA_DIR": str(data_dir), **(env or {})})

    def sql(self, settings: Settings, *statements: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(settings.data_dir / "hall.db")) as connection, connection:
            rows = [connection.execute(statement).fetchall() for statement in statements]
        return rows[-1]

    def written(self, settings: Settings) -> bytes:
        return b"".join(path.read_bytes() for path in settings.data_dir.glob("hall.db*"))

    def blob(self, value: bytes) -> str:
        return f"x'{value.hex()}'"

    def unguarded(self, table: str) -> tuple[str, ...]:
        return tuple(f"DROP TRIGGER IF EXISTS {table}_no_{deed}" for deed in ("update", "delete"))


class PostgresDatabase:
    """`template`: the name of a database with the record's tables, empty."""

    __test__: ClassVar[bool] = False
    name = "postgresql"
    refusal: type[Exception] = asyncpg.IntegrityConstraintViolationError

    def __init__(self, server: PostgresServer, template: str) -> None:
        self.server, self._template = server, template
        self.made: dict[Path, str] = {}

    def settings(self, data_dir: Path, env: Mapping[str, str] | None = None) -> Settings:
        if data_dir not in self.made:
            self.made[data_dir] = self.server.new_database(self._template)
        url = {"KIOSK__STORE__URL": self.server.url(self.made[data_dir])}
        return load_settings(None, {"KIOSK__DATA_DIR": str(data_dir), **url, **(env or {})})

    def sql(self, settings: Settings, *statements: str) -> list[tuple[Any, ...]]:
        return run_sql(settings.database_url, *statements)

    def written(self, settings: Settings) -> bytes:
        run_sql(settings.database_url, "CHECKPOINT")
        ((oid,),) = run_sql(settings.database_url, "SELECT oid FROM pg_database WHERE datname = current_database()")
        folders = (self.server.folder / "data" / "base" / str(oid), self.server.folder / "data" / "pg_wal")
        return b"".join(path.read_bytes() for folder in folders for path in folder.iterdir() if path.is_file())

    def blob(self, value: bytes) -> str:
        return f"decode('{value.hex()}', 'hex')"

    def unguarded(self, table: str) -> tuple[str, ...]:
        return (f"ALTER TABLE {table} DISABLE TRIGGER USER",)

    def close(self) -> None:
        for name in self.made.values():
            self.server.drop(name)


def make_template(server: PostgresServer) -> str:
    """A database with the record's tables, made by the migrations. Its name. Blocking, also inside an event loop."""
    name = server.new_database()

    async def migrate() -> None:
        engine = make_engine(server.url(name), 5000, pooled=False)
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
        await engine.dispose()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(migrate())).result()
    return name
