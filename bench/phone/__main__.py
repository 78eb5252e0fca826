"""What a telephone call is like, in figures. Each part states the machine, and fails (status 1) at a limit of its own.

    python -m bench.phone hearing [--every 2] [--count 4]     # wrong characters and numbers: 16 kHz, 8 kHz, losses
    python -m bench.phone false-stops [--cases 20]            # what stops the clerk, and how soon; in virtual time
    python -m bench.phone transport [--calls 50] [--seconds 20]   # latency a direction and surface, calls a core
    python -m bench.phone first-answer [--minutes 15]         # one real call: its first minute against its last
    python -m bench.phone barge-in [--cases 20]               # interruptions on the wire of a real hall
    python -m bench.phone capacity [--sizes 1,2,4] [--seconds 60]   # calls a core with models

The first two do not depend on how busy the machine is; the others want it to themselves. `python -m bench.phone_lives`
lives random calls and looks for what stays behind.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from collections.abc import Coroutine
from typing import Any

from bench.phone import conversation, false_stops, hearing, transport
from bench.table import preamble
from kiosk.config import load_settings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = ["hearing", "false-stops", "transport", "first-answer", "barge-in", "capacity"]
    parser.add_argument("part", nargs="?", choices=parts, default="false-stops")
    parser.add_argument("--every", type=int, default=2, help="each so manieth sentence")
    parser.add_argument("--count", type=int, default=4, help="numbers of each kind for each voice")
    parser.add_argument("--cases", type=int, default=20, help="sounds of each kind")
    parser.add_argument("--calls", type=int, default=50, help="at once, without models")
    parser.add_argument("--seconds", type=float, default=30, help="of a crowd of callers")
    parser.add_argument("--minutes", type=float, default=15, help="of one call")
    parser.add_argument("--sizes", default="1,2,4", help="crowds of callers, with models")
    options = parser.parse_args()
    print(preamble(), flush=True)
    settings = load_settings(None, os.environ)
    match options.part:
        case "hearing":
            return hearing.run(settings, every=options.every, count=options.count)
        case "false-stops":
            return false_stops.run(settings, cases=options.cases)
        case "transport":
            return asyncio.run(
                _ended_whole(transport.run(tries=options.cases, calls=options.calls, seconds=options.seconds))
            )
        case "first-answer":
            return asyncio.run(_ended_whole(conversation.first_answer(settings, options.minutes)))
        case "barge-in":
            return asyncio.run(_ended_whole(conversation.barge_in(settings, options.cases)))
        case _:
            sizes = [int(size) for size in options.sizes.split(",")]
            return asyncio.run(_ended_whole(conversation.capacity(settings, sizes, options.seconds)))


async def _ended_whole(part: Coroutine[Any, Any, int]) -> int:
    """The part; at a SIGTERM it is cancelled, so that the hall's process ends with it."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await part


if __name__ == "__main__":
    raise SystemExit(main())
