"""How far a reading can be trusted, from what the model gave away about it."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known about one reading of one sound.

    `margin`: natural-log lead over the best other reading of the same sound (sums over all tokens); negative where the
    other is better, None where there is no other, which says nothing: beam 1 never has one.
    """

    logprob: float  # mean natural log of a token's probability
    no_speech: float  # 0..1
    margin: float | None
    characters: int
    seconds: float


def confidence(evidence: Evidence) -> float:
    """0..1: how likely it is that every syllable is right. Not calibrated yet: a token's mean probability."""
    return min(1.0, math.exp(evidence.logprob))
