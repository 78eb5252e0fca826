"""`bench.phone.deaf_hall` as a process: where it listens, and the times that it tells."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from bench.phone.deaf_hall import phone_settings
from bench.processes import running
from kiosk.config import Settings
from kiosk.wire.phone.dialects import DIALECTS

#: Seconds from its start until it takes calls, on an idle machine.
START_S = 6.0
_CARRIER = "twilio"


@dataclass(slots=True)
class DeafHall:
    """`settings`: by which it is called. `up`, `down`: s of the machine's monotonic clock, as loop times are."""

    process: asyncio.subprocess.Process
    settings: Settings
    up: list[float] = field(default_factory=list)
    down: list[float] = field(default_factory=list)

    async def listen(self) -> None:
        """Until it ends."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            for way, at in json.loads(line).items():
                (self.up if way == "up" else self.down).append(at)


def carrier_for(surface: str) -> str:
    """The carrier's dialect that the hall of `surface` speaks: a hall speaks one."""
    return surface if surface in DIALECTS else _CARRIER


@contextlib.asynccontextmanager
async def deaf_hall(carrier: str, calls: int, quicker: float) -> AsyncIterator[DeafHall]:
    """All surfaces, and of the carriers one; for so many calls at once. `quicker`: as `bench.phone.deaf_hall.serve`."""
    start = "from bench.phone.deaf_hall import main; main()"
    command = (sys.executable, "-c", start, carrier, str(calls), str(quicker))
    async with running(*command, pipe=True) as process:
        assert process.stdout is not None
        line = await process.stdout.readline()
        if not line:
            raise SystemExit("the hall without models did not start; what it wrote stands above")
        ports, settings = json.loads(line), Settings()
        phone = replace(phone_settings(carrier, calls), port=ports["audiosocket"], sip_port=ports["sip"])
        hall = DeafHall(process, replace(settings, phone=phone, public=replace(settings.public, port=ports["public"])))
        listening = asyncio.create_task(hall.listen())
        try:
            yield hall
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
