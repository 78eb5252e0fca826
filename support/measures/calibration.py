"""Is a confidence of 0.8 right in 8 of 10 cases? The reliability diagram, its error, and a logistic fit that mends it.

The label is "every syllable right" (homophones count as right). The fit is ridge-penalised maximum likelihood on one
half of the sentences, by Newton's method; everything is measured on the other half.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from asr.whisper.confidence import Evidence

FEATURES = ("constant", "logprob", "margin", "no_speech", "log_characters")
_BINS = 10
_RIDGE = 0.5
_MOST_MARGIN, _USUAL_MARGIN = 3.0, 0.7


@dataclass(frozen=True, slots=True)
class Case:
    """One reading: what was known of it, whether every syllable was right, the sentence it came from."""

    evidence: Evidence
    right: bool
    sentence: int


def features(evidence: Evidence) -> list[float]:
    """In the order of `FEATURES`. `logprob` times characters; a margin is cut at 3, and taken for 0.7 where none is."""
    margin = evidence.margin
    return [
        1.0,
        max(-20.0, evidence.logprob * max(1, evidence.characters)),
        _USUAL_MARGIN if margin is None else max(-_MOST_MARGIN, min(_MOST_MARGIN, margin)),
        evidence.no_speech,
        math.log(1 + evidence.characters),
    ]


def fit(cases: Sequence[Case]) -> NDArray[np.float64]:
    """Weights of `FEATURES`, (5,)."""
    table = np.array([features(case.evidence) for case in cases])
    right = np.array([case.right for case in cases], float)
    ridge = np.diag([0.0, *[_RIDGE] * (table.shape[1] - 1)])
    weights = np.zeros(table.shape[1])
    for _ in range(50):
        sure = predicted(table, weights)
        gradient = table.T @ (sure - right) + ridge @ weights
        curve = (table * (sure * (1 - sure))[:, None]).T @ table + ridge + 1e-9 * np.eye(len(weights))
        step = np.linalg.solve(curve, gradient)
        weights -= step
        if float(np.abs(step).max()) < 1e-8:
            break
    return weights


def predicted(table: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n,) probabilities for an (n, features) table."""
    return np.asarray(1 / (1 + np.exp(-np.clip(table @ weights, -30, 30))))


def calibration_error(sure: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    """Expected calibration error over ten bins of equal width: mean distance of confidence from accuracy."""
    return float(sum(abs(c - a) * n for c, a, n in bins(sure, right)) / max(1, len(sure)))


def bins(sure: NDArray[np.float64], right: NDArray[np.float64]) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, count) of every bin that holds something."""
    place = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    held = [place == number for number in range(_BINS)]
    return [(float(sure[one].mean()), float(right[one].mean()), int(one.sum())) for one in held if one.any()]


def discrimination(sure: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    """The chance that a right reading is trusted more than a wrong one (area under the ROC curve)."""
    good, bad = sure[right > 0.5], sure[right < 0.5]
    if not len(good) or not len(bad):
        return math.nan
    return float(np.mean((good[:, None] > bad[None]) + 0.5 * (good[:, None] == bad[None])))


def draw(series: dict[str, list[tuple[float, float, int]]], path: Path) -> None:
    """The reliability diagram: confidence to the right, share right upwards, a dot's area its count."""
    size, edge = 420, 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size + 2 * edge + 180} {size + 2 * edge}" '
        'font-family="sans-serif" font-size="14">',
        f'<rect x="{edge}" y="{edge}" width="{size}" height="{size}" fill="none" stroke="#8c9a98"/>',
        f'<path d="M{edge} {edge + size} L{edge + size} {edge}" stroke="#8c9a98" stroke-dasharray="5 4"/>',
        f'<text x="{edge + size / 2}" y="{size + edge + 40}" text-anchor="middle">confidence</text>',
        f'<text x="{edge - 40}" y="{edge + size / 2}" transform="rotate(-90 {edge - 40} {edge + size / 2})" '
        'text-anchor="middle">every syllable right</text>',
    ]
    for share in (0, 0.5, 1):
        parts.append(f'<text x="{edge + share * size}" y="{edge + size + 18}" text-anchor="middle">{share:g}</text>')
        parts.append(f'<text x="{edge - 8}" y="{edge + size - share * size + 5}" text-anchor="end">{share:g}</text>')
    for number, (name, dots) in enumerate(series.items()):
        colour = ("#b8874a", "#14655f")[number % 2]
        at = [(edge + c * size, edge + size - a * size, 2 + math.sqrt(n)) for c, a, n in dots]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in at)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{colour}" fill-opacity="0.7"/>' for x, y, r in at
        ]
        parts.append(f'<text x="{edge + size + 16}" y="{edge + 20 + 22 * number}" fill="{colour}">{name}</text>')
    path.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")
