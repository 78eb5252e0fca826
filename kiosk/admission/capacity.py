"""How many conversations this machine can run at once, from their measured cost. Sans-I/O.

The load of one conversation, in cores, is the CPU time of a turn (recognition and synthesis) over the time from
one turn to the next. All three are measured; the initial estimates are those of a small machine without a GPU.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum

#: Weight of the newest turn in the exponential averages (about the last fifteen turns).
_NEW = 0.07
#: Without a new turn for `_FRESH_S` (s), a measured excess fades with the half-life `_HALF_LIFE_S` (s).
_FRESH_S, _HALF_LIFE_S = 30.0, 120.0
#: Within this factor of the initial estimates, the excess counts as faded.
_FADED = 1.02
#: Capacity falls at once, but rises only where the larger number fits with this share of `load`.
_SPARE = 0.9
#: Shortest time between two turns of one citizen (s); a shorter average comes from several conversations.
_SHORTEST_TURN_S = 1.0


class Work(Enum):
    HEAR = "hear"
    SPEAK = "speak"
    AHEAD = "ahead"  # rendering prompts for later: no cost of a conversation


class Meter:
    """Shares the process's CPU time among jobs: the engines' threads cannot be measured one by one.

    While k jobs run, each is charged a k-th of what the process used. The sum is right; a job that only waits takes its
    share of its neighbours' cost. `cpu_s`: the process's CPU time so far, in seconds.
    """

    def __init__(self) -> None:
        self._running: dict[int, float] = {}  # job -> `_share` when it began
        self._share = 0.0  # the charge of a job that has run since the start
        self._seen = 0.0
        self._next = 0

    def begin(self, cpu_s: float) -> int:
        """A job's number, for `end`."""
        self._advance(cpu_s)
        self._next += 1
        self._running[self._next] = self._share
        return self._next

    def end(self, job: int, cpu_s: float) -> float:
        """CPU-seconds of this job."""
        self._advance(cpu_s)
        return self._share - self._running.pop(job)

    def _advance(self, cpu_s: float) -> None:
        if self._running:
            self._share += max(0.0, cpu_s - self._seen) / len(self._running)
        self._seen = max(self._seen, cpu_s)


@dataclass(slots=True)
class Cost:
    """Exponential averages over turns; all in seconds. A turn ends when an utterance has been recognised.

    A cost above the initial estimate that no new turn confirms fades with time, so that one long talker who has left
    does not keep citizens waiting. A cost below it stays.
    """

    hear_s: float = 1.4  # CPU time of recognition: the utterance, and the interim transcripts before it
    speak_s: float = 1.0  # CPU time of synthesis; cached clauses cost nothing
    turn_s: float = 10.0  # time from one turn of a conversation to its next
    _used: dict[Work, float] = field(default_factory=lambda: dict.fromkeys(Work, 0.0))
    _elapsed: float = 0.0
    _stale_s: float = 0.0  # since the last turn
    _first: tuple[float, float, float] = (0.0, 0.0, 0.0)  # the initial estimates

    def __post_init__(self) -> None:
        self._first = (self.hear_s, self.speak_s, self.turn_s)

    def use(self, work: Work, cpu_s: float) -> None:
        """Add the CPU-seconds of a finished job."""
        self._used[work] += cpu_s

    def elapse(self, seconds: float, conversations: int) -> None:
        """Time has passed with so many conversations running."""
        self._elapsed += seconds * conversations
        fading = max(0.0, seconds - max(0.0, _FRESH_S - self._stale_s))
        self._stale_s += seconds
        if fading > 0:
            self._fade(0.5 ** (fading / _HALF_LIFE_S))

    def _fade(self, kept: float) -> None:
        hear_s, speak_s, turn_s = self._first
        self.hear_s = min(self.hear_s, hear_s + kept * (self.hear_s - hear_s))
        self.speak_s = min(self.speak_s, speak_s + kept * (self.speak_s - speak_s))
        self.turn_s = max(self.turn_s, turn_s + kept * (self.turn_s - turn_s))

    def turn(self) -> None:
        """An utterance has been recognised: the CPU time since the last one is the cost of a turn."""
        self._stale_s = 0.0
        if self._elapsed <= 0:  # speech in attract mode says nothing about the cost of conversations
            self._used = dict.fromkeys(Work, 0.0)
            return
        self.hear_s += _NEW * (self._used[Work.HEAR] - self.hear_s)
        self.speak_s += _NEW * (self._used[Work.SPEAK] - self.speak_s)
        self.turn_s += _NEW * (self._elapsed - self.turn_s)
        self._used = dict.fromkeys(Work, 0.0)
        self._elapsed = 0.0

    @property
    def cores(self) -> float:
        """Cores that one conversation uses, on average."""
        return _cores(self.hear_s, self.speak_s, self.turn_s)

    @property
    def faded(self) -> bool:
        """Whether the cost is back at the initial estimate, so that the capacity may return to its initial value."""
        return self.cores <= _FADED * _cores(*self._first)


def _cores(hear_s: float, speak_s: float, turn_s: float) -> float:
    return max(1e-6, hear_s + speak_s) / max(_SHORTEST_TURN_S, turn_s)


class Capacity:
    """The largest number of conversations whose predicted utilisation stays under `load` (0..1 of all `cores`).

    Never below 1, never over `limit`. `cost` is read anew at every `update`.
    """

    def __init__(self, cost: Cost, *, cores: float, load: float, limit: int) -> None:
        self._cost, self._cores, self._load, self._limit = cost, cores, load, limit
        self._now = self._first = self._fits(load)

    def update(self) -> int:
        """The capacity by the present averages."""
        fits = self._fits(self._load)
        rising = min(fits, self._first) if self._cost.faded else 0
        self._now = fits if fits < self._now else max(self._now, rising, self._fits(self._load * _SPARE))
        return self._now

    def _fits(self, load: float) -> int:
        return min(self._limit, max(1, math.floor(load * self._cores / self._cost.cores)))
