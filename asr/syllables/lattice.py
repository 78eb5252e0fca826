"""Syllable posteriors of one utterance, small enough to travel beside its text: the classes that count of the frames
that count, in a few kilobytes.

A frame is 20 ms. Of each the classes likelier than 0.1 % are kept, their log probabilities in steps of 1/16; the rest
of the probability is spread evenly over the other classes. Of a run of frames that are surely blank one is kept:
another changes no CTC score by more than its doubt, 0.1 %. 3 s of speech are about 2 kB.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from asr.syllables.inventory import BLANK, SYLLABLES

#: Classes of the head: the blank and the syllables.
CLASSES = 1 + len(SYLLABLES)
FRAMES_PER_SECOND = 50
#: A class less likely than this is part of the rest; a frame whose blank is likelier than _SURE is surely blank.
_LEAST, _SURE = 1e-3, 0.999
#: Natural-log probabilities are kept in steps of 1 / _STEPS, down to -255 / _STEPS.
_STEPS = 16.0
_HEADER = struct.Struct("<HHI")  # frames of the utterance, frames kept, classes kept


@dataclass(frozen=True, slots=True)
class Lattice:
    """`data`: as `pack` made it. It holds what was said: as personal as the text, and never stored or logged."""

    data: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Raises ValueError if `data` does not hold a lattice."""
        if len(self.data) < _HEADER.size:
            raise ValueError("a lattice without a header")
        _, kept, classes = _HEADER.unpack_from(self.data)
        if len(self.data) != _HEADER.size + 4 * kept + 3 * classes:
            raise ValueError("a lattice that is not as long as it says")
        counts, which = self._pieces()[1], self._pieces()[3]
        if int(counts.sum()) != classes or (classes and int(which.max()) >= CLASSES):
            raise ValueError("a lattice of other classes")

    @property
    def seconds(self) -> float:
        """Length of the sound it was made from, the head's lead-out included."""
        return float(_HEADER.unpack_from(self.data)[0]) / FRAMES_PER_SECOND

    @property
    def times(self) -> NDArray[np.float64]:
        """(n,) when each kept frame was, in seconds."""
        return self._pieces()[0].astype(np.float64) / FRAMES_PER_SECOND

    def posteriors(self) -> NDArray[np.float64]:
        """(n, CLASSES) natural-log probabilities of the kept frames."""
        _, counts, rest, which, kept = self._pieces()
        dense = np.repeat(-rest.astype(np.float64)[:, None] / _STEPS, CLASSES, axis=1)
        dense[np.repeat(np.arange(len(counts)), counts), which] = -kept.astype(np.float64) / _STEPS
        return dense

    def _pieces(
        self,
    ) -> tuple[NDArray[np.uint16], NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint16], NDArray[np.uint8]]:
        """Frame numbers, classes kept of each frame, the rest of each frame; those classes and their costs."""
        _, kept, classes = _HEADER.unpack_from(self.data)
        at = _HEADER.size
        frames = np.frombuffer(self.data, "<u2", kept, at)
        counts = np.frombuffer(self.data, np.uint8, kept, at + 2 * kept)
        rest = np.frombuffer(self.data, np.uint8, kept, at + 3 * kept)
        which = np.frombuffer(self.data, "<u2", classes, at + 4 * kept)
        costs = np.frombuffer(self.data, np.uint8, classes, at + 4 * kept + 2 * classes)
        return frames, counts, rest, which, costs


def pack(log_posteriors: NDArray[np.float32]) -> Lattice:
    """From the head's output, (frames, CLASSES) natural-log probabilities. ValueError for another shape or NaN."""
    if log_posteriors.ndim != 2 or log_posteriors.shape[1] != CLASSES or len(log_posteriors) > 0xFFFF:
        raise ValueError(f"expected (frames, {CLASSES}) posteriors, got {log_posteriors.shape}")
    if np.isnan(log_posteriors).any():
        raise ValueError("posteriors that are not numbers")
    probability = np.exp(np.minimum(log_posteriors.astype(np.float64), 0.0))
    blank = probability[:, BLANK] > _SURE
    kept = np.flatnonzero(~blank | ~np.roll(blank, 1) | (np.arange(len(blank)) == 0))
    probability = probability[kept]
    mask = probability > _LEAST
    if len(kept):
        mask[:, BLANK] = True
    over = np.argsort(-probability, axis=1)[:, 255:]
    np.put_along_axis(mask, over, False, axis=1)
    rows, which = np.nonzero(mask)
    counts = mask.sum(axis=1)
    left = np.clip(1.0 - np.where(mask, probability, 0.0).sum(axis=1), 0.0, None) / np.maximum(1, CLASSES - counts)
    return Lattice(
        b"".join(
            (
                _HEADER.pack(len(log_posteriors), len(kept), len(which)),
                kept.astype("<u2").tobytes(),
                counts.astype(np.uint8).tobytes(),
                _costs(left).tobytes(),
                which.astype("<u2").tobytes(),
                _costs(probability[rows, which]).tobytes(),
            )
        )
    )


def _costs(probability: NDArray[np.float64]) -> NDArray[np.uint8]:
    costs = -np.log(np.maximum(probability, 1e-30)) * _STEPS
    return np.clip(np.rint(costs), 0, 255).astype(np.uint8)
