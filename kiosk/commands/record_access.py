"""The record, for a command that reads or changes one thing in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from kiosk.config import Settings
from kiosk.store import Store

T = TypeVar("T")


def with_store(settings: Settings, work: Callable[[Store], Awaitable[T]]) -> T:
    """What `work` gives. Raises `StoreError`, `KeyFileError`."""

    async def run() -> T:
        store = await Store.open(settings)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())
