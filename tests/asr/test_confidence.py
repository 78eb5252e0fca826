from __future__ import annotations

import math

import pytest

from asr.confidence import Evidence, confidence


@pytest.mark.parametrize("logprob", [-20.0, -1.0, -0.1, 0.0, 0.01])
def test_confidence_is_between_nothing_and_all(logprob: float) -> None:
    sure = confidence(Evidence(logprob, no_speech=0.1, margin=None, characters=4, seconds=1.0))
    assert 0.0 <= sure <= 1.0
    assert sure == pytest.approx(min(1.0, math.exp(logprob)))
