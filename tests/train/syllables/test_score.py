"""Reading syllables and digits from posteriors."""

from __future__ import annotations

import numpy as np

from asr.syllables.inventory import SYLLABLES, class_of
from train.syllables.score import digits, greedy


def posteriors(*frames: dict[str, float]) -> np.ndarray:
    """Each frame: probabilities of syllables; the rest is blank's."""
    rows = np.full((len(frames), 1 + len(SYLLABLES)), 1e-6, np.float32)
    for row, frame in zip(rows, frames, strict=True):
        for name, share in frame.items():
            row[class_of(name) or 0] = share
        row[0] = max(1e-6, 1 - sum(frame.values()))
    return np.log(rows)


def test_repetitions_merge_unless_a_blank_is_between() -> None:
    frames = posteriors({"ba": 0.9}, {"ba": 0.9}, {}, {"ba": 0.9}, {"wu": 0.9})
    assert [SYLLABLES[number - 1] for number in greedy(frames)] == ["ba", "ba", "wu"]
    assert greedy(frames[:0]) == []


def test_readings_of_a_digit_count_together_and_others_not_at_all() -> None:
    assert digits(posteriors({"yi": 0.3, "yao": 0.3}, {}, {"hao": 0.9}, {"dong": 0.9})) == "10"
    assert digits(posteriors({"cha": 0.9}, {}, {"liang": 0.4, "er": 0.4})) == "X2"
