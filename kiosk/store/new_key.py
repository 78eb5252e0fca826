"""Goes on without a key that is lost: a new key, and what can never be read again stays sealed until it is purged.

Nothing is deleted. A lost key that turns up later is put back into the key file as one more line.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy import Connection, func, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.config import Settings
from kiosk.store import canary, schema
from kiosk.store.engine import make_engine
from kiosk.store.errors import translate
from kiosk.store.keyfile import KeyFileError, LostKeyError, add_new
from kiosk.store.migrate import upgrade
from kiosk.store.opening import checked_keys, database_may_hold, look
from kiosk.store.sealed_files import sealed_files

_COUNTED = (schema.conversations, schema.cases, schema.pictures, schema.deliveries, schema.tickets)
_BUSY_MS = 5000


@dataclass(frozen=True, slots=True)
class LostValues:
    """What only the lost key opens. `rows`: by table. `journal`: entries that the database does not have."""

    why: str
    rows: dict[str, int]
    recordings: int
    journal: bool


async def lost_values(settings: Settings) -> LostValues:
    """What a new key would give up. Raises `KeyFileError` where the key is not lost, `StoreError`."""
    engine = make_engine(settings.database_url, _BUSY_MS)
    try:
        return (await _lost(engine, settings))[0]
    except SQLAlchemyError as error:
        raise translate(error) from error
    finally:
        await engine.dispose()


async def make_new_key(settings: Settings) -> LostValues:
    """Make the key, and seal the record's canary with it. Raises as `lost_values` does."""
    engine = make_engine(settings.database_url, _BUSY_MS)
    try:
        lost, used = await _lost(engine, settings)
        keys = await asyncio.to_thread(add_new, settings.key_path, used)
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
            await connection.run_sync(canary.renew, keys)
        return lost
    except SQLAlchemyError as error:
        raise translate(error) from error
    finally:
        await engine.dispose()


async def _lost(engine: AsyncEngine, settings: Settings) -> tuple[LostValues, frozenset[int]]:
    """With the ids of all keys that anything is sealed with."""
    exists = await asyncio.to_thread(settings.key_path.exists)
    try:
        if exists or await _holds(engine, settings):
            await checked_keys(engine, settings)
    except LostKeyError as error:
        why = str(error)
    else:
        needless = "opens what is sealed" if exists else "will be made at the start, because nothing is sealed yet"
        raise KeyFileError(f"The key file {settings.key_path} {needless}: start without --new-key.")
    beside = await asyncio.to_thread(sealed_files, settings)
    rows, used = dict[str, int](), frozenset[int]()
    if await asyncio.to_thread(database_may_hold, settings):
        rows, used = await look(engine, _counts), await look(engine, canary.key_ids)
    return LostValues(why, rows, beside.recordings, beside.journal), used | beside.key_ids


async def _holds(engine: AsyncEngine, settings: Settings) -> bool:
    if await asyncio.to_thread(sealed_files, settings):
        return True
    return await asyncio.to_thread(database_may_hold, settings) and await look(engine, canary.holds_sealed)


def _counts(connection: Connection) -> dict[str, int]:
    have = set(inspect(connection).get_table_names())
    tables = [table for table in _COUNTED if table.name in have]
    return {table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}
