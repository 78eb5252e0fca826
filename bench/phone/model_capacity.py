"""How many calls a core carries with models: callers on AudioSocket who ask a question every 15 s, at a real hall."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bench.clips import Clip
from bench.hall_process import HallProcess
from bench.phone.asking import ask
from bench.phone.callers import HeardLine, call
from bench.phone.telephone_hall import START_S, WARM_CALLS, WARM_S, asked_before, questions, telephone_hall
from bench.processes import tree
from kiosk.config import Settings
from support.measures.figures import p50, p95
from support.measures.limited_run import Tell

#: The best figure of an open pipeline, from the end of speech to the first sound (ms).
LIMIT_MS = 1000.0
#: Seconds between two questions of a caller; between the beginnings of two calls; until the CPU is counted, for what
#: the hall did between two crowds to be over; and for the last answers.
_EVERY_S, _APART_S, _SETTLE_S, _LAST_S = 15.0, 0.5, 5.0, 8.0


@dataclass(slots=True)
class PhoneCrowd:
    """So many `calls` at once. `delays`: ms from the end of speech to the first word. `cores`: of the hall. `ended`: on
    which the hall hung up.
    """

    calls: int
    delays: list[float] = field(default_factory=list)
    lost: int = 0
    ended: int = 0
    cores: float = 0.0


class ModelCapacity:
    """A `Measurement`: `sizes` of crowds, each for `seconds`."""

    name = "capacity"

    def __init__(self, settings: Settings, sizes: list[int], seconds: float) -> None:
        self._settings, self._sizes, self._seconds = settings, sizes, seconds
        self.found: list[PhoneCrowd] = []

    @property
    def takes_s(self) -> float:
        return START_S + WARM_S + sum(self._seconds + size * _APART_S + _LAST_S for size in self._sizes)

    async def run(self, tell: Tell) -> None:
        clips = await questions(self._settings)
        async with telephone_hall(self._settings, max(self._sizes) + WARM_CALLS) as (hall, where):
            async with asked_before(where, clips, tell):
                pass
            for size in self._sizes:
                crowd = PhoneCrowd(size)
                self.found.append(crowd)
                await self._call(hall, where, clips, crowd)
                cut = f", {crowd.ended} calls ended by the hall" if crowd.ended else ""
                tell(f"{size} calls: {len(crowd.delays)} answers, {crowd.cores:.2f} cores{cut}")

    def show(self) -> bool:
        print(
            "\n| calls | questions | without an answer | first word p50 ms | p95 | cores of the hall | calls a core |"
        )
        print("|---:|---:|---:|---:|---:|---:|---:|")
        for crowd in self.found:
            times = [f"{figure(crowd.delays):.0f}" if crowd.delays else "-" for figure in (p50, p95)]
            load = [f"{crowd.cores:.2f}", f"{crowd.calls / crowd.cores:.1f}"] if crowd.cores else ["-", "-"]
            asked = len(crowd.delays) + crowd.lost
            print(f"| {crowd.calls} | {asked} | {crowd.lost} | " + " | ".join((*times, *load)) + " |")
        print(f"\nlimit: first word p50 {LIMIT_MS:.0f} ms")
        good = [each.delays and not each.ended and p50(each.delays) <= LIMIT_MS for each in self.found]
        return bool(good) and all(good)

    async def _call(self, hall: HallProcess, where: Settings, clips: list[Clip], crowd: PhoneCrowd) -> None:
        callers = [
            asyncio.create_task(self._caller(where, clips[n % len(clips) :] + clips[: n % len(clips)], n, crowd))
            for n in range(crowd.calls)
        ]
        try:
            crowd.cores = await self._cores(hall)
            await asyncio.gather(*callers)
        finally:
            for caller in callers:
                caller.cancel()
            await asyncio.gather(*callers, return_exceptions=True)

    async def _cores(self, hall: HallProcess) -> float:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(_SETTLE_S)
        before, began = tree(hall.process.pid).cpu_s, loop.time()
        await asyncio.sleep(self._seconds - _SETTLE_S)
        return (tree(hall.process.pid).cpu_s - before) / (loop.time() - began)

    async def _caller(self, where: Settings, clips: list[Clip], number: int, crowd: PhoneCrowd) -> None:
        loop = asyncio.get_running_loop()
        ends = loop.time() + self._seconds
        await asyncio.sleep(number * _APART_S)
        async with call(where, "audiosocket") as caller:
            line = HeardLine(caller)
            await line.sound(0.0)
            asked = 0
            while loop.time() < ends and not caller.hung_up.is_set():
                following = loop.time() + _EVERY_S
                found = await ask(caller, line, clips[asked % len(clips)])
                asked += 1
                if found.ms is None:
                    crowd.lost += 1
                else:
                    crowd.delays.append(found.ms)
                await asyncio.sleep(max(0.0, min(following, ends) - loop.time()))
            crowd.ended += caller.hung_up.is_set()
