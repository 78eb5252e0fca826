"""Levels in twelve bands, frame by frame: what of speech survives when its wave form is lost."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from asr.transcript import RATE

#: (frames, 12) levels in dBFS, or powers; or one row of it.
Bands = NDArray[np.float32]

#: Samples between two frames (16 ms); a frame f looks at the samples [256 f - 256, 256 f + 256).
HOP = 256
BANDS = 12
#: dBFS; the lowest level of a band.
SILENT = -90.0


def _band_matrix() -> NDArray[np.float32]:
    """(257, 12): which bins of a 512-point spectrum make up which band; 150 to 7000 Hz, evenly spaced in mel."""
    low, high = (2595 * math.log10(1 + hz / 700) for hz in (150.0, 7000.0))
    edges = 700 * (10 ** (np.linspace(low, high, BANDS + 1) / 2595) - 1)
    hz = np.arange(HOP + 1) * RATE / (2 * HOP)
    inside = (hz[:, None] >= edges[:-1]) & (hz[:, None] < edges[1:])
    # Parseval, twice for the negative frequencies, and the window's own power: a band's mean square.
    return (inside * 2.0 / ((2 * HOP) ** 2 * 0.375)).astype(np.float32)


_MATRIX = _band_matrix()
_WINDOW = np.hanning(2 * HOP + 1)[:-1].astype(np.float32)


def powers(sound: NDArray[np.float32]) -> Bands:
    """Band powers (n, 12) of all frames of `sound`, whose length is (n + 1) hops."""
    hops = sound.reshape(-1, HOP)
    spectrum = np.fft.rfft(np.hstack([hops[:-1], hops[1:]]) * _WINDOW)
    power: Bands = (spectrum.real**2 + spectrum.imag**2).astype(np.float32) @ _MATRIX
    return power


def decibels(power: Bands) -> Bands:
    """Powers (1 is full scale) as dBFS, not below -90."""
    levels: Bands = np.maximum(np.float32(10.0) * np.log10(power + np.float32(1e-12)), np.float32(SILENT))
    return levels
