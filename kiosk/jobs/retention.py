"""Closes conversations that a breakdown left open, and purges the record after `store.keep_days`."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from kiosk.hall import Hall
from kiosk.jobs.recovery import Recovery
from kiosk.store import StoreError, recordings

#: Seconds between two looks at open conversations and at the clock.
_EVERY_S = 300.0
#: Looks from one purge to the next: six hours.
_PURGE_EVERY = 72


async def run(hall: Hall) -> None:
    """Does not return. A store that fails is counted and tried again at the next look."""
    loop = asyncio.get_running_loop()
    chore, recovery = Retention(hall), Recovery(hall)
    await chore.look(0.0, purge=True)
    looked, looks = loop.time(), 0
    wait_s = hall.settings.turns.restart_grace_s  # for this long a page may still resume what was left open
    while True:
        await asyncio.sleep(wait_s)
        await recovery.round()
        looks, now = looks + 1, loop.time()
        await chore.look(now - looked, purge=looks % _PURGE_EVERY == 0)
        looked, wait_s = now, _EVERY_S


class Retention:
    """Purges while the clock is trusted; logs once when it is not, and once when it is again."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._verdict = "believed"

    async def look(self, ran_s: float, *, purge: bool) -> None:
        """`ran_s`: seconds since the last look, by the monotonic clock."""
        hall, before = self._hall, self._verdict
        try:
            self._verdict = await hall.store.look_at_clock(ran_s)
            if self._verdict != before:
                self._tell()
            if self._verdict == "believed" and (purge or before != "believed"):
                await self._purge()
        except StoreError as error:
            hall.metrics.store_fault(error.kind)

    async def _purge(self) -> None:
        hall, now = self._hall, self._hall.store.believed  # it may have jumped since
        settings = hall.settings
        if settings.store.keep_days:
            await self._purge_record(now - timedelta(days=settings.store.keep_days))
        await hall.store.drafts.purge()
        oldest = now - timedelta(days=settings.phone.record_days)
        try:
            deleted = await asyncio.to_thread(
                recordings.purge, settings.recordings_dir, round(oldest.timestamp() * 1000)
            )
        except OSError as error:
            hall.log.error("old recordings of calls cannot be deleted", error=type(error).__name__)
        else:
            if deleted:
                hall.log.info("old recordings of calls were deleted", count=deleted)

    async def _purge_record(self, before: datetime) -> None:
        """Purge, count again what is still older, and note both for ever: that it was done can be shown."""
        hall = self._hall
        count = await hall.store.purge(before=before)
        left = await hall.store.overdue(before)
        told = ", ".join(f"{table} {rows}" for table, rows in left.items()) or "0"
        await hall.store.event("purged", detail=f"before {before.isoformat(timespec='seconds')}: {count}; left: {told}")
        if left:
            hall.log.error("the purge left rows that are overdue; they are tried again in six hours", count=told)

    def _tell(self) -> None:
        if self._verdict == "believed":
            self._hall.log.warning("the clock is believed again; old conversations are deleted as set")
        else:
            self._hall.log.error(
                "the clock is far from the time last recorded; nothing is deleted until it is set right, or has run "
                "on for a week; see: kiosk doctor",
                state=self._verdict,
            )
