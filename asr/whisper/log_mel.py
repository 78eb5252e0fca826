"""Whisper's input: log-mel spectrograms.

25 ms Hann windows every 10 ms, a Slaney mel filter bank, log10 clamped to 80 dB under the loudest cell, scaled to about
-1..1 (Radford et al. 2022, "Robust Speech Recognition via Large-Scale Weak Supervision", section 2.2).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from asr.transcript import RATE

HOP = 160
WINDOW = 400
FRAMES_PER_SECOND = RATE // HOP

#: Frames multiplied in one go. OpenBLAS wakes its thread pool for a product of more than 2**18 multiplications, and the
#: pool then spins for some 20 ms, which takes a core from other work. 16 x 201 x 80 stays below.
_BLOCK = 16

#: Slaney's mel scale: linear below 1 kHz (200/3 Hz a mel), then logarithmic, 27 mels for a factor of 6.4.
_HZ_PER_MEL = 200.0 / 3.0
_KNEE_HZ = 1000.0
_KNEE_MEL = _KNEE_HZ / _HZ_PER_MEL
_LOG_STEP = np.log(6.4) / 27.0


class LogMel:
    """Turns sound into log-mel features with `bands` bands (80; large-v3 has 128). Safe to call from many threads."""

    def __init__(self, bands: int) -> None:
        self.bands = bands
        self._window = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
        self._filters = _filter_bank(bands).T.copy()

    def __call__(self, sound: NDArray[np.float32]) -> NDArray[np.float32]:
        """`sound`: (n,) in -1..1 at 16 kHz, n > 200. Returns (bands, n // 160), C-contiguous."""
        padded = np.pad(sound, WINDOW // 2, mode="reflect")
        frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][: len(sound) // HOP]
        spectrum = np.fft.rfft(frames * self._window)
        power = np.square(spectrum.real) + np.square(spectrum.imag)
        log = np.log10(np.maximum(self._weigh(power), 1e-10))
        log = np.maximum(log, log.max() - 8.0)
        return np.ascontiguousarray(((log + 4.0) / 4.0).T, dtype=np.float32)

    def _weigh(self, power: NDArray[np.float32]) -> NDArray[np.float32]:
        count, bins = power.shape
        blocks = np.zeros((-(-count // _BLOCK), _BLOCK, bins), np.float32)
        blocks.reshape(-1, bins)[:count] = power
        weighed: NDArray[np.float32] = np.matmul(blocks, self._filters).reshape(-1, self.bands)
        return weighed[:count]


def _filter_bank(bands: int) -> NDArray[np.float32]:
    """(bands, 201) triangles of equal area, from 0 Hz to the Nyquist frequency."""
    top = _KNEE_MEL + np.log(RATE / 2 / _KNEE_HZ) / _LOG_STEP
    mels = np.linspace(0.0, top, bands + 2)
    knots = np.where(mels < _KNEE_MEL, mels * _HZ_PER_MEL, _KNEE_HZ * np.exp(_LOG_STEP * (mels - _KNEE_MEL)))
    low, centre, high = knots[:-2, None], knots[1:-1, None], knots[2:, None]
    hertz = np.fft.rfftfreq(WINDOW, 1.0 / RATE)[None, :]
    rising = (hertz - low) / (centre - low)
    falling = (high - hertz) / (high - centre)
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return np.asarray(triangles * (2.0 / (high - low)), dtype=np.float32)
