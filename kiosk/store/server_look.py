"""Looks at a record on PostgreSQL for `kiosk doctor`: nothing is written, and no table is touched."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, func, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.store.engine import READS, make_engine
from kiosk.store.errors import StoreError, translate
from kiosk.store.inspection import RecordLook, look_through
from kiosk.store.migrate import configuration
from kiosk.store.opening import look

_BUSY_MS, _NOTICE_S = 2000, 3.0
_CHANNEL = "hall_doctor"
#: `none`: an empty database. `older`: the next start migrates it. `newer`: this version cannot use it.
Revision = Literal["none", "older", "current", "newer"]


@dataclass(frozen=True, slots=True)
class ServerLook:
    """`trouble`: why a hall would not start with it, with the fix. `clock_s`: the server's clock less this machine's.
    `may_make`: the user may make tables. `notices`: LISTEN hears what NOTIFY says. `record`: what is in it, once it is
    of this version.
    """

    where: str
    trouble: str = ""
    version: str = ""
    revision: Revision = "none"
    may_make: bool = True
    clock_s: float = 0.0
    notices: bool = False
    record: RecordLook | None = None


async def look_at_server(url: str, key: Path) -> ServerLook:
    parts = make_url(url)
    where = f"{parts.host or parts.query.get('host', 'the local socket')}/{parts.database}"
    try:
        engine = make_engine(url, _BUSY_MS, pooled=False)
    except StoreError as error:
        return ServerLook(where, str(error))
    try:
        found = await look(engine, lambda connection: _look(connection, where, key))
        if found.trouble:
            return found
        return ServerLook(
            where, "", found.version, found.revision, found.may_make, found.clock_s, await _hears(engine), found.record
        )
    except StoreError as error:
        return ServerLook(where, str(error))
    except SQLAlchemyError as error:
        return ServerLook(where, str(translate(error)))
    finally:
        await engine.dispose()


def _look(connection: Connection, where: str, key: Path) -> ServerLook:
    version = str(connection.execute(text("SHOW server_version")).scalar_one()).split(" ")[0]
    before_s = time.time()
    server_s = float(connection.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar_one())
    clock_s = server_s - (before_s + time.time()) / 2
    may_make = bool(connection.execute(text("SELECT has_schema_privilege(current_schema(), 'CREATE')")).scalar())
    revision = _revision(connection)
    record = look_through(connection, key) if revision == "current" else None
    return ServerLook(where, "", version, revision, may_make, clock_s, record=record)


def _revision(connection: Connection) -> Revision:
    scripts = ScriptDirectory.from_config(configuration())
    found = MigrationContext.configure(connection).get_current_revision()
    if found is None:
        return "none"
    if found == scripts.get_current_head():
        return "current"
    try:
        scripts.get_revision(found)
    except CommandError:
        return "newer"
    return "older"


async def _hears(engine: AsyncEngine) -> bool:
    """Whether a notice of one connection reaches another: not through a pooler in transaction mode."""
    told = asyncio.Event()
    async with engine.connect() as listening, engine.connect() as plain:
        driver: Any = (await listening.get_raw_connection()).driver_connection
        await driver.add_listener(_CHANNEL, lambda *_: told.set())
        speaking = await plain.execution_options(**{READS: True})
        await speaking.execute(select(func.pg_notify(_CHANNEL, "")))
        await speaking.commit()
        try:
            await asyncio.wait_for(told.wait(), _NOTICE_S)
        except TimeoutError:
            return False
        finally:
            await listening.invalidate()
    return True
