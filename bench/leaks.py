"""Does anything stay behind when citizens come and go? A real `kiosk serve`, and thousands of rude visits.

    python -m bench.leaks [--sessions 2000] [--at-once 16] [--idle-s 60]

Sampled twice a second over the server's whole process tree: resident memory, threads, open files, asyncio tasks and
conversations (from `/metrics`). Then the hall is left alone until every grace period is over, and a few pages stream
silence far faster than real time. The verdict is the slope of the last half by least squares, per thousand visits: the
first half may fill caches and arenas.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import numpy as np

from bench.clips import load_clips, render
from bench.hall_process import HallProcess, hall_running, roomy
from bench.leak_clients import Leaver, fates
from bench.processes import tree
from bench.table import preamble
from kiosk.config import load_settings
from kiosk.wire import MIC_SAMPLES, encode
from kiosk.wire import messages as m
from support.measures.figures import slope

#: More than this, per thousand visits in the last half of them, is a leak.
LIMITS = {"MB resident": 10.0, "threads": 1.0, "open files": 3.0, "asyncio tasks": 10.0}
#: Sessions linger so long after a connection broke, and keep their place: the hall's own grace would stretch the run.
_GRACE_S = 0.3
_SILENT_PAGES, _FASTER = 4, 20


@dataclass(frozen=True, slots=True)
class Sample:
    at: float
    visits: int
    phase: str
    values: dict[str, float]


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=16)
    parser.add_argument("--idle-s", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(preamble(), flush=True)
    settings = load_settings(None, os.environ)
    clips = await render(settings, settings.data_dir / "bench" / "citizens")
    extra = roomy(options.sessions) | {"KIOSK__TURNS__RESUME_GRACE_S": str(_GRACE_S)}
    async with hall_running(settings, extra) as hall, aiohttp.ClientSession() as http:
        watch = Watch(hall, http)
        watching = asyncio.create_task(watch.run(), name="leaks.watch")
        try:
            seen = await visits(watch, hall, clips, options)
            watch.phase = "left alone"
            await asyncio.sleep(_GRACE_S + 8)
            watch.phase = "idle"
            await silence(http, hall.ws, options.idle_s)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
    replaced = len(watch.pids) - round(watch.samples[0].values["processes"])
    if replaced:
        print(f"\n{replaced} processes were replaced on the way: memory that fell and rose again is theirs")
    return report(watch.samples, seen)


class Watch:
    """Looks at the server twice a second."""

    def __init__(self, hall: HallProcess, http: aiohttp.ClientSession) -> None:
        self._hall, self._http = hall, http
        self.visits, self.phase = 0, "before"
        self.samples: list[Sample] = []
        self.pids: set[int] = set()  # of all processes ever seen in the tree

    async def run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(0.5)

    async def look(self) -> None:
        usage = tree(self._hall.process.pid)
        self.pids |= usage.pids
        values = {"MB resident": usage.rss_mb, "threads": float(usage.threads), "open files": float(usage.files)}
        values["processes"] = float(len(usage.pids))
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with asyncio.timeout(10), self._http.get(self._hall.metrics) as answer:
                text = await answer.text()
            for name, gauge in (("asyncio tasks", "kiosk_tasks"), ("conversations", "kiosk_sessions")):
                if found := re.search(rf"^{gauge} ([0-9.e+]+)$", text, re.MULTILINE):
                    values[name] = float(found[1])
        if usage.rss_mb:
            self.samples.append(Sample(time.monotonic(), self.visits, self.phase, values))


async def visits(watch: Watch, hall: HallProcess, clips: Path, options: argparse.Namespace) -> Counter[str]:
    """All of them, `at_once` at a time."""
    await asyncio.sleep(2.5)
    watch.phase = "visits"
    seen: Counter[str] = Counter()
    sounds, left = load_clips(clips), iter(enumerate(fates(options.seed, options.sessions)))
    began = time.monotonic()

    async def one_after_another(http: aiohttp.ClientSession) -> None:
        for number, (where, how) in left:
            await Leaver(http, hall.ws, sounds, random.Random(f"{options.seed}/{number}")).visit(where, how, seen)
            watch.visits += 1
            if watch.visits % max(20, options.sessions // 20) == 0:
                last = watch.samples[-1].values
                print(
                    f"{watch.visits} visits, {time.monotonic() - began:.0f} s: {last['MB resident']:.0f} MB, "
                    f"{last['threads']:.0f} threads, {last['open files']:.0f} files, "
                    f"{last.get('asyncio tasks', float('nan')):.0f} tasks",
                    flush=True,
                )

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, force_close=True)) as http:
        await asyncio.gather(*(one_after_another(http) for _ in range(options.at_once)))
    return seen


async def silence(http: aiohttp.ClientSession, url: str, seconds: float) -> None:
    """A few pages in attract mode, twenty times faster than the clock."""
    frame, until = np.zeros(MIC_SAMPLES, "<i2").tobytes(), time.monotonic() + seconds

    async def page() -> None:
        ws = await http.ws_connect(url, protocols=("kiosk.v1",), max_msg_size=1 << 22, compress=0)
        await ws.send_str(encode(m.Hello(m.VERSION, "leaks", m.Abilities(True, True, True, False))))
        sample = 0
        while time.monotonic() < until:
            for _ in range(_FASTER):
                await ws.send_bytes(b"\x01\x02\x00\x00" + sample.to_bytes(4, "little") + frame)
                sample += MIC_SAMPLES
            await asyncio.sleep(0.02)
        await ws.close()

    print(f"{_SILENT_PAGES} pages of silence, {_FASTER} times faster than real time, {seconds:.0f} s ...", flush=True)
    if seconds > 0:
        await asyncio.gather(*(page() for _ in range(_SILENT_PAGES)))


def report(samples: list[Sample], seen: Counter[str]) -> int:
    """The table, and one line that says whether it leaks. 0: it does not."""
    during = [sample for sample in samples if sample.phase == "visits"]
    half = [sample for sample in during if sample.visits >= during[-1].visits / 2] if during else []
    phases = {phase: [s for s in samples if s.phase == phase] for phase in ("before", "visits", "left alone", "idle")}
    print("\nvisits: " + ", ".join(f"{name} {count}" for name, count in sorted(seen.items())))
    print("\n| | before | highest | left alone | after silence | slope, per 1,000 visits | idle, per hour |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    verdict = []
    for name in (*LIMITS, "processes", "conversations"):
        columns = {phase: [s.values[name] for s in some if name in s.values] for phase, some in phases.items()}
        if not all(columns[phase] for phase in ("before", "visits", "left alone")):
            continue
        rising = 1000 * slope(*_points(half, name, lambda sample: sample.visits))
        idle = 3600 * slope(*_points(phases["idle"], name, lambda sample: sample.at))
        ends = [f"{columns[phase][-1]:.0f}" if columns[phase] else "-" for phase in ("before", "left alone", "idle")]
        highest = max(max(values) for values in columns.values() if values)
        print(f"| {name} | {ends[0]} | {highest:.0f} | {ends[1]} | {ends[2]} | {rising:+.1f} | {idle:+.1f} |")
        if rising > LIMITS.get(name, float("inf")) and columns["left alone"][-1] > columns["before"][-1] * 1.02:
            verdict.append(f"{name} grow by {rising:.1f} per 1,000 visits (limit {LIMITS[name]:.0f})")
    if phases["left alone"] and phases["left alone"][-1].values.get("conversations", 0) > 0:
        verdict.append("conversations are left over when everybody has gone")
    print(f"\nverdict: {'; '.join(verdict) if verdict else 'nothing stays behind'}")
    return 1 if verdict else 0


def _points(samples: list[Sample], name: str, x: Callable[[Sample], float]) -> tuple[list[float], list[float]]:
    some = [sample for sample in samples if name in sample.values]
    return [float(x(sample)) for sample in some], [sample.values[name] for sample in some]


if __name__ == "__main__":
    try:
        raise SystemExit(asyncio.run(main()))
    except KeyboardInterrupt:
        raise SystemExit("stopped; nothing is left running") from None
