"""A long day in a hall: pages that wait, citizens who come one after the other, and those who make it hard for them.

    python -m bench.soak --minutes 60 --pages 64 [--without-attack] [--citizens 3] [--rehearse] [--json FILE]

`kiosk serve` runs as a process of its own with the real models. All but a few of the pages stand in attract mode with
their microphones open (`bench.load`). Citizens are served by text, touch and key, one after the other at a person's
pace; how long an answer takes is measured at the client, from sending to the first `say`. Beside them: one hostile
client (`bench.hostile`), one talker who never pauses, two citizens who walk away in mid-conversation. Run it once with
and once `--without-attack`: p95 may be 1.3 times as long, the log may grow by 1 MB an hour, memory must stay.
`--rehearse` waits until every fixed prompt is in the cache, as in a hall after its first hour; else the answers to the
talker are synthesised while the clock runs.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from bench.clips import load_clips, render
from bench.hall_process import HallProcess, hall_running
from bench.hostile import command
from bench.load import Plan
from bench.machine import describe
from bench.processes import running, tree
from bench.soak_citizens import Served, serve_one, talk_without_end, walk_away
from kiosk.config import Settings, load_settings
from support.measures.figures import slope

#: Seconds between two looks at memory and files, and between two citizens at one kiosk.
_LOOK_S, _PAUSE_S = 5.0, 3.0
#: The first share of the run is not looked at for slopes: caches fill.
_WARM = 0.25
_WALKERS, _TALKERS = 2, 1


@dataclass(slots=True)
class Day:
    """What was seen of the server: (seconds, MB) of the process with the event loop and of its whole tree, open files
    of the tree, bytes of log; CPU-seconds so far of the process with the event loop and of the tree.
    """

    cpu: list[tuple[float, float, float]] = field(default_factory=list)  # seconds, process, tree
    memory: list[tuple[float, float]] = field(default_factory=list)
    trees: list[tuple[float, float]] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    log: list[int] = field(default_factory=list)

    def facts(self, seconds: float) -> dict[str, Any]:
        (began, hall_first, tree_first), (ended, hall_last, tree_last) = self.cpu[0], self.cpu[-1]
        of_hall, of_tree = hall_last - hall_first, tree_last - tree_first
        facts: dict[str, Any] = {
            "cores_hall": round(of_hall / (ended - began), 3),
            "cores_recognisers": round((of_tree - of_hall) / (ended - began), 3),
            "log_mb_per_h": round((self.log[-1] - self.log[0]) / 2**20 / seconds * 3600, 3),
            "files": [self.files[0], max(self.files), self.files[-1]],
        }
        for name, seen in (("rss_mb", self.memory), ("tree_rss_mb", self.trees)):
            steady = [one for one in seen if one[0] >= seconds * _WARM]
            facts[name] = [round(seen[0][1]), round(seen[-1][1])]
            facts[f"{name}_by_minute"] = [round(mb) for _, mb in seen[:: round(60 / _LOOK_S)]]
            facts[f"{name}_per_h"] = round(slope([at for at, _ in steady], [mb for _, mb in steady]) * 3600, 1)
        return facts


async def watch(hall: HallProcess, log: Path, day: Day) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    while True:
        usage = tree(hall.process.pid)
        at = loop.time() - began
        own = psutil.Process(hall.process.pid).cpu_times()
        day.cpu.append((at, own.user + own.system, usage.cpu_s))
        day.memory.append((at, psutil.Process(hall.process.pid).memory_info().rss / 2**20))
        day.trees.append((at, usage.rss_mb))
        day.files.append(usage.files)
        day.log.append(log.stat().st_size)
        await asyncio.sleep(_LOOK_S)


async def citizens(url: str, kiosk: int, served: Served, until: float) -> None:
    """One kiosk: a citizen, a pause, the next."""
    draw = random.Random(kiosk)
    await asyncio.sleep(draw.uniform(0, 5))
    while asyncio.get_running_loop().time() < until:
        await serve_one(url, draw, served)
        await asyncio.sleep(_PAUSE_S)


async def soak(settings: Settings, options: argparse.Namespace) -> dict[str, Any]:
    seconds = options.minutes * 60
    clips = await render(settings, settings.data_dir / "bench" / "clips")
    idle = options.pages - options.citizens - _WALKERS - _TALKERS
    extra = {
        "KIOSK__LIMITS__CONNECTIONS": str(options.pages + 16),  # the hostile client is one more page
        "KIOSK__LIMITS__SESSIONS": "12",
        "KIOSK__LOG__LEVEL": "info",
    }
    log, day, served = settings.data_dir / "bench" / "serve.log", Day(), Served()
    async with hall_running(settings, extra, rehearse=options.rehearse) as hall, contextlib.AsyncExitStack() as stack:
        print(f"warming: {options.citizens} citizens, so that what is always said is in the cache", flush=True)
        await asyncio.gather(*(serve_one(hall.ws, random.Random(n), Served()) for n in range(options.citizens)))
        waiting = Plan(hall.ws, str(clips), max(1, idle), seconds + 30, kind="idle")
        await stack.enter_async_context(running(*waiting.command(), log=log.with_name("soak-pages.log")))
        hostile_log = log.with_name("soak-hostile.log")
        attackers: list[Coroutine[Any, Any, None]] = []
        if not options.without_attack:
            # The hostile client ends a moment before it is ended, and so can say what it was answered.
            hostile = command(hall.ws, seconds - 5)
            await stack.enter_async_context(running(*hostile, log=hostile_log))
            speech = np.concatenate([clip.pcm for clip in load_clips(clips)])
            attackers = [talk_without_end(hall.ws, speech), *(walk_away(hall.ws, n) for n in range(_WALKERS))]
        until = asyncio.get_running_loop().time() + seconds
        beside = [asyncio.create_task(one) for one in (watch(hall, log, day), *attackers)]
        await asyncio.gather(*(citizens(hall.ws, n, served, until) for n in range(options.citizens)))
        for task in beside:
            task.cancel()
        troubles = [
            str(one) for one in await asyncio.gather(*beside, return_exceptions=True) if isinstance(one, Exception)
        ]
        facts = served.facts() | day.facts(seconds) | {"beside": troubles}
    if not options.without_attack:
        facts["hostile"] = json.loads(hostile_log.read_text() or "{}")
    return {"machine": describe(), "minutes": options.minutes, "attack": not options.without_attack} | facts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--pages", type=int, default=64)
    parser.add_argument("--citizens", type=int, default=3, help="kiosks at which citizens are served at once")
    parser.add_argument("--without-attack", action="store_true")
    parser.add_argument("--rehearse", action="store_true", help="first render every fixed prompt (an hour, once)")
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()
    settings = load_settings(None, os.environ)
    facts = asyncio.run(soak(settings, options))
    for name, value in facts.items():
        print(f"{name:16} {value}")
    if options.json:
        options.json.write_text(json.dumps(facts, ensure_ascii=False, indent=2), encoding="utf-8")
    return 0 if facts["served"] and not facts["beside"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
