"""What a telephone call is like, in figures.

    python -m bench.phone hearing [--every 2] [--count 4]           # characters and numbers: 16 kHz, 8 kHz, losses
    python -m bench.phone false-stops [--cases 20] [--no-head]      # what stops the clerk, and how soon; virtual time
    python -m bench.phone first-answer --clock virtual              # one call: its first minute against its last
    python -m bench.phone first-answer [--minutes 15]               # the same in real time, at a real hall
    python -m bench.phone transport [--words 12]                    # latency a direction and surface, SIP too
    python -m bench.phone line-capacity [--calls 50] [--seconds 15] # calls a core without models
    python -m bench.phone barge-in [--tries 15]                     # interruptions on the wire of a real hall
    python -m bench.phone capacity [--sizes 1,2,4] [--seconds 45]   # calls a core with models

The first three do not depend on how busy the machine is (hearing, and what runs in virtual time); the others want it to
themselves. Each states the machine and how long it takes, says how far it is, and ends at `--limit`; what was found by
then is shown, also when it is interrupted (Ctrl-C, SIGTERM). Status 0: it was carried out whole, within its own limits.
`python -m bench.phone_lives` lives random calls and looks for what stays behind.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from functools import partial

from bench.phone.barge_in import BargeIns
from bench.phone.callers import SURFACES
from bench.phone.false_stops import FalseStops
from bench.phone.first_answer import FirstAnswer
from bench.phone.hearing import Hearing
from bench.phone.line_capacity import WIRES, LineCapacity
from bench.phone.model_capacity import ModelCapacity
from bench.phone.transport import Transport
from bench.table import preamble
from kiosk.config import Settings, load_settings
from support.measures.limited_run import Measurement, carry_out

PARTS = (
    "hearing", "false-stops", "first-answer", "transport", "line-capacity", "barge-in", "capacity",
)  # fmt: skip
#: Voices that the syllable head was not trained on.
_VOICES = "zf_xiaoni,zm_yunxi"
#: The limit, where none is given: so many times what it takes on an idle machine, and so many seconds.
_SLOWER, _MORE_S = 1.5, 30.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument(
        "--limit", type=float, help="seconds after which it ends (default: half again as long as stated)"
    )
    parser.add_argument("--voices", type=_names, default=_VOICES, help="of hearing and false-stops")
    parser.add_argument("--every", type=_count, default=2, help="hearing: each so manieth sentence")
    parser.add_argument("--count", type=_count, default=4, help="hearing: numbers of each kind for each voice")
    parser.add_argument("--cases", type=_count, default=20, help="false-stops: sounds of each kind")
    parser.add_argument("--no-head", action="store_true", help="false-stops: without the syllable head")
    parser.add_argument("--minutes", type=float, default=15, help="first-answer: of the call")
    parser.add_argument("--clock", choices=("real", "virtual"), default="real", help="first-answer")
    parser.add_argument("--surfaces", type=_names, help="transport, line-capacity: some of " + ", ".join(SURFACES))
    parser.add_argument("--words", type=_count, default=12, help="transport: of each surface")
    parser.add_argument("--calls", type=_count, default=50, help="line-capacity: at once")
    parser.add_argument("--tries", type=_count, default=15, help="barge-in: interruptions, and as many disturbances")
    parser.add_argument("--sizes", type=_counts, default="1,2,4", help="capacity: crowds of callers")
    parser.add_argument("--seconds", type=float, help="line-capacity (15), capacity (45): of each crowd")
    options = parser.parse_args()
    if unknown := set(options.surfaces or ()) - set(SURFACES):
        parser.error(f"--surfaces: expected some of {', '.join(SURFACES)}; got {', '.join(sorted(unknown))}")
    if options.part == "capacity" and (options.seconds or _CROWD_S) < _SHORTEST_S:
        parser.error(f"--seconds: expected {_SHORTEST_S:g} or more; got {options.seconds:g}")
    print(preamble(), flush=True)
    work = measurement(options, load_settings(None, os.environ))
    limit_s = options.limit or _SLOWER * work.takes_s + _MORE_S
    return asyncio.run(_watched(work, limit_s))


#: Seconds of a crowd: without and with models; and the fewest with models, for at least one question each.
_LINES_S, _CROWD_S, _SHORTEST_S = 15.0, 45.0, 15.0


def measurement(options: argparse.Namespace, settings: Settings) -> Measurement:
    surfaces: tuple[str, ...] | None = tuple(options.surfaces) if options.surfaces else None
    match options.part:
        case "hearing":
            return Hearing(settings, options.every, options.count, options.voices)
        case "false-stops":
            return FalseStops(settings, options.cases, options.voices, head=not options.no_head)
        case "first-answer":
            return FirstAnswer(settings, options.minutes, virtual=options.clock == "virtual")
        case "transport":
            return Transport(options.words, surfaces or SURFACES)
        case "line-capacity":
            return LineCapacity(options.calls, options.seconds or _LINES_S, surfaces or WIRES)
        case "barge-in":
            return BargeIns(settings, options.tries)
        case _:
            return ModelCapacity(settings, options.sizes, options.seconds or _CROWD_S)


async def _watched(work: Measurement, limit_s: float) -> int:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    return int(not await carry_out(work, limit_s, stop, partial(print, flush=True)))


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 on; got {text}")
    return int(text)


def _counts(text: str) -> list[int]:
    return [_count(each) for each in _names(text)]


if __name__ == "__main__":
    raise SystemExit(main())
