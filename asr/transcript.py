"""What the ear hands out, and what a recogniser must be able to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

#: Everything in this room is mono int16 at this rate (Hz).
RATE = 16_000


@dataclass(frozen=True, slots=True)
class Transcript:
    """One recognised utterance. `text` is Simplified Chinese, empty when a guard refused it (`refused` says which)."""

    text: str
    confidence: float  # 0..1, from the mean log-probability per token
    no_speech: float  # 0..1, the model's own belief that nobody spoke
    seconds: float  # length of the sound
    refused: str | None = None


class Recogniser(Protocol):
    """Anything that turns one finished utterance into text. Raises `asr.RecogniserError` when it cannot."""

    @property
    def name(self) -> str:
        """Model and device, e.g. `whisper-base int8 cpu`."""
        ...

    async def transcribe(self, pcm: NDArray[np.int16]) -> Transcript: ...

    async def close(self) -> None: ...
