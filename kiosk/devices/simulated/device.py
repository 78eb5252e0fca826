"""What all simulated devices have: a cable that can be pulled."""

from __future__ import annotations

import asyncio

from kiosk.devices.driver import Became, DeviceError, DeviceEvent, Report
from kiosk.wire.messages import DeviceCondition


class SimulatedDevice:
    """A `Driver`. While it is unplugged, `run` raises."""

    def __init__(self) -> None:
        self.plugged = True
        self._changed = asyncio.Event()
        self._report: Report | None = None

    def plug(self, plugged: bool) -> None:
        self.plugged = plugged
        self._changed.set()

    @property
    def condition(self) -> DeviceCondition:
        return "ready"

    async def run(self, report: Report) -> None:
        self._report = report
        try:
            while True:
                if not self.plugged:
                    raise DeviceError("unplugged", "a simulated device whose cable was pulled")
                report(Became(self.condition))
                self._changed.clear()
                await self._changed.wait()
        finally:
            self._report = None

    def tell(self, event: DeviceEvent) -> None:
        """Nothing where the device is unplugged."""
        if self._report is not None and self.plugged:
            self._report(event)

    def changed(self) -> None:
        """`condition` is another now."""
        self._changed.set()
