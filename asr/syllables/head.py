"""The syllable head: posteriors of toneless syllables from the states of Whisper's encoder. numpy alone, synchronous.

The network is trained with CTC (`train/syllables`):

    states (50 a second) -> LayerNorm -> convolution of width 3, stride 2 -> residual convolutions of width 5
    -> linear to two frames of syllables and blank each

It computes 25 times a second and still gives 50 frames a second, which tell equal neighbours (555) apart.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from asr.errors import RecogniserError
from asr.syllables.inventory import SYLLABLES
from asr.syllables.weights import Array, HeadOrigin, read_head

#: States of this much silence after the sound belong to what the head reads: the last syllable ends in them.
AFTER_FRAMES = 25

_CLASSES = 1 + len(SYLLABLES)
_EPSILON = 1e-5
_STRIDE = 2


class SyllableHead:
    """Loaded weights. Safe to call from many threads; keeps nothing between calls."""

    #: Frames of `log_posteriors` a second: as many as the encoder's states.
    frames_per_second = 50

    def __init__(self, origin: HeadOrigin, weights: dict[str, Array]) -> None:
        """Raises `RecogniserError` where an array lacks or does not fit the syllables."""
        self.origin = origin
        try:
            self._norm = weights["norm.gain"], weights["norm.offset"]
            self._first = weights["first.kernel"], weights["first.bias"]
            self._blocks = [
                (_layer(weights, f"block{place}"))
                for place in range(sum(name.startswith("block") and name.endswith(".kernel") for name in weights))
            ]
            self._last = _layer(weights, "last")
        except KeyError as error:
            raise RecogniserError(f"the syllable head has no array {error}") from error
        if self._last[2].shape[-1] != _STRIDE * _CLASSES:
            raise RecogniserError(f"the syllable head has {self._last[2].shape[-1]} outputs, not {_STRIDE * _CLASSES}")

    @classmethod
    def load(cls, path: Path, encoder: Path | None = None) -> SyllableHead:
        """Read a head. `encoder`: the folder of the Whisper model whose states it will be given; it is checked.

        Raises `RecogniserError` (see `weights.read_head`).
        """
        return cls(*read_head(path, encoder))

    def log_posteriors(self, states: Array) -> Array:
        """`states`: float32 (frames, width) of one sound, with up to `AFTER_FRAMES` of the silence after it.

        Returns natural logarithms, float32 (frames, 1 + len(SYLLABLES)); class 0 is blank. Raises ValueError for states
        of another width.
        """
        if states.ndim != 2 or states.shape[1] != self.origin.width:
            raise ValueError(f"expected states (frames, {self.origin.width}) of {self.origin.encoder}: {states.shape}")
        count = len(states)
        if not count:
            return np.zeros((0, _CLASSES), np.float32)
        hidden = _normed(states.astype(np.float32, copy=False), *self._norm)
        hidden = _gelu(_convolved(hidden, *self._first, stride=_STRIDE))
        for gain, offset, kernel, bias in self._blocks:
            hidden = hidden + _gelu(_convolved(_normed(hidden, gain, offset), kernel, bias))
        gain, offset, kernel, bias = self._last
        logits = (_normed(hidden, gain, offset) @ kernel + bias).reshape(-1, _CLASSES)[:count]
        logits = logits - logits.max(axis=1, keepdims=True)
        return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)), np.float32)


def _layer(weights: dict[str, Array], name: str) -> tuple[Array, Array, Array, Array]:
    return weights[f"{name}.gain"], weights[f"{name}.offset"], weights[f"{name}.kernel"], weights[f"{name}.bias"]


def _normed(rows: Array, gain: Array, offset: Array) -> Array:
    centred = rows - rows.mean(axis=1, keepdims=True)
    spread = np.sqrt(np.square(centred).mean(axis=1, keepdims=True) + np.float32(_EPSILON))
    return np.asarray(centred / spread * gain + offset, np.float32)


def _convolved(rows: Array, kernel: Array, bias: Array, stride: int = 1) -> Array:
    """`rows` (n, in), `kernel` (width, in, out): (ceil(n / stride), out), zeros beyond both ends."""
    width, inside, outside = kernel.shape
    count = -(-len(rows) // stride)
    padded = np.zeros(((count - 1) * stride + width, inside), np.float32)
    padded[width // 2 : width // 2 + len(rows)] = rows[: len(padded) - width // 2]
    windows = np.lib.stride_tricks.sliding_window_view(padded, width, axis=0)[::stride]  # (count, in, width)
    flat = windows.transpose(0, 2, 1).reshape(count, width * inside)
    return np.asarray(flat @ kernel.reshape(width * inside, outside) + bias, np.float32)


def _gelu(rows: Array) -> Array:
    """The tanh form."""
    return np.asarray(0.5 * rows * (1 + np.tanh(0.7978845608 * (rows + 0.044715 * rows**3))), np.float32)
