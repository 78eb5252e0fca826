"""Rolls a canary back that does worse than the running version (`kiosk.publishing.verdict` says when)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from kiosk.hall import Hall
from kiosk.publishing.rules import PublishingError, PublishingRequest
from kiosk.publishing.verdict import FIRST, judged, looks
from kiosk.store import StoreError

#: Seconds from one count to the next.
COUNT_S = 10.0
#: Who the history names.
WATCH = "自动 automatic"


@dataclass(slots=True)
class CanaryWatch:
    """One per hall that follows the record. Halls that share a record all count all conversations; the first to find a
    canary worse stops it.
    """

    hall: Hall
    _looked: dict[tuple[int, int], int] = field(default_factory=dict)  # looks so far at (version, since when)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.count()
            await asyncio.sleep(COUNT_S)

    async def count(self) -> None:
        """Count once, and stop the canary if it is worse."""
        hall, versions = self.hall, self.hall.store.versions
        try:
            now = await versions.standing()
            if now.canary is None or now.live is None:
                return
            since = now.canary_since_ms
            canary = await versions.outcomes(now.versions[now.canary].hash, since)
            running = await versions.outcomes(now.versions[now.live].hash, since)
            run = (now.canary, since)
            verdict = judged(canary, running, self._looked.get(run, 0))
            if running.conversations >= FIRST:
                self._looked = {run: looks(canary.conversations)}
            if verdict is None:
                return
            reason = f"{verdict.told}，{canary.conversations} 次和 {running.conversations} 次办理"
            asked = PublishingRequest("halt", now.canary, WATCH, reason, expected_live=now.live)
            await versions.change(asked, two_persons=hall.settings.services.approval == "two_persons")
            hall.log.error("the canary was stopped: it does worse than the running version", version=run[0], why=reason)
        except StoreError as error:
            hall.metrics.store_fault(error.kind)
        except PublishingError:
            return  # another hall, or a person, was quicker
