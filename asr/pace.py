"""How long decoding takes, learnt by watching: for time limits, and to say how long a newcomer would wait."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence

from asr.schedule import Job

#: Sound that is encoded after every utterance (s): it costs what other sound costs.
AFTER_S = 2.0
#: Share of the newest measurement in the average.
_NEWEST = 0.2


class Pace:
    """Seconds of work for a second of sound: an exponential average, one for each beam."""

    def __init__(self, first_guess: float) -> None:
        self._first_guess = first_guess
        self._cost: dict[int, float] = {}

    def expected_s(self, batch: Sequence[Job], beam: int) -> float:
        """How long this batch will take. Its longest sound counts: the others are worked on beside it."""
        return self._cost.get(beam, self._first_guess) * (max(job.seconds for job in batch) + AFTER_S)

    def learn(self, batch: Sequence[Job], beam: int, took_s: float) -> None:
        cost = took_s / (max(job.seconds for job in batch) + AFTER_S)
        known = self._cost.get(beam, cost)
        self._cost[beam] = known + _NEWEST * (cost - known)


def waiting_time(busy_for: Iterable[float], costs: Iterable[float]) -> float:
    """How long a newcomer behind `costs` (s, in their order) waits for workers that are busy for so long (0: idle)."""
    free_at = list(busy_for)
    if not free_at:
        return 0.0
    heapq.heapify(free_at)
    for cost in costs:
        heapq.heapreplace(free_at, free_at[0] + cost)
    return free_at[0]
