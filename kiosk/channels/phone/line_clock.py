"""The 20 ms clock of a call: never ahead of the monotonic clock, and no burst after the process stood still."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from kiosk.wire.phone.events import FRAME_MS

FRAME_S = FRAME_MS / 1000
#: Frames by which the clock may be late and still send them all: a telephone's jitter buffer takes these up. What is
#: later is skipped, or each stall would stay in the call as delay.
CATCH_UP = 3


async def run_line_clock(tick: Callable[[], None]) -> None:
    """Call `tick` every 20 ms, the first time at once, until cancelled."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        now = loop.time()
        if now - due > CATCH_UP * FRAME_S:
            due = now
        tick()
        due += FRAME_S
        await asyncio.sleep(max(0.0, due - loop.time()))
