"""The head's network in jax, for training; `asr.syllables.head` computes the same in numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from asr.syllables.inventory import SYLLABLES

Weights = dict[str, Any]

CLASSES = 1 + len(SYLLABLES)
_STRIDE = 2


@dataclass(frozen=True, slots=True)
class NetworkSize:
    """`hidden`: channels between the layers. `blocks`: residual convolutions."""

    hidden: int = 320
    blocks: int = 3


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
    for name, shape in [
        *((f"block{place}", (5, size.hidden, size.hidden)) for place in range(size.blocks)),
        ("last", (size.hidden, _STRIDE * CLASSES)),
    ]:
        weights[f"{name}.gain"] = jnp.ones(size.hidden)
        weights[f"{name}.offset"] = jnp.zeros(size.hidden)
        weights[f"{name}.kernel"] = kernel(*shape)
        weights[f"{name}.bias"] = jnp.zeros(shape[-1])
    return weights


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
    out = hidden @ weights["last.kernel"] + weights["last.bias"]
    return out.reshape(states.shape[0], states.shape[1], CLASSES)


def _normed(rows: Any, gain: Any, offset: Any) -> Any:
    centred = rows - rows.mean(axis=-1, keepdims=True)
    return centred / jnp.sqrt(jnp.square(centred).mean(axis=-1, keepdims=True) + 1e-5) * gain + offset


def _convolved(rows: Any, kernel: Any, stride: int) -> Any:
    """Padded with half a kernel before; after it with what the stride needs."""
    width = kernel.shape[0]
    count = -(-rows.shape[1] // stride)
    after = (count - 1) * stride + width - rows.shape[1] - width // 2
    return jax.lax.conv_general_dilated(
        rows, kernel, (stride,), [(width // 2, max(0, after))], dimension_numbers=("NWC", "WIO", "NWC")
    )
