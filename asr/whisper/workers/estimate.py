"""How long decoding takes, learnt from measurements: for time limits, and for the backlog that is reported."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence

from asr.whisper.workers.scheduler import DecodeJob

#: Silence that is encoded after every utterance (s): it costs what other sound costs.
AFTER_S = 2.0
#: Share of the newest measurement in the average.
_NEWEST = 0.2


class DecodeEstimate:
    """Seconds of work for a second of sound: an exponential average, one for each beam."""

    def __init__(self, initial_cost: float) -> None:
        self._initial_cost = initial_cost
        self._cost: dict[int, float] = {}

    def expected_s(self, batch: Sequence[DecodeJob], beam: int) -> float:
        """How long this batch will take. Its longest sound decides: the others are decoded beside it."""
        return self._cost.get(beam, self._initial_cost) * (max(job.seconds for job in batch) + AFTER_S)

    def learn(self, batch: Sequence[DecodeJob], beam: int, took_s: float) -> None:
        cost = took_s / (max(job.seconds for job in batch) + AFTER_S)
        known = self._cost.get(beam, cost)
        self._cost[beam] = known + _NEWEST * (cost - known)


class Demand:
    """How busy finished utterances have kept the workers: work that decays with the time constant `memory_s`."""

    def __init__(self, memory_s: float = 5.0) -> None:
        self._memory_s = memory_s
        self._work = 0.0  # seconds of work, decayed up to `_at`
        self._at = 0.0

    def add(self, work_s: float, now: float) -> None:
        """Work of so many seconds of one worker has come in."""
        self._work, self._at = self._left(now) + work_s, now

    def share(self, workers: int, now: float) -> float:
        """0: nothing to do; 1: as much as all `workers` can do."""
        return self._left(now) / (self._memory_s * workers) if workers else 1.0

    def _left(self, now: float) -> float:
        return self._work * math.exp(-max(0.0, now - self._at) / self._memory_s)


def waiting_time(busy_for: Iterable[float], costs: Iterable[float]) -> float:
    """Seconds that a new job behind `costs` (s, in their order) waits for workers busy for `busy_for` (s; 0: idle)."""
    free_at = list(busy_for)
    if not free_at:
        return 0.0
    heapq.heapify(free_at)
    for cost in costs:
        heapq.heapreplace(free_at, free_at[0] + cost)
    return free_at[0]
