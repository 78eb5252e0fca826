"""The level of a sound, and the noise floor of a room."""

from __future__ import annotations

import math
from collections import deque

import numpy as np
from numpy.typing import NDArray

#: The level of digital silence; levels are not below it, so never minus infinity.
SILENCE_DB = -100.0

#: A noise that had become the floor counts as ended after this long (s) this far (dB) under it.
_FALLEN_S, _FALLEN_DB = 0.5, 6.0


def level_db(pcm: NDArray[np.int16]) -> float:
    """Loudness of int16 samples in dBFS (RMS, offset removed; a full-scale square wave is 0), not below -100."""
    count = len(pcm)
    if not count:
        return SILENCE_DB
    # Integers: exact at any offset, no BLAS threads, and a tenth of the time of np.std on a chunk.
    wide = pcm.astype(np.int64)
    total = int(wide.sum())
    variance = (int(wide @ wide) * count - total * total) / (count * count)
    return max(SILENCE_DB, 10.0 * math.log10(variance / 32768.0**2)) if variance > 0.0 else SILENCE_DB


class NoiseFloor:
    """The room's moving noise floor: a low percentile of the last seconds' levels.

    A percentile follows a fan that starts within seconds, and long speech does not raise it: even fluent speech is more
    than 10 dB under its own mean for a fifth of the time (closures, breaths).

    When a noise that had become the floor ends, half a second well under it resets the floor. Measured with ten seconds
    of noise 15 dB over the hall, and a citizen (14 dB over the hall) a second later: heard after 0.4 s, not 4.7 s. A
    citizen who speaks at once is heard no sooner. In 2 minutes each of hall and babble it never happens by chance.
    """

    def __init__(self, *, seconds: float, percentile: float, quietest_db: float, chunk_s: float) -> None:
        """`quietest_db`: the lowest floor, and the floor until a second of sound has been added."""
        self._levels: deque[float] = deque(maxlen=max(1, round(seconds / chunk_s)))
        self._percentile = percentile
        self._quietest = quietest_db
        self._warm_up = round(1.0 / chunk_s)
        self._every = max(1, round(0.25 / chunk_s))
        self._until_update = self._every
        self._fallen_after = max(1, round(_FALLEN_S / chunk_s))
        self._below = 0  # chunks in a row that were well under the floor
        self.db = quietest_db

    def add(self, level: float) -> None:
        """Add the level of one more chunk."""
        self._levels.append(level)
        self._below = self._below + 1 if level < self.db - _FALLEN_DB and self.db > self._quietest else 0
        if self._below >= self._fallen_after:
            self._fall()
        self._until_update -= 1
        if self._until_update > 0 or len(self._levels) < self._warm_up:
            return
        self._until_update = self._every
        rank = int(len(self._levels) * self._percentile / 100.0)
        self.db = max(self._quietest, sorted(self._levels)[min(rank, len(self._levels) - 1)])

    def _fall(self) -> None:
        recent = list(self._levels)[-self._below :]
        self._levels.clear()
        self._levels.extend(recent)
        self._below = 0
        self.db = max(self._quietest, max(recent))

    def clear(self) -> None:
        """Start anew, e.g. after the microphone was changed."""
        self._levels.clear()
        self._below = 0
        self.db = self._quietest
