"""CTC training of the head in jax: buckets of equal length, AdamW, one cycle of the learning rate, checkpoints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from train.syllables.network import Weights, fresh, logits
from train.syllables.recipe import FitSettings
from train.syllables.states import Example

#: Examples are padded to the next of these lengths (frames); each is compiled once.
_LENGTHS = (96, 160, 224, 288, 384, 512, 704)
_MOST_SYLLABLES = 40
#: Frames of a batch, padding included.
_BATCH_FRAMES = 2048
#: Stretches of states that are blanked in training are at most so long (frames).
_MASK_FRAMES = 10
#: How often an example is heard at another pace.
_STRETCHED = 0.5


@dataclass(frozen=True, slots=True)
class FitProgress:
    """`loss`: of the last epoch, nats a syllable."""

    epoch: int
    epochs: int
    loss: float


def fit(
    examples: Sequence[Example],
    settings: FitSettings,
    checkpoint: Path,
    on_progress: Callable[[FitProgress, Weights], None],
    begin: Weights | None = None,
) -> Weights:
    """Train from `begin` or fresh weights, or from `checkpoint`, written after every epoch, where it is there."""
    usable = [example for example in examples if _fits(example)]
    if not usable:
        raise ValueError("no example is long enough for its syllables")
    weights = begin if begin is not None else fresh(usable[0].states.shape[1], settings.size, settings.seed)
    steps = settings.epochs * len(_plan(usable, np.random.default_rng(settings.seed)))
    schedule = optax.cosine_onecycle_schedule(max(steps, 2), settings.rate, pct_start=0.2)
    optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(schedule, weight_decay=settings.decay))
    step = _step(optimiser, settings.dropout)
    state = (weights, optimiser.init(weights))
    begun, state = _restored(checkpoint, state)
    for epoch in range(begun, settings.epochs):
        losses, key = [], jax.random.PRNGKey(settings.seed * 1000 + epoch)
        for number, batch in enumerate(_batches(usable, settings.seed * 1000 + epoch, settings)):
            loss, *new = step(*state, *batch, jax.random.fold_in(key, number))
            state = (new[0], new[1])
            losses.append(float(loss))
        _save(checkpoint, epoch + 1, state)
        on_progress(FitProgress(epoch + 1, settings.epochs, float(np.mean(losses))), state[0])
    return state[0]


def _step(optimiser: optax.GradientTransformation, dropout: float) -> Callable[..., Any]:
    def loss_of(weights: Weights, states: Any, lengths: Any, labels: Any, counts: Any, dice: Any) -> Any:
        out = logits(weights, states, dice, dropout)
        beyond = (jnp.arange(states.shape[1])[None, :] >= lengths[:, None]).astype(jnp.float32)
        unused = (jnp.arange(labels.shape[1])[None, :] >= counts[:, None]).astype(jnp.float32)
        return optax.ctc_loss(out, beyond, labels, unused).sum() / jnp.maximum(counts.sum(), 1)

    def step(weights: Weights, memory: Any, states: Any, lengths: Any, labels: Any, counts: Any, dice: Any) -> Any:
        loss, slope = jax.value_and_grad(loss_of)(weights, states.astype(jnp.float32), lengths, labels, counts, dice)
        change, memory = optimiser.update(slope, memory, weights)
        return loss, optax.apply_updates(weights, change), memory

    compiled: Callable[..., Any] = jax.jit(step)
    return compiled


def _batches(examples: Sequence[Example], seed: int, settings: FitSettings) -> Iterator[tuple[NDArray[Any], ...]]:
    """States, their lengths, labels, their counts; every example once, examples of like length together."""
    rng = np.random.default_rng(seed)
    plan = _plan(examples, rng)
    for number in rng.permutation(len(plan)):
        length, places = plan[number]
        yield _stacked([examples[place] for place in places], length, max(1, _BATCH_FRAMES // length), rng, settings)


def _plan(examples: Sequence[Example], rng: np.random.Generator) -> list[tuple[int, list[int]]]:
    """Of each batch the length, and which examples are in it."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for place in rng.permutation(len(examples)):
        by_length[next(one for one in _LENGTHS if one >= len(examples[place].states))].append(int(place))
    return [
        (length, places[at : at + max(1, _BATCH_FRAMES // length)])
        for length, places in sorted(by_length.items())
        for at in range(0, len(places), max(1, _BATCH_FRAMES // length))
    ]


def _stacked(
    chosen: Sequence[Example], length: int, rows: int, rng: np.random.Generator, settings: FitSettings
) -> tuple[NDArray[Any], ...]:
    """Always `rows` rows, so that each length is compiled once; rows beyond the examples have no syllables."""
    states = np.zeros((rows, length, chosen[0].states.shape[1]), np.float16)
    labels = np.zeros((rows, _MOST_SYLLABLES), np.int32)
    lengths, counts = np.zeros(rows, np.int32), np.zeros(rows, np.int32)
    lengths[len(chosen) :] = length
    for row, example in enumerate(chosen):
        heard = example.states
        if settings.stretch and rng.random() < _STRETCHED:
            count = round(len(heard) * rng.uniform(1 - settings.stretch, 1 + settings.stretch))
            heard = stretched(heard, min(length, max(count, _needed(example))))
        lengths[row], counts[row] = len(heard), len(example.classes)
        states[row, : lengths[row]] = heard
        labels[row, : counts[row]] = example.classes
        for _ in range(settings.masks):
            at = int(rng.integers(length))
            states[row, at : at + int(rng.integers(_MASK_FRAMES + 1))] = 0
    return states, lengths, labels, counts


def stretched(states: NDArray[np.float16], count: int) -> NDArray[np.float16]:
    """`states` (frames, width) in `count` frames, interpolated."""
    at = np.linspace(0, len(states) - 1, count, dtype=np.float32)
    before = at.astype(np.intp)
    share = (at - before).astype(np.float16)[:, None]
    return np.asarray(states[before] * (1 - share) + states[np.minimum(before + 1, len(states) - 1)] * share)


def _fits(example: Example) -> bool:
    """Whether CTC has a path, and the example a place in the batches."""
    return len(example.classes) <= _MOST_SYLLABLES and _needed(example) <= len(example.states) <= _LENGTHS[-1]


def _needed(example: Example) -> int:
    """Frames of the shortest path: one for each syllable, and a blank between equal neighbours."""
    return len(example.classes) + int(np.sum(example.classes[1:] == example.classes[:-1]))


def _save(path: Path, epoch: int, state: Any) -> None:
    leaves = [np.asarray(leaf) for leaf in jax.tree.leaves(state)]
    part = path.with_suffix(".part")
    with part.open("wb") as stream:
        np.savez(
            stream,
            allow_pickle=False,
            epoch=np.array(epoch),
            **{f"leaf{place}": leaf for place, leaf in enumerate(leaves)},
        )
    part.replace(path)


def _restored(path: Path, state: Any) -> tuple[int, Any]:
    if not path.exists():
        return 0, state
    leaves, shape = jax.tree.flatten(state)
    with np.load(path) as stored:
        return int(stored["epoch"]), jax.tree.unflatten(
            shape, [jnp.asarray(stored[f"leaf{place}"]) for place in range(len(leaves))]
        )
