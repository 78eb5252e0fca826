"""Do random telephone calls leave anything behind? In virtual time, on every surface, with stand-in engines.

    python -m bench.phone_lives [--calls 10000] [--seed 1]

What callers, peers and networks do is drawn (`support.phone_lives`). Counted afterwards: tasks, open files, sessions,
lines, places for a conversation, conversations without an ending in the record. 300 such calls are a test.
"""

from __future__ import annotations

import argparse
import asyncio
import time

from bench.machine import describe
from support.phone_lives import Lives, live
from support.virtual_time import VirtualTimeLoop

#: Calls in one hall; then a new one, so that the stand-ins' own record does not grow without a bound.
_BATCH = 500


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(describe(), flush=True)
    lives, cpu = Lives(), time.process_time()
    for first in range(0, options.calls, _BATCH):
        count = min(_BATCH, options.calls - first)
        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            part = runner.run(live(count, options.seed + first))
        lives.calls += part.calls
        lives.outcomes += part.outcomes
        lives.deeds += part.deeds
        for what, number in part.left.items():
            lives.left[what] = lives.left.get(what, 0) + number
        print(
            f"{lives.calls} calls, {time.process_time() - cpu:.0f} s of CPU; left: {lives.left or 'nothing'}",
            flush=True,
        )
    print("\n| how calls ended | calls |\n|---|---:|")
    for outcome, number in lives.outcomes.most_common():
        print(f"| {outcome} | {number} |")
    print("\nwhat was done: " + ", ".join(f"{deed} {number}" for deed, number in lives.deeds.most_common()))
    print(f"\nverdict: {lives.left or 'nothing stays behind'}")
    return 1 if lives.left else 0


if __name__ == "__main__":
    raise SystemExit(main())
