"""End of speech -> final text and -> first audible sample, over the real WebSocket, at growing crowds.

    python -m bench.latency [--sessions 1,4,16,64] [--seconds 50] [--peers] [--door] [--interrupt] [--svg latency.svg]
    python -m bench.latency --barge-in [--sessions 4]
    python -m bench.latency --idle 50

A server is started as a process of its own (demo back end, the models of the settings), and a crowd of citizens in
another. Each has a connection of their own, streams 20 ms frames in real time over the hall's noise floor, and asks a
question every 8 to 12 s, but hears every answer out (not with `--interrupt`). The clock starts when the last audible
sample is sent and stops when the `transcript` message arrives, and when the first audible sample of the answer leaves
the loudspeaker. Crowds grow until p95 passes 5 s. Without `--door` everybody is let in at once, to see where the hall
breaks; with it, those whom it measures that it cannot carry wait at the door, as they do in a real hall, and are only
counted. `--peers` gives other servers the same sentences at the pace that came of it, on the same machine. The limits
drawn are what people do among themselves: about 200 ms (Stivers et al. 2009), and 1000 ms, the best figure of an open
pipeline.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import os
import signal
from pathlib import Path

from bench import bargein, idle
from bench.clips import render
from bench.crowd import Level, measure
from bench.hall_process import hall_running, roomy, start_server
from bench.load import Plan
from bench.peers import measure_peers
from bench.table import keep, preamble, show, show_stages
from bench.waterfall import draw
from kiosk.config import Settings, load_settings
from support.measures.figures import p50
from support.pace import EVERY_S, around

__all__ = ["main", "start_server"]

LIMITS = {"people among themselves": 200.0, "best open pipeline (published)": 1000.0}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", default="1,4,16,64", help="sizes of the crowd, in this order")
    parser.add_argument("--seconds", type=float, default=50, help="of talking at each size; twice that for one citizen")
    parser.add_argument("--peers", action="store_true", help="also WhisperLive and WhisperLiveKit")
    parser.add_argument("--peer-sessions", default="1,4,16")
    parser.add_argument("--barge-in", action="store_true", help="instead: how fast she falls silent")
    parser.add_argument("--idle", type=int, metavar="N", help="instead: what N sessions cost in which nobody speaks")
    parser.add_argument("--interrupt", action="store_true", help="keep asking every 8-12 s, also into the answer")
    parser.add_argument("--door", action="store_true", help="let the hall queue whom it cannot carry, as it does")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--svg", type=Path, default=Path("latency.svg"))
    return parser.parse_args()


async def main() -> int:
    asked = options()
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)  # or the children would stay
    before = preamble()
    print(before, flush=True)
    settings = load_settings(None, os.environ)
    clips = await render(settings, settings.data_dir / "bench" / "citizens")
    plan = Plan("", str(clips), 1, asked.seconds, seed=asked.seed, polite=not asked.interrupt)
    if asked.idle:
        return await idle.run(settings, plan, asked.idle)
    sizes = [int(size) for size in asked.sessions.split(",")]
    if asked.barge_in:
        return await bargein.run(settings, plan, sizes[0])
    levels = await grow(settings, plan, sizes, door=asked.door)
    if asked.peers:
        alike = dataclasses.replace(plan, every_s=around(levels[0].every_s) if levels else EVERY_S)
        levels += await measure_peers(settings, alike, [int(size) for size in asked.peer_sessions.split(",")])
    show(levels)
    show_stages(levels)
    keep(levels, settings.data_dir / "bench" / "latency.json", before)
    picture(levels, asked.svg)
    print(f"\n(started on: {before})")
    return 0


async def grow(settings: Settings, plan: Plan, sizes: list[int], *, door: bool) -> list[Level]:
    """One hall, crowd after crowd, until it is saturated."""
    levels: list[Level] = []
    async with hall_running(settings, roomy(max(sizes) * 2), door=door) as hall:
        for size in sizes:
            seconds = plan.seconds * (2 if size == 1 else 1)  # one citizen says little in a minute
            print(f"{size} sessions for {seconds:.0f} s ...", flush=True)
            one = dataclasses.replace(plan, url=hall.ws, sessions=size, seconds=seconds)
            try:
                levels.append(await measure(one, hall.process.pid))
            except (TimeoutError, RuntimeError) as error:
                print(f"saturated: {size} sessions came to no end ({error or 'time-out'})", flush=True)
                break
            print(levels[-1].line(), flush=True)
            if levels[-1].saturated:
                print(f"saturated at {size} sessions", flush=True)
                break
            await asyncio.sleep(3)  # the sessions of this crowd go
    return levels


def picture(levels: list[Level], svg: Path) -> None:
    stages = {name: p50(values) for name, values in levels[0].stages.items() if values} if levels else {}
    if stages:
        draw(stages, LIMITS, svg)
        print(f"\nwaterfall of the medians, {levels[0].sessions} session(s): {svg}")


if __name__ == "__main__":
    try:
        raise SystemExit(asyncio.run(main()))
    except (KeyboardInterrupt, asyncio.CancelledError):
        raise SystemExit("stopped; nothing is left running") from None
