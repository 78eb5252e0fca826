"""CTC scores against a sum over every alignment."""

from __future__ import annotations

import math
from itertools import groupby, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from asr.syllables import ctc

#: Few classes, so that all alignments can be written down: the blank and two units.
UNITS = 2


def random_posteriors(frames: int, seed: int) -> NDArray[np.float64]:
    table = np.random.default_rng(seed).dirichlet(np.full(1 + UNITS, 0.5), frames) + 1e-6
    return np.log(table / table.sum(axis=1, keepdims=True))


def by_hand(table: NDArray[np.float64], wanted: tuple[int, ...]) -> float:
    total = 0.0
    for path in product(range(1 + UNITS), repeat=len(table)):
        said = tuple(one - 1 for one, _ in groupby(path) if one)
        if said == wanted:
            total += math.exp(sum(table[t, one] for t, one in enumerate(path)))
    return math.log(total) if total else -math.inf


@given(st.integers(1, 6), st.integers(0, 999), st.lists(st.integers(0, UNITS - 1), max_size=4))
def test_a_score_is_the_sum_over_all_alignments(frames: int, seed: int, sequence: list[int]) -> None:
    table = random_posteriors(frames, seed)
    found = ctc.scores(table[:, 1:], table[:, 0], [sequence])[0]
    expected = by_hand(table, tuple(sequence))
    assert found == expected if math.isinf(expected) else abs(found - expected) < 1e-6


@given(st.integers(1, 5), st.integers(0, 99))
def test_all_sequences_together_are_certain(frames: int, seed: int) -> None:
    table = random_posteriors(frames, seed)
    every = [list(one) for size in range(frames + 1) for one in product(range(UNITS), repeat=size)]
    assert abs(np.logaddexp.reduce(ctc.scores(table[:, 1:], table[:, 0], every))) < 1e-6


def test_long_sound_does_not_underflow() -> None:
    table = random_posteriors(1500, 1)
    scores = ctc.scores(table[:, 1:], table[:, 0], [[0, 1] * 10, [0, 1] * 200])
    assert np.isfinite(scores).all()


@given(st.integers(2, 8), st.integers(0, 99))
def test_small_words_around_only_help(frames: int, seed: int) -> None:
    table = random_posteriors(frames, seed)
    alone = ctc.scores(table[:, 1:], table[:, 0], [[0]])[0]
    edges = ctc.fillers(table, np.array([2]), syllable_cost=0.0)
    assert ctc.scores(table[:, 1:], table[:, 0], [[0]], edges)[0] >= alone - 1e-9
    assert len(edges.before) == len(edges.after) == frames + 1


def test_nothing_to_score_is_no_score() -> None:
    table = random_posteriors(3, 1)
    assert len(ctc.scores(table[:, 1:], table[:, 0], [])) == 0
