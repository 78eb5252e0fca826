"""What a model decoded from one sound: several hypotheses, likeliest first, before the guards."""

from __future__ import annotations

from dataclasses import dataclass

#: The longest utterance (s): Whisper's window is 30 s, and at least one of them is silence behind it.
LONGEST_S = 29
#: Hypotheses that are returned: the best, and at most four others.
MAX_HYPOTHESES = 5
#: As the beam of a request: no hypothesis is wanted, only the syllables.
NO_TEXT = 0


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """`text`: Simplified and tidy. `logprob`: mean natural log of a token's probability; `total`: their sum."""

    text: str
    logprob: float
    total: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """`hypotheses`: no two of the same text; none if only the syllables were wanted.

    `no_speech`: 0..1, the probability of no speech. `lattice`: what the syllable head heard, packed
    (`asr.syllables.lattice`); empty where there is no head.
    """

    hypotheses: tuple[Hypothesis, ...]
    no_speech: float
    lattice: bytes = b""
