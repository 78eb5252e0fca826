"""A measurement that says how long it takes and how far it is, and that ends: by itself, at its limit, or when it is
told to. What was found so far is shown in each case.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

#: Is given one line of progress.
Tell = Callable[[str], None]
#: Seconds that a measurement has to end its processes and calls, once its results are shown.
CLOSE_S = 30.0


class Measurement(Protocol):
    """`name`: for the first line. `takes_s`: about how long it takes on an idle machine (s)."""

    @property
    def name(self) -> str: ...
    @property
    def takes_s(self) -> float: ...

    async def run(self, tell: Tell) -> None:
        """Until everything is measured. May be cancelled at any await."""
        ...

    def show(self) -> bool:
        """Print what was found so far. Whether it is enough, and within the measurement's own limits."""
        ...


async def carry_out(
    measurement: Measurement, limit_s: float, stop: asyncio.Event, out: Callable[[str], None] = print
) -> bool:
    """Run it for at most `limit_s`, or until `stop` is set, and show the results before it is cancelled.

    Whether it ended by itself and its results are good. Raises what `run` raises, after the results were shown.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()

    def tell(line: str) -> None:
        out(f"[{loop.time() - began:4.0f} s] {line}")

    out(f"{measurement.name}: takes about {measurement.takes_s:.0f} s, ends after {limit_s:.0f} s at the latest")
    running = asyncio.create_task(measurement.run(tell), name="measurement")
    stopping = asyncio.create_task(stop.wait(), name="measurement.stop")
    try:
        await asyncio.wait((running, stopping), timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        whole = running.done()
        if not whole:
            tell(f"{'interrupted' if stop.is_set() else 'the limit is reached'}: what follows is a part of it")
        elif running.exception() is not None:
            tell("failed: what follows is a part of it")
        good = measurement.show()
    finally:
        for task in (running, stopping):
            task.cancel()
        await asyncio.wait((running, stopping), timeout=CLOSE_S)
    if whole:
        running.result()
    return whole and good
