"""The tasks of a listener's calls: a call that breaks is counted and logged, and at the end none is left."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from kiosk.hall import Hall


class CallTasks:
    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, call: Coroutine[Any, Any, None], name: str = "phone.call") -> None:
        task = asyncio.create_task(call, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._over)

    async def close(self) -> None:
        """End all of them."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._hall.metrics.fault("phone")
            self._hall.log.error("call broke", error=type(error).__name__, exc_info=error)
