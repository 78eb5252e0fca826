"""The life of one worker, as states. Sans-I/O: what happened and a clock go in, what to do next can be read off.

DOWN -> LOADING -> IDLE <-> BUSY
          ^   \\      |       |
          |    v     v       v
          +-- RESTING or LOST (until `again_at`)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

#: Rests (s) before the next start, by the number of failures in a row. A worker that died once or twice had bad luck.
_RESTS = (0.0, 0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
#: How many of them a failure to load skips: what did not load will not load better at once.
_LOAD_SKIPS = 2


class State(Enum):
    DOWN = "down"  # not wanted now
    LOADING = "loading"
    IDLE = "idle"
    BUSY = "busy"
    RESTING = "resting"  # it failed, and is started again
    LOST = "lost"  # its device is gone; it is tried again later


#: Serving, or about to.
HOPEFUL = frozenset({State.LOADING, State.IDLE, State.BUSY})

_NEXT = {
    State.DOWN: {State.LOADING},
    State.LOADING: {State.IDLE, State.RESTING, State.LOST, State.DOWN},
    State.IDLE: {State.BUSY, State.RESTING, State.LOST, State.DOWN},
    State.BUSY: {State.IDLE, State.RESTING, State.LOST, State.DOWN},
    State.RESTING: {State.LOADING, State.DOWN},
    State.LOST: {State.LOADING, State.DOWN},
}


@dataclass(slots=True)
class Post:
    """`lost_s`: how long a lost device is left alone. `busy_until`: when the work in hand should be done."""

    lost_s: float = 60.0
    state: State = State.DOWN
    failures: int = 0
    again_at: float = -math.inf
    busy_until: float = -math.inf
    why: str = ""

    def load(self) -> None:
        self._go(State.LOADING)

    def idle(self) -> None:
        """It has loaded, or has done its work: whatever went wrong before is over once work was done."""
        if self.state is State.BUSY:
            self.failures = 0
        self._go(State.IDLE)

    def work(self, until: float) -> None:
        self._go(State.BUSY)
        self.busy_until = until

    def fail(self, now: float, why: str, *, lost: bool) -> None:
        """It died, stalled, talked nonsense or did not load; `lost`: because its device went away."""
        self.failures += 1
        self.why = why
        if lost:
            self.again_at = now + self.lost_s
            self._go(State.LOST)
            return
        step = self.failures - 1 + (_LOAD_SKIPS if self.state is State.LOADING else 0)
        self.again_at = now + _RESTS[min(step, len(_RESTS) - 1)]
        self._go(State.RESTING)

    def stop(self) -> None:
        if self.state is not State.DOWN:
            self._go(State.DOWN)

    def _go(self, state: State) -> None:
        if state not in _NEXT[self.state]:
            raise AssertionError(f"a worker cannot go from {self.state} to {state}")
        self.state = state
