"""What the voice hands out: sound, and the phones that made it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone, on the sound's own sample clock: it fills samples [start, end)."""

    symbol: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Speech:
    """A clause of speech: mono int16 samples at `rate` Hz, and its phones in order."""

    text: str
    pcm: NDArray[np.int16]
    rate: int
    phones: tuple[Phone, ...]

    @property
    def seconds(self) -> float:
        return len(self.pcm) / self.rate


class Voice(Protocol):
    """Anything that speaks one clause. Raises `tts.VoiceError` when it cannot."""

    @property
    def name(self) -> str:
        """Names the model, the voice and its revision: part of the cache's key."""
        ...

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech: ...
