"""What the way through the hall adds to a call, per direction and surface: without models (`bench.phone.deaf_hall`),
over real sockets, on one monotonic clock.

up      from the sending of a caller's frame of 20 ms to the session's ears
down    from the clerk's first sound given to the line to the caller's ear, with what waits in the peer's queue

The 20 ms for which a frame is collected before it is sent are not in it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from asr import RATE
from bench.phone.callers import SURFACES, HeardLine, LineCaller, line_call
from bench.phone.deaf_hall import LOUD
from bench.phone.deaf_hall_process import START_S, DeafHall, carrier_for, deaf_hall
from kiosk.wire.phone.events import Pcm
from support.measures.figures import p50, p95
from support.measures.limited_run import Tell
from support.measures.line_timing import delays

#: Most that the way may add, ms at p95: the frame itself, the two clocks of 20 ms, and the lead that is sent ahead.
LIMIT_MS = {"up": 40.0, "down": 160.0}
#: Calls for each surface, one after the other: the clocks of both ends stand otherwise to each other in each.
_CALLS = 4
#: How many times faster than a person the clerk speaks: more words in the same time.
_QUICKER = 12.0
#: Seconds that a call, and a word with its answer, take.
_CALL_S, _WORD_S = 2.0, 1.1
#: Seconds within which a word is answered and its answer ends; frames of silence before the next word.
_ANSWER_S, _PAUSE = 5.0, 15
#: Seconds after which a sound that was not heard is lost; and for what the hall has told to be read.
_LOST_S, _READ_S = 1.0, 0.2


@dataclass(slots=True)
class Ways:
    """Of one surface. `up`, `down`: ms of the words that arrived, of the `words` that were said."""

    words: int = 0
    up: list[float] = field(default_factory=list)
    down: list[float] = field(default_factory=list)


class Transport:
    """A `Measurement`. `words`: of each surface."""

    name = "transport"

    def __init__(self, words: int, surfaces: tuple[str, ...] = SURFACES) -> None:
        self._words = words
        self._surfaces = sorted(surfaces, key=carrier_for)
        self.found: dict[str, Ways] = {}

    @property
    def takes_s(self) -> float:
        halls = len({carrier_for(surface) for surface in self._surfaces})
        return halls * START_S + len(self._surfaces) * (_CALLS * _CALL_S + self._words * _WORD_S)

    async def run(self, tell: Tell) -> None:
        for carrier, surfaces in groupby(self._surfaces, carrier_for):
            async with deaf_hall(carrier, 2, _QUICKER) as hall:
                for surface in surfaces:
                    ways = self.found[surface] = Ways()
                    for count in shares(self._words, _CALLS):
                        await _call(hall, surface, count, ways)
                    tell(f"{surface}: {len(ways.up)} of {ways.words} words came up, {len(ways.down)} answers down")

    def show(self) -> bool:
        print("\n| surface | words | up p50 ms | p95 | down p50 ms | p95 |\n|---|---:|---:|---:|---:|---:|")
        for surface, ways in self.found.items():
            times = [f"{figure(ms):.1f}" if ms else "-" for ms in (ways.up, ways.down) for figure in (p50, p95)]
            print(f"| {surface} | {ways.words} | " + " | ".join(times) + " |")
        good = all(ways.words == len(ways.up) == len(ways.down) for ways in self.found.values())
        print("" if good else "\nnot every word was heard and answered")
        for way, limit in LIMIT_MS.items():
            worst = max((p95(ms) for ways in self.found.values() if (ms := getattr(ways, way))), default=float("inf"))
            print(f"{way}: {worst:.0f} ms at the worst p95, limit {limit:.0f}")
            good &= worst <= limit
        return good


def shares(whole: int, parts: int) -> list[int]:
    """`whole` in so many parts, the larger ones first; none is empty."""
    each = (whole // parts + (part < whole % parts) for part in range(parts))
    return [share for share in each if share]


def word() -> Pcm:
    """A frame so loud that the hall answers it."""
    return np.full(RATE // 50, 2 * LOUD, np.int16)


async def _call(hall: DeafHall, surface: str, words: int, ways: Ways) -> None:
    ups, downs = len(hall.up), len(hall.down)
    async with line_call(hall.settings, surface) as caller:
        sent, heard = await _say(caller, words)
        await asyncio.sleep(_READ_S)
    ways.words += words
    ways.up += [1000 * each for each in delays(sent, hall.up[ups:], _LOST_S)]
    ways.down += [1000 * each for each in delays(hall.down[downs:], heard, _LOST_S)]


async def _say(caller: LineCaller, words: int) -> tuple[list[float], list[float]]:
    """So many words, each when the clerk has been silent; when each was sent, and when its answer was heard."""
    line = HeardLine(caller)
    sent, heard = list[float](), list[float]()
    last = await line.sound(0.0, within_s=_ANSWER_S) or 0.0  # the greeting
    for _ in range(words):
        await line.silence(last, _PAUSE, _ANSWER_S)
        last = await caller.speak(word())
        sent.append(last)
        if (answer := await line.sound(last, within_s=_ANSWER_S)) is not None:
            last = answer
            heard.append(answer)
    return sent, heard
