"""The states of one worker. Sans-I/O: events and a clock go in; the state and the time of the next start come out.

DOWN -> LOADING -> IDLE <-> BUSY
          ^   \\      |       |
          |    v     v       v
          +-- RESTING or LOST (until `again_at`)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

#: Back-off (s) before the next start, by the number of failures in a row. The first two restart at once.
_BACKOFF_S = (0.0, 0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
#: How many steps of it a failure to load skips: loading again at once is likely to fail again.
_LOAD_SKIPS = 2


class WorkerState(Enum):
    DOWN = "down"  # not wanted now
    LOADING = "loading"
    IDLE = "idle"
    BUSY = "busy"
    RESTING = "resting"  # it failed, and restarts after the back-off
    LOST = "lost"  # its device is gone; it is tried again later


#: Serving, or about to.
SERVING = frozenset({WorkerState.LOADING, WorkerState.IDLE, WorkerState.BUSY})

_NEXT = {
    WorkerState.DOWN: {WorkerState.LOADING},
    WorkerState.LOADING: {WorkerState.IDLE, WorkerState.RESTING, WorkerState.LOST, WorkerState.DOWN},
    WorkerState.IDLE: {WorkerState.BUSY, WorkerState.RESTING, WorkerState.LOST, WorkerState.DOWN},
    WorkerState.BUSY: {WorkerState.IDLE, WorkerState.RESTING, WorkerState.LOST, WorkerState.DOWN},
    WorkerState.RESTING: {WorkerState.LOADING, WorkerState.DOWN},
    WorkerState.LOST: {WorkerState.LOADING, WorkerState.DOWN},
}


@dataclass(slots=True)
class WorkerLifecycle:
    """`lost_s`: how long a lost device is left alone. `busy_until`: when the work in hand should be done.

    Each method raises AssertionError for a transition that is not in the diagram.
    """

    lost_s: float = 60.0
    state: WorkerState = WorkerState.DOWN
    failures: int = 0  # in a row
    again_at: float = -math.inf
    busy_until: float = -math.inf
    why: str = ""  # of the last failure

    def load(self) -> None:
        self._go(WorkerState.LOADING)

    def idle(self) -> None:
        """It has loaded, or has done its work; work done resets the count of failures."""
        if self.state is WorkerState.BUSY:
            self.failures = 0
        self._go(WorkerState.IDLE)

    def work(self, until: float) -> None:
        self._go(WorkerState.BUSY)
        self.busy_until = until

    def fail(self, now: float, why: str, *, lost: bool) -> None:
        """It died, stalled, broke the protocol or did not load; `lost`: because its device went away."""
        self.failures += 1
        self.why = why
        if lost:
            self.again_at = now + self.lost_s
            self._go(WorkerState.LOST)
            return
        step = self.failures - 1 + (_LOAD_SKIPS if self.state is WorkerState.LOADING else 0)
        self.again_at = now + _BACKOFF_S[min(step, len(_BACKOFF_S) - 1)]
        self._go(WorkerState.RESTING)

    def stop(self) -> None:
        if self.state is not WorkerState.DOWN:
            self._go(WorkerState.DOWN)

    def _go(self, state: WorkerState) -> None:
        if state not in _NEXT[self.state]:
            raise AssertionError(f"a worker cannot go from {self.state} to {state}")
        self.state = state
