"""CTC scores of given sequences: how likely it is that exactly these units were said, summed over all alignments.

A unit is one syllable, or several that count as the same (一 and 幺). Scores are natural logs; over all sequences of
syllables their probabilities sum to 1, so a score is a posterior and can be compared with that of any other sequence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from asr.syllables.inventory import BLANK

#: Frames between two rescalings: the likeliest unit of a frame has at least 1/411, and no cell less than e**-16.
_RESCALE_EVERY = 8


@dataclass(frozen=True, slots=True)
class Edges:
    """What may be said before and after: `before[t]`: log probability of frames [0, t) under it, `after[t]`: of [t, n).

    Both have n + 1 values. Nothing but silence: `silence`.
    """

    before: NDArray[np.float64]
    after: NDArray[np.float64]


def silence(log_posteriors: NDArray[np.float64]) -> Edges:
    """Edges at which nothing was said."""
    return _edges(log_posteriors[:, BLANK])


def fillers(log_posteriors: NDArray[np.float64], allowed: NDArray[np.int64], *, syllable_cost: float) -> Edges:
    """Edges at which the syllables of `allowed` (classes) may be said in any order, each for `syllable_cost`.

    Along the best path.
    """
    best = allowed[np.argmax(log_posteriors[:, allowed], axis=1)] if len(allowed) else np.full(len(log_posteriors), -1)
    rows = np.arange(len(log_posteriors))
    spoken = (best >= 0) & (log_posteriors[rows, best] > log_posteriors[:, BLANK])
    onset = spoken & np.concatenate([[True], (best[1:] != best[:-1]) | ~spoken[:-1]])
    cost = np.where(spoken, log_posteriors[rows, best], log_posteriors[:, BLANK]) - syllable_cost * onset
    return _edges(cost)


def _edges(cost: NDArray[np.float64]) -> Edges:
    before = np.concatenate([[0.0], np.cumsum(cost)])
    return Edges(before, before[-1] - before)


def scores(
    units: NDArray[np.float64],
    blank: NDArray[np.float64],
    sequences: Sequence[Sequence[int]],
    edges: Edges | None = None,
    alike: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """The score of each sequence. `units`: (n, U) log probabilities of the units in each frame, `blank`: (n,).

    `sequences`: of unit numbers. `edges`: what else may be said around them, by default nothing.
    `alike`: (U, U) units that share a syllable, between which there must be a blank; by default the equal ones.
    """
    if not sequences:
        return np.zeros(0)
    frames, count = len(units), len(sequences)
    if edges is None:
        edges = _edges(blank)
    lengths = np.array([len(sequence) for sequence in sequences])
    labels = np.full((count, max(1, int(lengths.max(initial=1)))), -1)
    for row, sequence in zip(labels, sequences, strict=True):
        row[: len(sequence)] = sequence
    # States: before the first unit (entered from the edge), then each unit and the blank behind it.
    states = 2 * labels.shape[1] + 1
    emitted = np.exp(np.concatenate([units, np.full((frames, 1), -np.inf)], axis=1))
    quiet = np.exp(blank)
    skips = np.zeros((count, states))
    before, behind = labels[:, :-1], labels[:, 1:]
    skips[:, 3::2] = before != behind if alike is None else ~alike[before, behind]
    alpha = np.zeros((count, states))
    scale = np.zeros(count)
    ends = np.full(count, -np.inf)
    rows, last = np.arange(count), 2 * lengths - 1
    total = edges.before[-1]
    ends[lengths == 0] = total
    real = lengths > 0
    for t in range(frames):
        # Frames [0, t) belong to the edge.
        alpha[:, 0] = np.exp(np.clip(edges.before[t] - scale, -700.0, 700.0))
        moved = alpha.copy()
        moved[:, 1:] += alpha[:, :-1]
        moved[:, 2:] += skips[:, 2:] * alpha[:, :-2]
        moved[:, 1::2] *= emitted[t, labels]
        moved[:, 2::2] *= quiet[t]
        alpha = moved
        # The last unit's last frame is t; what comes behind belongs to the edge.
        here = alpha[rows, last] * real
        with np.errstate(divide="ignore"):
            ends = np.logaddexp(ends, np.log(here) + scale + edges.after[t + 1])
        if t % _RESCALE_EVERY == _RESCALE_EVERY - 1:
            top = alpha[:, 1:].max(axis=1, initial=0.0)
            top = np.where(top > 0.0, top, 1.0)
            alpha /= top[:, None]
            scale += np.log(top)
    return ends
