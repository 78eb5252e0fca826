"""Keeping the record no longer than the settings say: once at the start, then a few times a day."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from kiosk.hall import Hall
from kiosk.store import StoreError

_EVERY_S = 6 * 3600


async def run(hall: Hall) -> None:
    """For ever. A store that fails is counted and asked again the next time."""
    started = datetime.now(UTC)
    await purge(hall)
    await asyncio.sleep(hall.settings.turns.restart_grace_s)
    await abandon(hall, started)
    while True:
        await asyncio.sleep(_EVERY_S)
        await purge(hall)


async def abandon(hall: Hall, before: datetime) -> None:
    """Close what a breakdown left open and nobody has come back to."""
    try:
        await hall.store.abandon(before, but=[session.id for session in hall.visitors.live])
    except StoreError as error:
        hall.metrics.store_fault(error.kind)


async def purge(hall: Hall) -> None:
    days = hall.settings.store.keep_days
    if not days:
        return
    try:
        await hall.store.purge(before=datetime.now(UTC) - timedelta(days=days))
    except StoreError as error:
        hall.metrics.store_fault(error.kind)
