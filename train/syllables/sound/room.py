"""Impulse responses of shoebox rooms: early echoes by mirror images (Allen and Berkley 1979), then a decaying tail."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from asr.transcript import RATE

Sound = NDArray[np.float32]

_SPEED_OF_SOUND = 343.0
#: Images are reflected at most so many times along each axis.
_ORDER = 3
#: After this the echoes are so dense that noise stands for them (s).
_MIXING_S = 0.05


def response(rng: np.random.Generator, *, decay_s: float, distance_m: float) -> Sound:
    """A room whose echoes fall by 60 dB in `decay_s`, heard `distance_m` from the mouth. The direct sound has gain 1.

    The room, the places in it and the tail are drawn from `rng`.
    """
    size = np.array([rng.uniform(4, 20), rng.uniform(4, 15), rng.uniform(2.6, 6)])
    ear = rng.uniform(0.25, 0.75, 3) * size
    direction = rng.standard_normal(3) * np.array([1, 1, 0.2])
    mouth = np.clip(ear + direction / np.linalg.norm(direction) * distance_m, 0.2, size - 0.2)
    volume, surface = float(size.prod()), 2 * float(size[0] * size[1] + size[1] * size[2] + size[0] * size[2])
    reflection = np.sqrt(1 - min(0.95, 0.161 * volume / (surface * decay_s)))  # Sabine
    delays, gains = _images(size, ear, mouth, reflection)
    direct = max(float(np.linalg.norm(mouth - ear)), 0.2)
    length = round(decay_s * RATE) + 1
    places = np.rint((delays - direct) / _SPEED_OF_SOUND * RATE).astype(int)
    out = np.zeros(length, np.float64)
    near = (places >= 0) & (places < min(length, round(_MIXING_S * RATE)))
    np.add.at(out, places[near], gains[near] * direct)
    return np.asarray(out + _tail(rng, length, decay_s, volume, direct), np.float32)


def through(sound: Sound, room: Sound) -> Sound:
    """`sound` in the room, as long as it was."""
    size = 1 << (len(sound) + len(room) - 1).bit_length()
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(room, size), size)[: len(sound)].astype(np.float32)


def _images(
    size: NDArray[np.float64], ear: NDArray[np.float64], mouth: NDArray[np.float64], reflection: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Path lengths (m) of all mirror images of the mouth, and their gains at 1 m."""
    counts = np.arange(-_ORDER, _ORDER + 1)
    axes, bounces = [], []
    for axis in range(3):
        plain, mirrored = 2 * counts * size[axis] + mouth[axis], 2 * counts * size[axis] - mouth[axis]
        axes.append(np.concatenate([plain, mirrored]) - ear[axis])
        bounces.append(np.concatenate([2 * np.abs(counts), np.abs(counts) + np.abs(counts - 1)]))
    x, y, z = np.meshgrid(*axes, indexing="ij")
    times = np.add.outer(np.add.outer(bounces[0], bounces[1]), bounces[2])
    paths = np.sqrt(x**2 + y**2 + z**2).ravel()
    return paths, reflection ** times.ravel() / np.maximum(paths, 0.2)


def _tail(rng: np.random.Generator, length: int, decay_s: float, volume: float, direct: float) -> NDArray[np.float64]:
    """Diffuse sound beside a direct sound of gain 1: equal in energy at the critical distance."""
    noise = rng.standard_normal(length) * 10 ** (-3 * np.arange(length) / (decay_s * RATE))
    noise[: round(_MIXING_S * RATE)] = 0
    critical = 0.057 * np.sqrt(volume / decay_s)
    whole = np.sum(10 ** (-6 * np.arange(length) / (decay_s * RATE)))
    return np.asarray(noise * direct / critical / np.sqrt(whole))
