"""What the ear hands out, and what a recogniser must be able to do."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

#: Everything in this room is mono int16 at this rate (Hz).
RATE = 16_000


class Urgency(IntEnum):
    """What is worked on first. Within a class, the earliest `Ticket.due` goes first."""

    FINAL = 0  # the citizen has finished, and waits
    SPECULATIVE = 1  # they pause, and may have finished
    PARTIAL = 2  # a caption while they speak: dropped before anything else has to wait


@dataclass(slots=True, eq=False)
class Ticket:
    """How urgent a piece of work is. May be changed while it waits: a pause that becomes an end makes it `FINAL`.

    `due`: when the text is wanted, in seconds on the event loop's clock.
    """

    urgency: Urgency = Urgency.FINAL
    due: float = math.inf


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another thing that may have been said, with its own confidence (0..1)."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """One recognised utterance. `text` is Simplified Chinese, empty when a guard refused it (`refused` says which).

    `alternatives`: other readings, likeliest first, `text` itself not among them.
    """

    text: str
    confidence: float  # 0..1, how likely it is that every syllable of `text` is right
    no_speech: float  # 0..1, the model's own belief that nobody spoke
    seconds: float  # length of the sound
    refused: str | None = None
    alternatives: tuple[Alternative, ...] = ()


class Recogniser(Protocol):
    """Anything that turns one stretch of speech into text. Raises `asr.RecogniserError` when it cannot."""

    @property
    def name(self) -> str:
        """Model and device, e.g. `whisper-base int8 cpu`."""
        ...

    @property
    def backlog_s(self) -> float:
        """How long a final handed in now would wait before anyone looks at it, in seconds (estimated)."""
        ...

    async def transcribe(self, pcm: NDArray[np.int16], ticket: Ticket | None = None) -> Transcript:
        """Cancelling the call takes the work out of the queue. Raises `BusyError` where a partial had to give way."""
        ...

    async def close(self) -> None: ...
