"""Keeping the record no longer than the settings say: once at the start, then a few times a day."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from kiosk.hall import Hall
from kiosk.store import StoreError

_EVERY_S = 6 * 3600


async def run(hall: Hall) -> None:
    """For ever. A store that fails is counted and asked again the next time."""
    try:
        await hall.store.abandon(before=datetime.now(UTC))  # left open by a crash
    except StoreError as error:
        hall.metrics.store_fault(error.kind)
    while True:
        await purge(hall)
        await asyncio.sleep(_EVERY_S)


async def purge(hall: Hall) -> None:
    days = hall.settings.store.keep_days
    if not days:
        return
    try:
        await hall.store.purge(before=datetime.now(UTC) - timedelta(days=days))
    except StoreError as error:
        hall.metrics.store_fault(error.kind)
