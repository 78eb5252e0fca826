"""The sound of one conversation while somebody listens: both sides on one line of time, mixed, and soon forgotten.

Sans-I/O; times are seconds on the caller's monotonic clock. It is made for the first listener and dropped with the
last. The session puts sound in and waits for nobody; each listener reads the frames of the time at which he has come.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

#: Hz, and samples of one frame (100 ms).
RATE, FRAME = 16_000, 1_600
#: Seconds of the past that are kept. Overflow: the oldest is forgotten.
KEPT_S = 3.0
#: Pieces of one side. Overflow: the oldest is forgotten. The clerk's lie ahead, until the client has played them.
_PIECES = 1024
#: Sound that comes at most this much (s) after the end of the last piece goes on where that ended, and so does sound
#: that comes before it. Overflow: what would be played later than `_LATEST_S` after it came (a burst) is dropped.
_JITTER_S, _LATEST_S = 0.25, 0.5


class SoundTrack:
    """One side: pieces that do not overlap, each with its first sample's number."""

    def __init__(self) -> None:
        self._pieces: deque[tuple[int, NDArray[np.int16]]] = deque(maxlen=_PIECES)

    @property
    def end(self) -> int:
        return self._pieces[-1][0] + len(self._pieces[-1][1]) if self._pieces else 0

    def add(self, first: int, pcm: NDArray[np.int16]) -> None:
        if self._pieces:
            if self.end - first > _LATEST_S * RATE:
                return
            if first - self.end <= _JITTER_S * RATE:
                first = self.end
        self._pieces.append((first, pcm))

    def cut(self, sample: int) -> None:
        """Nothing is heard from `sample` on."""
        while self._pieces and self._pieces[-1][0] >= sample:
            self._pieces.pop()
        if self._pieces and self.end > sample:
            first, pcm = self._pieces.pop()
            self._pieces.append((first, pcm[: sample - first]))

    def forget(self, sample: int) -> None:
        """What ended before `sample`."""
        while self._pieces and self._pieces[0][0] + len(self._pieces[0][1]) < sample:
            self._pieces.popleft()

    def mix_into(self, frame: NDArray[np.int32], first: int) -> None:
        for begin, pcm in self._pieces:
            start, stop = max(begin, first), min(begin + len(pcm), first + len(frame))
            if start < stop:
                frame[start - first : stop - first] += pcm[start - begin : stop - begin]


class LiveSound:
    """`now`: when it was made; sample 0."""

    def __init__(self, now: float) -> None:
        self._zero = now
        self._citizen, self._clerk = SoundTrack(), SoundTrack()
        self.listeners = 0

    def sample_at(self, at: float) -> int:
        return max(0, round((at - self._zero) * RATE))

    def citizen(self, at: float, pcm: NDArray[np.int16]) -> None:
        """As the hall got it: mono, 16 kHz, whose last sample came at `at`."""
        self._put(self._citizen, at - len(pcm) / RATE, pcm, at)

    def clerk(self, at: float, pcm: NDArray[np.int16], now: float) -> None:
        """As the client will play it, from `at` on: mono, 16 kHz."""
        self._put(self._clerk, at, pcm, now)

    def clerk_stopped(self, at: float) -> None:
        """The client plays nothing of it from `at` on."""
        self._clerk.cut(self.sample_at(at))

    def frame(self, first: int) -> NDArray[np.int16]:
        """Both sides from sample `first` on: (1600,) int16."""
        mixed = np.zeros(FRAME, np.int32)
        self._citizen.mix_into(mixed, first)
        self._clerk.mix_into(mixed, first)
        return np.clip(mixed, -32768, 32767).astype(np.int16)

    def _put(self, track: SoundTrack, at: float, pcm: NDArray[np.int16], now: float) -> None:
        track.forget(self.sample_at(now - KEPT_S))
        track.add(self.sample_at(at), pcm)
