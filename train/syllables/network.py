"""The head's network in jax, for training; `asr.syllables.head` computes the same in numpy.

In training the weights of a syllable are the sum of those of its initial, those of its final, and a small part of its
own, so that a syllable that is seldom heard is known by the others that share its sounds. `composed` adds them up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from asr.syllables.inventory import SYLLABLES
from train.syllables.recipe import NetworkSize
from train.syllables.spelling import initial_and_final

Weights = dict[str, Any]

CLASSES = 1 + len(SYLLABLES)
_STRIDE = 2
#: Weight of what is a syllable's own beside what it shares.
_OWN = 0.3


def fresh(width: int, size: NetworkSize, seed: int) -> Weights:
    """Weights to begin with, for states of `width` numbers."""
    rng = np.random.default_rng(seed)

    def kernel(*shape: int) -> Any:
        return jnp.asarray(rng.standard_normal(shape) / np.sqrt(np.prod(shape[:-1])), jnp.float32)

    weights: Weights = {
        "norm.gain": jnp.ones(width),
        "norm.offset": jnp.zeros(width),
        "first.kernel": kernel(3, width, size.hidden),
        "first.bias": jnp.zeros(size.hidden),
    }
    for place in range(size.blocks):
        weights |= _layer(f"block{place}", size.hidden, kernel(5, size.hidden, size.hidden))
    parts = len(_PARTS)
    weights |= _layer("last", size.hidden, kernel(size.hidden, _STRIDE * parts))
    return weights


def continued(arrays: Mapping[str, NDArray[np.float32]], width: int, size: NetworkSize) -> Weights:
    """Weights that give what a head's file holds: training goes on from there.

    Raises ValueError for a head of another size.
    """
    inverse = np.linalg.pinv(_PARTS)
    weights: Weights = {name: jnp.asarray(array) for name, array in arrays.items()}
    for name in ("last.kernel", "last.bias"):
        whole = arrays[name].reshape(*arrays[name].shape[:-1], _STRIDE, CLASSES) @ inverse
        weights[name] = jnp.asarray(whole.reshape(*whole.shape[:-2], -1), jnp.float32)
    expected = {name: array.shape for name, array in fresh(width, size, 0).items()}
    if {name: array.shape for name, array in weights.items()} != expected:
        raise ValueError(f"expected a head of {size.blocks} blocks of {size.hidden} channels for states of {width}")
    return weights


def composed(weights: Weights) -> dict[str, NDArray[np.float32]]:
    """The arrays of a head's file (`asr.syllables.weights`)."""
    found = {name: np.asarray(array, np.float32) for name, array in weights.items()}
    return found | {name: np.asarray(_of_classes(found[name])) for name in ("last.kernel", "last.bias")}


def _of_classes(parts: Any) -> Any:
    """(…, 2 frames of parts) to (…, 2 frames of classes)."""
    whole = parts.reshape(*parts.shape[:-1], _STRIDE, -1) @ _PARTS
    return whole.reshape(*parts.shape[:-1], _STRIDE * CLASSES)


def logits(weights: Weights, states: Any, dice: Any = None, dropout: float = 0.0) -> Any:
    """`states` (batch, frames, width), frames even, to (batch, frames, CLASSES). With `dice` units drop out."""
    keys = iter(jax.random.split(dice, 16)) if dice is not None else iter(())

    def dropped(rows: Any) -> Any:
        if dice is None or dropout == 0:
            return rows
        return rows * jax.random.bernoulli(next(keys), 1 - dropout, rows.shape) / (1 - dropout)

    hidden = dropped(_normed(states, weights["norm.gain"], weights["norm.offset"]))
    hidden = dropped(jax.nn.gelu(_convolved(hidden, weights["first.kernel"], _STRIDE) + weights["first.bias"]))
    for place in range(sum(name.startswith("block") and name.endswith(".kernel") for name in weights)):
        name = f"block{place}"
        inside = _normed(hidden, weights[f"{name}.gain"], weights[f"{name}.offset"])
        inside = jax.nn.gelu(_convolved(inside, weights[f"{name}.kernel"], 1) + weights[f"{name}.bias"])
        hidden = hidden + dropped(inside)
    hidden = _normed(hidden, weights["last.gain"], weights["last.offset"])
    out = hidden @ _of_classes(weights["last.kernel"]) + _of_classes(weights["last.bias"])
    return out.reshape(states.shape[0], states.shape[1], CLASSES)


def _layer(name: str, hidden: int, kernel: Any) -> Weights:
    return {
        f"{name}.gain": jnp.ones(hidden),
        f"{name}.offset": jnp.zeros(hidden),
        f"{name}.kernel": kernel,
        f"{name}.bias": jnp.zeros(kernel.shape[-1]),
    }


def _parts() -> NDArray[np.float32]:
    """(parts, classes): which parts make up each class: blank, initials, finals, and one of each syllable's own."""
    spelt = [initial_and_final(syllable) for syllable in SYLLABLES]
    shared = sorted({("initial", one) for one, _ in spelt} | {("final", other) for _, other in spelt})
    rows = np.zeros((1 + len(shared) + len(SYLLABLES), CLASSES), np.float32)
    rows[0, 0] = 1
    for place, (initial, final) in enumerate(spelt):
        rows[1 + shared.index(("initial", initial)), 1 + place] = 1
        rows[1 + shared.index(("final", final)), 1 + place] = 1
        rows[1 + len(shared) + place, 1 + place] = _OWN
    return rows


_PARTS = _parts()


def _normed(rows: Any, gain: Any, offset: Any) -> Any:
    centred = rows - rows.mean(axis=-1, keepdims=True)
    return centred / jnp.sqrt(jnp.square(centred).mean(axis=-1, keepdims=True) + 1e-5) * gain + offset


def _convolved(rows: Any, kernel: Any, stride: int) -> Any:
    """Zeros beyond both ends, as `asr.syllables.head` has it. One product of matrices: XLA's convolutions are slow."""
    width, inside, outside = kernel.shape
    count = -(-rows.shape[1] // stride)
    padded = jnp.pad(rows, ((0, 0), (width // 2, width), (0, 0)))
    taps = [padded[:, tap : tap + count * stride : stride] for tap in range(width)]
    return jnp.concatenate(taps, axis=-1) @ kernel.reshape(width * inside, outside)
