"""What a simulated caller or citizen says, in frames of one size. Sans-I/O but for the futures that tell its end."""

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
        self._ends: list[asyncio.Future[float]] = []

    def put(self, pcm: NDArray[np.int16]) -> asyncio.Future[float]:
        """Mono int16, filled up with silence to whole frames. The future: the time at which its last frame left."""
        padded = np.concatenate([pcm, np.zeros(-len(pcm) % self._size, np.int16)])
        self._frames.extend(padded.reshape(-1, self._size))
        end: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._ends.append(end)
        return end

    def take(self) -> NDArray[np.int16] | None:
        """The next frame; None: nothing is being said."""
        return self._frames.popleft() if self._frames else None

    def left(self, now: float) -> None:
        """All frames taken so far have left, at `now`."""
        if self._frames:
            return
        for end in self._ends:
            if not end.done():
                end.set_result(now)
        self._ends.clear()
