"""Checks before the first use of a record: its key, and its schema version."""

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
from kiosk.store import canary
from kiosk.store.crypto import Keyring
from kiosk.store.engine import READS
from kiosk.store.errors import translate
from kiosk.store.keyfile import load, load_or_make
from kiosk.store.migrate import is_current, upgrade

T = TypeVar("T")

_AGAIN_S = 1.0


async def prepare(engine: AsyncEngine, settings: Settings, *, patience_s: float) -> Keyring:
    """The keys, after migrating the tables. Nothing is written before the key has been checked.

    Retries a locked database for `patience_s`. Raises `StoreError`.
    """
    end = asyncio.get_running_loop().time() + patience_s
    while True:
        try:
            return await _prepare(engine, settings)
        except (SQLAlchemyError, sqlite3.Error) as error:
            trouble = translate(error)
            if trouble.kind != "locked" or asyncio.get_running_loop().time() >= end:
                raise trouble from error
        await asyncio.sleep(_AGAIN_S)


async def _prepare(engine: AsyncEngine, settings: Settings) -> Keyring:
    path, own_file = settings.key_path, settings.data_dir / "hall.db"
    may_hold = bool(settings.store.url) or own_file.exists()
    if await asyncio.to_thread(path.exists):
        keys = await asyncio.to_thread(load, path)
        if may_hold:
            await _look(engine, lambda connection: canary.check(connection, keys, path))
    else:
        if may_hold and await _look(engine, canary.holds_sealed):
            raise canary.missing(path)
        keys = await asyncio.to_thread(load_or_make, path)
    if not settings.store.url:
        await asyncio.to_thread(_touch_private, own_file)
    if may_hold and await _look(engine, lambda found: is_current(found) and canary.is_current(found, keys)):
        return keys  # so that a start needs no write: the disk may be full, or another program writing
    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
        await connection.run_sync(canary.renew, keys)
    return keys


async def _look(engine: AsyncEngine, work: Callable[[Connection], T]) -> T:
    async with engine.connect() as plain:
        connection = await plain.execution_options(**{READS: True})
        return await connection.run_sync(work)


def _touch_private(path: Path) -> None:
    """Restrict it and SQLite's files beside it to their owner: ids and times are unsealed. Failing is not fatal."""
    with contextlib.suppress(OSError):
        path.touch(mode=0o600)
