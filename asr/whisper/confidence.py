"""The confidence of a hypothesis, computed from the scores the model gave it.

A logistic function, fitted with `python -m bench.hear --calibration` on 267 hypotheses of whisper-base (beam 5; 66 hall
sentences by two Kokoro voices, clean and in seven other conditions; the label is "every syllable right, homophones
count", true of 41 %). Expected calibration error over ten bins, Brier score, and the probability that a right
hypothesis gets more than a wrong one; each half of the sentences measured with the fit of the other, then all together:

    a token's mean probability    0.243    0.241    0.813
    this                          0.078    0.168    0.825

Limits: synthetic voices, one model, few hypotheses. Refit on recordings from a hall.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_CONSTANT = 0.325
_LOGPROB = 0.913
_MARGIN = 0.638
_NO_SPEECH = -1.327
_LOG_CHARACTERS = 0.868
#: A margin is clipped to +-_MOST_MARGIN; without a second hypothesis _USUAL_MARGIN is assumed.
_MOST_MARGIN, _USUAL_MARGIN = 3.0, 0.7
_LEAST_LOGPROB = -20.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """The scores of one hypothesis of one sound.

    `margin`: natural-log lead over the best other hypothesis of the same sound (sums over all tokens); negative where
    the other is better, None where there is no other (always so with beam 1).
    """

    logprob: float  # mean natural log of a token's probability
    no_speech: float  # 0..1
    margin: float | None
    characters: int
    seconds: float


def confidence(evidence: Evidence) -> float:
    """The probability (0..1, below 1) that every syllable is right."""
    margin = _USUAL_MARGIN if evidence.margin is None else evidence.margin
    doubt = -(
        _CONSTANT
        + _LOGPROB * min(0.0, max(_LEAST_LOGPROB, evidence.logprob * max(1, evidence.characters)))
        + _MARGIN * max(-_MOST_MARGIN, min(_MOST_MARGIN, margin))
        + _NO_SPEECH * evidence.no_speech
        + _LOG_CHARACTERS * math.log(1 + evidence.characters)
    )
    return 1 / (1 + math.exp(doubt))
