"""CTC training learns toy states, continues after an interruption, and its network is the product's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("jax", reason="training: pip install -e .[train]")
pytest.importorskip("optax", reason="training: pip install -e .[train]")

import jax

from asr.syllables.head import SyllableHead
from asr.syllables.weights import HeadOrigin
from train.syllables.fit import FitProgress, fit, stretched
from train.syllables.network import Weights, composed, continued, fresh, logits
from train.syllables.recipe import FitSettings, NetworkSize
from train.syllables.score import greedy
from train.syllables.states import Example

WIDTH = 16
# Nothing is masked: a toy syllable is shorter than a mask, and one that is blanked cannot be learnt.
SETTINGS = FitSettings(seed=2, epochs=45, rate=1e-2, dropout=0.0, masks=0, size=NetworkSize(hidden=16, blocks=1))


def example(rng: np.random.Generator) -> Example:
    """Up to six of five syllables; each is four frames of its own direction, between frames of silence."""
    directions = np.random.default_rng(0).standard_normal((5, WIDTH))
    said = rng.integers(5, size=int(rng.integers(1, 7)))
    states = 0.1 * rng.standard_normal((60, WIDTH))
    for place, number in enumerate(said):
        states[place * 8 + 4 : place * 8 + 8] += directions[number]
    return Example(states.astype(np.float16), (said + 1).astype(np.int16))


def head_of(weights: Weights) -> SyllableHead:
    return SyllableHead(HeadOrigin("toy", "", WIDTH, {}), composed(weights))


@pytest.mark.parametrize("frames", [10, 64])
def test_training_and_product_compute_the_same(frames: int) -> None:
    weights = fresh(WIDTH, NetworkSize(hidden=8, blocks=2), 1)
    states = np.random.default_rng(1).standard_normal((frames, WIDTH)).astype(np.float32)
    trained = np.asarray(jax.nn.log_softmax(logits(weights, states[None])))[0]
    assert np.allclose(head_of(weights).log_posteriors(states), trained, atol=1e-4)


def test_training_goes_on_from_a_written_head(tmp_path: Path) -> None:
    size = NetworkSize(hidden=8, blocks=2)
    arrays = composed(fresh(WIDTH, size, 1))
    again = composed(continued(arrays, WIDTH, size))
    assert set(again) == set(arrays)
    for name, array in arrays.items():
        assert np.allclose(again[name], array, atol=1e-4), name
    with pytest.raises(ValueError, match="expected a head of 2 blocks of 16 channels for states of 16"):
        continued(arrays, WIDTH, NetworkSize(hidden=16, blocks=2))
    with pytest.raises(ValueError, match="expected a head of 3 blocks"):
        continued(arrays, WIDTH, NetworkSize(hidden=8, blocks=3))


def test_a_fit_that_goes_on_begins_where_the_head_was(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    examples = [example(rng) for _ in range(100)]
    learnt = fit(examples, SETTINGS, tmp_path / "fit.npz", lambda *_: None)
    losses: list[float] = []
    begin = continued(composed(learnt), WIDTH, SETTINGS.size)
    more = replace(SETTINGS, epochs=2, rate=1e-3)
    fit(examples, more, tmp_path / "more.npz", lambda done, _: losses.append(done.loss), begin)
    assert losses[0] < 0.2, f"expected the loss of the learnt head; got {losses[0]:.2f} nats"


def test_stretched_states_keep_their_ends_and_their_order() -> None:
    states = np.arange(10, dtype=np.float16)[:, None] * np.ones(4, np.float16)
    for count in (6, 10, 13):
        found = stretched(states, count)
        assert found.shape == (count, 4)
        assert found.dtype == np.float16
        assert (found[0, 0], found[-1, 0]) == (0, 9)
        assert (np.diff(found[:, 0]) > 0).all()


def test_toy_syllables_are_learnt_doubled_ones_too(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    losses: list[float] = []
    weights = fit(
        [example(rng) for _ in range(200)],
        SETTINGS,
        tmp_path / "fit.npz",
        lambda done, _: losses.append(done.loss),
    )
    assert losses[-1] < 0.1 < losses[0]
    head, wrong = head_of(weights), 0
    for _ in range(40):
        test = example(rng)
        wrong += greedy(head.log_posteriors(test.states.astype(np.float32))) != list(test.classes)
    assert wrong <= 2, f"expected 38 of 40 unseen toys right; {wrong} were wrong"


def test_a_fit_goes_on_where_it_was_interrupted(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    examples, settings = [example(rng) for _ in range(30)], replace(SETTINGS, epochs=4, dropout=0.1)
    whole = fit(examples, settings, tmp_path / "whole.npz", lambda *_: None)
    epochs: list[int] = []

    def interrupted(done: FitProgress, _: Weights) -> None:
        epochs.append(done.epoch)
        if done.epoch == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(examples, settings, tmp_path / "parts.npz", interrupted)
    again = fit(examples, settings, tmp_path / "parts.npz", interrupted)
    assert epochs == [1, 2, 3, 4]
    for name, array in whole.items():
        assert np.allclose(array, again[name], atol=1e-5), name


def test_examples_too_short_for_their_syllables_are_left_out(tmp_path: Path) -> None:
    short = Example(np.zeros((3, WIDTH), np.float16), np.array([1, 1, 1], np.int16))
    with pytest.raises(ValueError, match="no example is long enough"):
        fit([short], SETTINGS, tmp_path / "fit.npz", lambda *_: None)
