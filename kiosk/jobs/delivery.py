"""Tries again what other systems have not accepted yet (`kiosk.hall.outbox`)."""

from __future__ import annotations

import asyncio

from kiosk.hall import Hall
from kiosk.store import StoreError

#: Seconds between two looks at the outbox.
EVERY_S = 5.0


async def run(hall: Hall) -> None:
    """Does not return. A record that fails is counted and read again at the next look."""
    while True:
        try:
            await hall.outbox.round()
            for kind, count in (await hall.store.to_do_counts()).items():
                hall.metrics.to_do(kind, count)
        except StoreError as error:
            hall.metrics.store_fault(error.kind)
        await asyncio.sleep(EVERY_S)
