"""Inspects a record for `kiosk doctor`, read-only. One on PostgreSQL: `kiosk.store.server_look`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from kiosk.store import canary, schema
from kiosk.store.clock import Belief, judge
from kiosk.store.errors import StoreError, translate
from kiosk.store.keyfile import load

_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class RecordLook:
    """`trouble`: why a hall would not start with it, with the fix. `days_off`: of the system clock; 0 if trusted."""

    trouble: str = ""
    days_off: float = 0.0
    recorded: int = 0
    cases: int = 0


def look(database: Path, key: Path) -> RecordLook:
    """`database`: a SQLite file. Blocking."""
    engine = create_engine(f"sqlite:///file:{database}?mode=ro&uri=true")
    try:
        with engine.connect() as connection:
            return look_through(connection, key)
    except StoreError as error:
        return RecordLook(str(error))
    except SQLAlchemyError as error:
        return RecordLook(str(translate(error)))
    finally:
        engine.dispose()


def look_through(connection: Connection, key: Path) -> RecordLook:
    """Raises `StoreError` where the key is not the record's, `SQLAlchemyError`."""
    if key.exists():
        canary.check(connection, load(key), key)
    elif canary.holds_sealed(connection):
        raise canary.missing(key, "the record")
    if not inspect(connection).has_table("clock"):
        return RecordLook()
    trusted_ms = connection.execute(select(schema.clock.c.trusted_ms)).scalar()
    now_ms = round(time.time() * 1000)
    verdict = "believed" if trusted_ms is None else judge(Belief(trusted_ms), now_ms, 0)[1]
    days_off = 0.0 if trusted_ms is None or verdict == "believed" else (now_ms - trusted_ms) / _DAY_MS
    recorded, cases = (
        connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in (schema.conversations, schema.cases)
    )
    return RecordLook("", days_off, recorded, cases)
