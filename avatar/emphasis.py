"""What the face takes from the sound itself: wider vowels where it is loud, and brows that rise with stressed words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from avatar.shapes import columns
from tts.speech import Speech

Floats = NDArray[np.float32]

#: A vowel's jaw is scaled by (its level / the clause's) to this power, within these limits.
_POWER = 0.35
_NARROWEST, _WIDEST = 0.75, 1.15

#: How far the brows rise at most, and how far the outer ends follow.
_BROW, _OUTER = 0.22, 0.4
#: Brows are slower than lips: their drive is smoothed over this time (seconds, each side).
_BROW_SPREAD = 0.16
#: A row counts as stressed from this much above the clause's mean level (ratio).
_STRESS = 1.15


def _level(speech: Speech, begins: NDArray[np.int64], ends: NDArray[np.int64]) -> Floats:
    """The RMS of each span of samples, from one running sum."""
    energy = np.concatenate([[0.0], np.cumsum(np.square(speech.pcm.astype(np.float64)))])
    begins, ends = np.clip(begins, 0, len(speech.pcm)), np.clip(ends, 0, len(speech.pcm))
    level: Floats = np.sqrt((energy[ends] - energy[begins]) / np.maximum(ends - begins, 1)).astype(np.float32)
    return level


def openness(speech: Speech) -> Floats:
    """For each phone, the factor on its jaw: loud vowels open wider (Lombard and stress), weak ones less."""
    begins = np.array([phone.start for phone in speech.phones], np.int64)
    ends = np.array([phone.end for phone in speech.phones], np.int64)
    level = _level(speech, begins, ends)
    voiced = level[level > 0.25 * level.max(initial=0.0)]
    if not len(voiced) or level.max() <= 0.0:
        return np.ones(len(level), np.float32)
    factor: Floats = np.clip((level / voiced.mean()) ** _POWER, _NARROWEST, _WIDEST).astype(np.float32)
    return factor


def brows(weights: Floats, speech: Speech, step: int) -> None:
    """Raise the brows of rows (n, 52), in place, where the sound is stressed; first and last rows stay at rest."""
    begins = np.arange(len(weights), dtype=np.int64) * step
    level = _level(speech, begins - 2 * step, begins + 3 * step)
    mean = level[level > 0.2 * level.max(initial=0.0)].mean() if level.max(initial=0.0) > 0.0 else 0.0
    if mean <= 0.0:
        return
    drive = np.clip(level / mean - _STRESS, 0.0, 0.6) / 0.6
    reach = int(_BROW_SPREAD * speech.rate / step)
    kernel = np.hanning(2 * reach + 3)[1:-1]
    raised = np.convolve(drive, kernel / kernel.sum(), mode="full")[reach : reach + len(drive)]
    edge = np.minimum(np.arange(len(drive)), np.arange(len(drive))[::-1])
    raised *= np.clip(edge / (reach + 1), 0.0, 1.0)
    weights[:, columns("browInnerUp")] = (_BROW * raised)[:, None]
    weights[:, columns("browOuterUp")] = (_BROW * _OUTER * raised)[:, None]
