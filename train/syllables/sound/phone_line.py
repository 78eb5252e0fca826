"""A telephone: 300 to 3400 Hz at 8 kHz, G.711 in A-law or µ-law, and packets of 20 ms that are lost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from asr.sound import resample
from asr.transcript import RATE

Pcm = NDArray[np.int16]

LINE_RATE = 8000
_PACKET = LINE_RATE // 50
_LOW_HZ, _HIGH_HZ = 300.0, 3400.0
#: A lost packet is silence, or the last one again at half its level.
_CONCEALED = 0.5


def call(pcm: Pcm, rng: np.random.Generator, *, loss: float) -> Pcm:
    """`pcm` (16 kHz) as the far end hears it, at 16 kHz again. `loss`: share of packets lost, singly or in bursts."""
    narrow = _band(resample(pcm, RATE, LINE_RATE))
    decoded = a_law(narrow) if rng.random() < 0.5 else mu_law(narrow)
    wide = resample(_with_losses(decoded, rng, loss), LINE_RATE, RATE)
    return np.resize(wide, len(pcm)) if len(wide) >= len(pcm) else np.pad(wide, (0, len(pcm) - len(wide)))


def mu_law(pcm: Pcm) -> Pcm:
    """Through µ-law and back: 8 bits, 13 significant ones of the quietest segment."""
    sign, size = np.sign(pcm.astype(np.int32)), np.minimum(np.abs(pcm.astype(np.int32)), 32635) + 132
    segment = np.floor(np.log2(size)).astype(np.int32) - 7
    step = (size >> (segment + 3)) & 15
    return np.asarray(sign * ((((step << 3) + 132) << segment) - 132), np.int16)


def a_law(pcm: Pcm) -> Pcm:
    """Through A-law and back."""
    sign, size = np.where(pcm < 0, -1, 1), np.minimum(np.abs(pcm.astype(np.int32)), 32767)
    segment = np.maximum(np.floor(np.log2(np.maximum(size, 1))).astype(np.int32) - 7, 0)
    shift = np.maximum(segment, 1) + 3
    return np.asarray(sign * (((size >> shift) << shift) + (1 << (shift - 1))), np.int16)


def _band(pcm: Pcm) -> Pcm:
    spectrum = np.fft.rfft(pcm.astype(np.float32))
    hz = np.arange(len(spectrum)) * (LINE_RATE / max(len(pcm), 1))
    gain = 1 / (1 + (_LOW_HZ / np.maximum(hz, 1)) ** 8) / (1 + (hz / _HIGH_HZ) ** 24)
    return np.clip(np.rint(np.fft.irfft(spectrum * gain, len(pcm))), -32768, 32767).astype(np.int16)


def _with_losses(pcm: Pcm, rng: np.random.Generator, loss: float) -> Pcm:
    out, lost = pcm.copy(), False
    for at in range(0, len(pcm), _PACKET):
        lost = rng.random() < (0.4 if lost else loss)
        if lost:
            before = out[max(0, at - _PACKET) : at]
            piece = out[at : at + _PACKET]
            piece[:] = (before[: len(piece)] // 2) if rng.random() < _CONCEALED and len(before) >= len(piece) else 0
    return out
