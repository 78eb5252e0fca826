"""What a simulated caller or citizen says, in frames of one size; and when each utterance had left."""

from __future__ import annotations

import asyncio
from collections import deque

import numpy as np
from numpy.typing import NDArray


class SpokenFrames:
    """`size`: samples of a frame. What is put in is spoken one after the other."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._frames: deque[NDArray[np.int16]] = deque()
        self._put = self._taken = 0  # frames so far
        self._ends: deque[tuple[int, asyncio.Future[float]]] = deque()  # with the frames put by then
        self._over: float | None = None  # when the call ended

    def put(self, pcm: NDArray[np.int16]) -> asyncio.Future[float]:
        """Mono int16, filled up with silence to whole frames. The future: the time at which its last frame left, or at
        which the call ended.
        """
        padded = np.concatenate([pcm, np.zeros(-len(pcm) % self._size, np.int16)])
        frames = padded.reshape(-1, self._size)
        self._frames.extend(frames)
        self._put += len(frames)
        end: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._ends.append((self._put, end))
        if self._over is not None:
            self.end(self._over)
        return end

    def take(self) -> NDArray[np.int16] | None:
        """The next frame; None: nothing is being said."""
        if not self._frames:
            return None
        self._taken += 1
        return self._frames.popleft()

    def left(self, now: float) -> None:
        """All frames taken so far have left, at `now`."""
        while self._ends and self._ends[0][0] <= self._taken:
            _, end = self._ends.popleft()
            if not end.done():
                end.set_result(now)

    def end(self, now: float) -> None:
        """The call is over, since `now`: nothing more leaves, and nobody waits for it."""
        self._over, self._taken = now, self._put
        self._frames.clear()
        self.left(now)
