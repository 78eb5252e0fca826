"""Checks before the first use of a record: its files, its key, and its schema version."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.config import Settings
from kiosk.store import canary, database_file, sealed_files
from kiosk.store.crypto import Keyring
from kiosk.store.engine import READS, sqlite_file
from kiosk.store.errors import StoreError, translate
from kiosk.store.keyfile import load, load_or_make
from kiosk.store.migrate import is_current, upgrade

T = TypeVar("T")

_AGAIN_S = 1.0


async def prepare(engine: AsyncEngine, settings: Settings, *, patience_s: float) -> Keyring:
    """The keys, after migrating the tables. Nothing is written before the key has been checked.

    Retries a database that is locked, or whose server does not answer, for `patience_s`. Raises `StoreError`.
    """
    end = asyncio.get_running_loop().time() + patience_s
    while True:
        try:
            return await _prepare(engine, settings)
        except (SQLAlchemyError, sqlite3.Error, StoreError) as error:
            trouble = error if isinstance(error, StoreError) else translate(error)
            if trouble.kind not in ("locked", "away") or asyncio.get_running_loop().time() >= end:
                raise trouble from (None if trouble is error else error)
        await asyncio.sleep(_AGAIN_S)


async def _prepare(engine: AsyncEngine, settings: Settings) -> Keyring:
    keys, may_hold = await checked_keys(engine, settings)
    if not settings.store.url:
        await asyncio.to_thread(_touch_private, settings.data_dir / "hall.db")
    if may_hold and await look(engine, lambda found: is_current(found) and canary.is_current(found, keys)):
        return keys  # so that a start needs no write: the disk may be full, or another program writing
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
        await connection.run_sync(canary.renew, keys)
    return keys


async def checked_keys(engine: AsyncEngine, settings: Settings) -> tuple[Keyring, bool]:
    """The keys, and whether there is a database. A key is made where nothing is sealed yet, and else never.

    Raises `LostKeyError` where something is sealed that does not open, `StoreError` where files of a copy are missing.
    """
    path, may_hold = settings.key_path, await asyncio.to_thread(database_may_hold, settings)
    if await asyncio.to_thread(path.exists):
        keys = await asyncio.to_thread(load, path)
        if may_hold:
            await look(engine, lambda connection: canary.check(connection, keys, path))
        vouched = may_hold and await look(engine, canary.holds_sealed)
        if not vouched and await asyncio.to_thread(sealed_files.opens, settings, keys) is False:
            raise canary.other(path, str(settings.data_dir))
        return keys, may_hold
    if may_hold and await look(engine, canary.holds_sealed):
        raise canary.missing(path, "the record")
    if await asyncio.to_thread(sealed_files.sealed_files, settings):
        raise canary.missing(path, f"{settings.data_dir} (recorded calls, or the journal)")
    return await asyncio.to_thread(load_or_make, path), may_hold


def database_may_hold(settings: Settings) -> bool:
    """Whether there is a database. Blocking. Raises `StoreError` where files of a copy of SQLite's are missing."""
    file = sqlite_file(settings.database_url)
    if file is None:
        return bool(settings.store.url)
    state = database_file.look_at(file)
    ran_here = (settings.data_dir / "hall-id").exists()  # it is made behind the tables
    if state == "bare" and (ran_here or not settings.key_path.exists()):
        raise database_file.bare(file)
    return state != "none"


async def look(engine: AsyncEngine, work: Callable[[Connection], T]) -> T:
    """Read in a transaction that does not wait for a writer."""
    async with engine.connect() as plain:
        connection = await plain.execution_options(**{READS: True})
        return await connection.run_sync(work)


def _touch_private(path: Path) -> None:
    """Restrict it and SQLite's files beside it to their owner: ids and times are unsealed. Failing is not fatal."""
    with contextlib.suppress(OSError):
        path.touch(mode=0o600)
