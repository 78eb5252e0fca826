"""A simulated receipt printer: each slip becomes a PNG file."""

from __future__ import annotations

import asyncio
from pathlib import Path

from kiosk.devices.driver import DeviceError
from kiosk.devices.font import SlipFont
from kiosk.devices.simulated.device import SimulatedDevice
from kiosk.wire.messages import DeviceCondition, PrintOutcome

#: Files that are kept: the oldest goes for a new one.
KEPT = 50
#: Seconds that a slip takes.
PRINT_S = 1.0


class SimulatedPrinter(SimulatedDevice):
    """`folder`: where the files go; `font`: as in the settings. `paper`: whether there is any."""

    def __init__(self, folder: Path, font: Path | None = None) -> None:
        super().__init__()
        self._folder, self._font = folder, font
        self.paper = True

    @property
    def condition(self) -> DeviceCondition:
        return "ready" if self.paper else "paper_out"

    def load(self, paper: bool) -> None:
        self.paper = paper
        self.changed()

    async def print(self, picture: bytes) -> PrintOutcome:
        await asyncio.to_thread(SlipFont, self._font)
        await asyncio.sleep(PRINT_S)  # in this time the paper may end and the cable be pulled
        if not self.plugged:
            raise DeviceError("unplugged", "a simulated printer whose cable was pulled")
        if not self.paper:
            raise DeviceError("paper_out", "a simulated printer without paper")
        await asyncio.to_thread(self._keep, picture)
        return "printed"

    def _keep(self, picture: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        slips = sorted(self._folder.glob("slip-*.png"))
        last = int(slips[-1].stem.removeprefix("slip-")) if slips else 0
        for old in slips[: max(0, len(slips) - KEPT + 1)]:
            old.unlink(missing_ok=True)
        (self._folder / f"slip-{last + 1:06}.png").write_bytes(picture)
