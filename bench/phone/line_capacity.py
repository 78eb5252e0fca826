"""How many calls a core carries without models: callers who talk to the clerk and hear her all the time, over real
sockets. The CPU of the hall alone is counted; the callers are in this process, on another core.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from bench.phone.callers import LineCaller, line_call
from bench.phone.deaf_hall_process import START_S, DeafHall, carrier_for, deaf_hall
from bench.phone.transport import word
from bench.processes import tree
from kiosk.wire.phone.events import FRAME_MS
from support.measures.figures import p95
from support.measures.limited_run import Tell

#: Calls that a core must carry without models.
LIMIT_CALLS = 100.0
#: Of each kind of wire one: TCP, a WebSocket with binary sound, one with base64 in JSON, UDP.
WIRES = ("audiosocket", "chan-websocket", "twilio", "sip")
#: Seconds between two words of a caller, and how many times faster than a person the clerk speaks: her answer fills
#: about half of them.
_EVERY_S, _QUICKER = 5.0, 3.0
#: Seconds until all calls have begun, and of each call until it has; and for what the hall has told to be read.
_SETTLE_S, _BEGIN_S, _READ_S = 3.0, 0.05, 0.2
#: Share of a core from which the callers themselves may be late.
_BUSY = 0.9


@dataclass(frozen=True, slots=True)
class CarriedCalls:
    """`cores`: of the hall; `callers`: cores of this process. `said`, `heard`: words of all callers, and how many of
    them the hall heard. `gaps`: ms between two frames that a caller heard.
    """

    calls: int
    cores: float
    callers: float
    said: int
    heard: int
    gaps: list[float]

    @property
    def per_core(self) -> float:
        return self.calls / max(self.cores, 1e-6)


class LineCapacity:
    """A `Measurement`: `calls` at once for `seconds`, on each of `surfaces`."""

    name = "line-capacity"

    def __init__(self, calls: int, seconds: float, surfaces: tuple[str, ...] = WIRES) -> None:
        self._calls, self._seconds, self._surfaces = calls, seconds, surfaces
        self.found: dict[str, CarriedCalls] = {}

    @property
    def takes_s(self) -> float:
        return len(self._surfaces) * (START_S + 2 * self._calls * _BEGIN_S + _SETTLE_S + self._seconds)

    async def run(self, tell: Tell) -> None:
        for surface in self._surfaces:
            carrier = carrier_for(surface)
            async with deaf_hall(carrier, self._calls, _QUICKER) as hall, contextlib.AsyncExitStack() as stack:
                tell(f"{surface}: {self._calls} calls begin")
                begun = [line_call(hall.settings, surface) for _ in range(self._calls)]
                callers = [await stack.enter_async_context(each) for each in begun]
                carried = self.found[surface] = await _carried(hall, callers, self._seconds)
            tell(f"{surface}: {carried.cores:.2f} cores of the hall")

    def show(self) -> bool:
        heads = (
            "calls | cores of the hall | calls a core | words heard | frames heard apart by, p95 ms | callers' cores"
        )
        print(f"\n| surface | {heads} |\n|---|---:|---:|---:|---:|---:|---:|")
        for surface, each in self.found.items():
            row = f"{each.calls} | {each.cores:.2f} | {each.per_core:.0f} | {each.heard} of {each.said}"
            print(f"| {surface} | {row} | {p95(each.gaps):.1f} | {each.callers:.2f} |")
        if any(each.callers > _BUSY for each in self.found.values()):
            print("\nthe callers' own process was busy: its frames may have been late, and the hall had less to do")
        fewest = min((each.per_core for each in self.found.values()), default=0.0)
        print(f"\nfewest calls a core {fewest:.0f}, limit {LIMIT_CALLS:.0f}")
        return fewest >= LIMIT_CALLS


async def _carried(hall: DeafHall, callers: list[LineCaller], seconds: float) -> CarriedCalls:
    loop, said = asyncio.get_running_loop(), list[float]()
    talking = [
        asyncio.create_task(_talk(caller, number / len(callers) * _EVERY_S, said))
        for number, caller in enumerate(callers)
    ]
    try:
        await asyncio.sleep(_SETTLE_S)
        began, cpu, own = loop.time(), tree(hall.process.pid).cpu_s, _own_cpu_s()
        await asyncio.sleep(seconds)
        ended = loop.time()
        cores = (tree(hall.process.pid).cpu_s - cpu) / (ended - began)
        callers_cores = (_own_cpu_s() - own) / (ended - began)
        await asyncio.sleep(_READ_S)
    finally:
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)
    return CarriedCalls(
        len(callers),
        cores,
        callers_cores,
        said=_within(said, began, ended),
        heard=_within(hall.up, began, ended),
        gaps=[gap for caller in callers for gap in _gaps(caller, began, ended)],
    )


async def _talk(caller: LineCaller, first_s: float, said: list[float]) -> None:
    """A word every so often, until cancelled."""
    await asyncio.sleep(first_s)
    while True:
        said.append(await caller.speak(word()))
        await asyncio.sleep(_EVERY_S - FRAME_MS / 1000)


def _within(times: Iterable[float], began: float, ended: float) -> int:
    return sum(began <= at < ended for at in times)


def _gaps(caller: LineCaller, began: float, ended: float) -> list[float]:
    heard = [at for at in caller.heard_at if began <= at < ended]
    return [float(gap) for gap in np.diff(heard) * 1000]


def _own_cpu_s() -> float:
    times = os.times()
    return times.user + times.system
