"""What the way through the hall adds to a call, per direction and surface, and how many calls a core carries: without
models (`bench.phone.deaf_hall`), over real sockets, on one monotonic clock.

up      from the sending of a frame of 20 ms to the session's ears
down    from the clerk's first sound given to the line to the caller's ear, with what waits in the peer's queue
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import numpy as np

from asr import RATE
from bench.phone.deaf_hall import LOUD, phone_settings
from bench.processes import running, tree
from kiosk.client.phone.surfaces import SURFACES, calling, gateway_of, line_address, new_call_id
from kiosk.client.phone_caller import PhoneCaller, is_loud
from kiosk.config import Settings
from kiosk.wire.phone.dialects import DIALECTS
from support.measures.figures import p50, p95

#: Most that the way may add, ms at p95: the frame itself, the two clocks of 20 ms, and the lead that is sent ahead.
LIMIT_MS = {"up": 40.0, "down": 160.0}
#: Calls that a core must carry without models.
LIMIT_CALLS = 100.0


@dataclass(slots=True)
class DeafHall:
    """The process, and what it told."""

    process: asyncio.subprocess.Process
    settings: Settings
    up: list[float] = field(default_factory=list)
    down: list[float] = field(default_factory=list)

    async def listen(self) -> None:
        """Until it ends."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            told = json.loads(line)
            for name in ("up", "down"):
                if name in told:
                    getattr(self, name).append(told[name])


@contextlib.asynccontextmanager
async def deaf_hall(carrier: str, calls: int) -> AsyncIterator[DeafHall]:
    command = (sys.executable, "-c", "from bench.phone.deaf_hall import main; main()", carrier, str(calls))
    async with running(*command, pipe=True) as process:
        assert process.stdout is not None
        ports = json.loads(await process.stdout.readline())
        settings = Settings()
        hall = DeafHall(
            process,
            replace(
                settings,
                phone=replace(phone_settings(carrier, calls), port=ports["audiosocket"], sip_port=ports["sip"]),
                public=replace(settings.public, port=ports["public"]),
            ),
        )
        listening = asyncio.create_task(hall.listen())
        try:
            yield hall
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


@contextlib.asynccontextmanager
async def one_call(hall: DeafHall, surface: str) -> AsyncIterator[PhoneCaller]:
    call_id = new_call_id(surface, hall.settings.phone)
    gateway = gateway_of(surface, call_id)
    async with calling(hall.settings, surface, gateway, line_address(hall.settings, surface), call_id) as caller:
        yield caller


async def run(*, tries: int, calls: int, seconds: float) -> int:
    """`tries`: words a surface. `calls`: up at once for `seconds`. 1: a limit was passed."""
    passed = await _latency(tries)
    return passed | await _capacity(calls, seconds)


async def _latency(tries: int) -> int:
    print("\n| surface | words | up p50 ms | p95 | down p50 ms | p95 |\n|---|---:|---:|---:|---:|---:|")
    worst = {"up": 0.0, "down": 0.0}
    for surface in SURFACES:
        async with (
            deaf_hall(surface if surface in DIALECTS else "twilio", 2) as hall,
            one_call(hall, surface) as caller,
        ):
            up, down = await _words(hall, caller, tries)
        worst = {"up": max(worst["up"], p95(up)), "down": max(worst["down"], p95(down))}
        print(
            f"| {surface} | {len(up)} | {p50(up):.1f} | {p95(up):.1f} | {p50(down):.1f} | {p95(down):.1f} |", flush=True
        )
    for way, limit in LIMIT_MS.items():
        print(f"{way}: {worst[way]:.0f} ms at the worst p95, limit {limit:.0f}")
    return int(any(worst[way] > limit for way, limit in LIMIT_MS.items()))


async def _words(hall: DeafHall, caller: PhoneCaller, tries: int) -> tuple[list[float], list[float]]:
    """Milliseconds up and down, of as many loud frames, each after the clerk has fallen silent."""
    word, up, down = np.full(RATE // 50, 2 * LOUD, np.int16), list[float](), list[float]()
    for _ in range(tries):
        await caller.turn(quiet_s=0.3)
        ups, downs, since = len(hall.up), len(hall.down), len(caller.heard)
        sent = await caller.speak(word)
        await caller.turn(quiet_s=0.1)
        heard = next(at for at, pcm in zip(caller.heard_at[since:], caller.heard[since:], strict=True) if is_loud(pcm))
        if len(hall.up) > ups and len(hall.down) > downs:
            up.append((hall.up[ups] - sent) * 1000)
            down.append((heard - hall.down[downs]) * 1000)
    return up, down


async def _capacity(calls: int, seconds: float) -> int:
    """Callers who talk and listen all the time, on AudioSocket; the hall's CPU alone is counted."""
    async with deaf_hall("twilio", calls) as hall, contextlib.AsyncExitStack() as stack:
        for _ in range(calls):
            await stack.enter_async_context(one_call(hall, "audiosocket"))
        await asyncio.sleep(2)
        before, began = tree(hall.process.pid).cpu_s, asyncio.get_running_loop().time()
        await asyncio.sleep(seconds)
        cores = (tree(hall.process.pid).cpu_s - before) / (asyncio.get_running_loop().time() - began)
    per_core = calls / max(cores, 1e-6)
    print(f"\n{calls} calls at once for {seconds:.0f} s: {cores:.2f} cores of the hall, {per_core:.0f} calls a core")
    print(f"limit {LIMIT_CALLS:.0f} calls a core")
    return int(per_core < LIMIT_CALLS)
