"""What the halls on one PostgreSQL database tell each other and keep nowhere, such as who has a draft open.

Short, sealed with the key that they share, and lost while a connection is down: whoever sends one sends it again and
again. SQLite is one hall's own: there is nobody to tell.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import secrets
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from kiosk.store.crypto import Keyring
from kiosk.store.engine import READS
from kiosk.store.errors import StoreError
from kiosk.store.listening import Listener

_CHANNEL, _PLACE = "hall_signals", "signals/message/sealed"
#: Characters of the longest that is sent; PostgreSQL takes 7999 bytes.
_LONGEST = 6000

Heard = Callable[[Mapping[str, str]], None]


class _Signal(msgspec.Struct):
    sender: str
    kind: str
    message: dict[str, str]


class HallSignals:
    """`on` says who is told of a kind; nothing is heard before `listen`."""

    def __init__(self, engine: AsyncEngine, keys: Keyring) -> None:
        self._engine, self._keys = engine, keys
        self._own = secrets.token_hex(8)
        self._told: dict[str, Heard] = {}
        self._listener = Listener(engine, _CHANNEL, self._on_notice)

    def on(self, kind: str, heard: Heard) -> None:
        """`heard` is called with each message of this kind that another process sends."""
        self._told[kind] = heard

    async def listen(self) -> None:
        """Raises nothing."""
        await self._listener.begin()

    async def send(self, kind: str, message: Mapping[str, str]) -> None:
        """Raises nothing: what is not heard is sent again."""
        if self._engine.dialect.driver != "asyncpg":
            return
        plain = msgspec.json.encode(_Signal(self._own, kind, dict(message)))
        payload = base64.b64encode(self._keys.seal_bytes(plain, _PLACE)).decode()
        if len(payload) > _LONGEST:
            return
        asyncpg: Any = self._engine.dialect.loaded_dbapi
        asyncpg = asyncpg.asyncpg
        failures = (StoreError, SQLAlchemyError, OSError, asyncpg.InterfaceError, asyncpg.PostgresError)
        with contextlib.suppress(*failures):
            async with self._engine.connect() as plain_connection:
                connection = await plain_connection.execution_options(**{READS: True})  # it waits for no writer
                await connection.execute(select(func.pg_notify(_CHANNEL, payload)))
                await connection.commit()

    async def close(self) -> None:
        await self._listener.close()

    def _on_notice(self, payload: str) -> None:
        try:
            sealed = base64.b64decode(payload, validate=True)
            signal = msgspec.json.decode(self._keys.open_bytes(sealed, _PLACE), type=_Signal)
        except (binascii.Error, StoreError, msgspec.MsgspecError):
            return  # of a hall with another key, or of no hall
        if signal.sender != self._own and (heard := self._told.get(signal.kind)) is not None:
            heard(signal.message)
