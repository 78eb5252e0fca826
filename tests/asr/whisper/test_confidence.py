from __future__ import annotations

from dataclasses import replace

import pytest

from asr.whisper.confidence import Evidence, confidence

USUAL = Evidence(logprob=-0.3, no_speech=0.1, margin=1.0, characters=5, seconds=1.5)


@pytest.mark.parametrize("logprob", [-200.0, -20.0, -1.0, -0.1, 0.0, 0.01])
@pytest.mark.parametrize("margin", [None, -100.0, 0.0, 100.0])
@pytest.mark.parametrize("characters", [0, 1, 30, 200])
def test_confidence_is_between_nothing_and_all(logprob: float, margin: float | None, characters: int) -> None:
    assert 0.0 <= confidence(Evidence(logprob, 0.1, margin, characters, 1.0)) < 1.0


def test_what_makes_a_reading_more_likely() -> None:
    sure = confidence(USUAL)
    assert confidence(replace(USUAL, logprob=-0.1)) > sure
    assert confidence(replace(USUAL, logprob=-1.0)) < sure
    assert confidence(replace(USUAL, margin=2.0)) > sure
    assert confidence(replace(USUAL, margin=-0.5)) < sure
    assert confidence(replace(USUAL, no_speech=0.8)) < sure


def test_no_other_reading_says_nothing() -> None:
    assert confidence(replace(USUAL, margin=-2.0)) < confidence(replace(USUAL, margin=None))
    assert confidence(replace(USUAL, margin=None)) < confidence(replace(USUAL, margin=3.0))


def test_fluent_speech_is_trusted_and_guesses_are_not() -> None:
    assert confidence(Evidence(-0.05, 0.1, 2.5, 8, 2.0)) > 0.9
    assert confidence(Evidence(-1.2, 0.7, 0.1, 8, 2.0)) < 0.05
