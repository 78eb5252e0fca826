"""The newest stretch of a stream's sound, addressed by sample index."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray


class AudioBuffer:
    """Keeps chunks until `forget`. The caller bounds it: the endpointer knows which samples are still needed."""

    def __init__(self) -> None:
        self._chunks: deque[tuple[int, NDArray[np.int16]]] = deque()

    def __len__(self) -> int:
        """Samples kept."""
        return sum(len(chunk) for _, chunk in self._chunks)

    def add(self, sample: int, chunk: NDArray[np.int16]) -> None:
        """Append a chunk whose first sample has index `sample`. It is copied, as it may be a view of a large array."""
        self._chunks.append((sample, chunk.copy()))

    def forget(self, before: int) -> None:
        """Drop all chunks that end at or before sample `before`."""
        while self._chunks and self._chunks[0][0] + len(self._chunks[0][1]) <= before:
            self._chunks.popleft()

    def cut(self, start: int, end: int) -> NDArray[np.int16]:
        """A copy of samples [start, end). Samples never added, or forgotten, are zero."""
        out = np.zeros(end - start, np.int16)
        for first, chunk in self._chunks:
            low, high = max(start, first), min(end, first + len(chunk))
            if low < high:
                out[low - start : high - start] = chunk[low - first : high - first]
        return out
