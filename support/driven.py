"""A driver that runs in a test, and what it has told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from kiosk.devices.driver import DeviceEvent, Driver


class Driven:
    def __init__(self, driver: Driver) -> None:
        self.events: list[DeviceEvent] = []
        self._news = asyncio.Event()
        self.task = asyncio.create_task(driver.run(self._report))

    def _report(self, event: DeviceEvent) -> None:
        if not self.events or self.events[-1] != event:
            self.events.append(event)
            self._news.set()

    async def first(self) -> DeviceEvent:
        """What it tells first. Raises what the driver raises."""
        await self._until(lambda: bool(self.events))
        return self.events[0]

    async def until(self, event: DeviceEvent, times: int = 1) -> None:
        """Wait until it has told this so often. Raises what the driver raises."""
        await self._until(lambda: self.events.count(event) >= times)

    async def _until(self, so: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not so():
                self._news.clear()
                news = asyncio.create_task(self._news.wait())
                await asyncio.wait([news, self.task], return_when=asyncio.FIRST_COMPLETED)
                news.cancel()
                if self.task.done():
                    self.task.result()

    def count(self, event: DeviceEvent) -> int:
        return self.events.count(event)


@asynccontextmanager
async def driven(driver: Driver) -> AsyncIterator[Driven]:
    one = Driven(driver)
    try:
        yield one
    finally:
        one.task.cancel()
        await asyncio.gather(one.task, return_exceptions=True)
