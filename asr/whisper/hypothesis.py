"""What a model heard: several readings of one sound, likeliest first, before anyone judges them."""

from __future__ import annotations

from dataclasses import dataclass

#: The longest utterance (s): Whisper's window is 30 s, and at least one of them is silence behind it.
LONGEST_S = 29
#: Readings that are handed on: the best, and at most four others.
MOST_READINGS = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """`text`: Simplified and tidy. `logprob`: mean natural log of a token's probability; `total`: their sum."""

    text: str
    logprob: float
    total: float


@dataclass(frozen=True, slots=True)
class Heard:
    """`readings`: at least one, no two of the same text. `no_speech`: 0..1, the belief that nobody spoke."""

    readings: tuple[Reading, ...]
    no_speech: float
