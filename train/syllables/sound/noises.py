"""Sounds without a word: what the head learns to hear nothing in. Seeded.

Whisper's features hide how loud a sound is, so a noise alone looks as loud as a voice: without these examples a knock
is heard as a syllable.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from asr.transcript import RATE
from support.noise import hall_noise, pink
from train.syllables.sound import phone_line

#: Length of one, s.
_SHORTEST_S, _LONGEST_S = 0.4, 5.0
#: Levels (RMS), dB below full scale.
_SOFTEST_DB, _LOUDEST_DB = -50.0, -15.0
#: Shares of: a hall, steady noise, and bursts (knocks, coughs, breaths) in a quiet room.
_HALL, _STEADY = 0.4, 0.2
_ON_THE_PHONE = 0.2
_MOST_BURSTS = 4


def wordless(rng: np.random.Generator) -> NDArray[np.int16]:
    """int16 at 16 kHz."""
    seconds = float(rng.uniform(_SHORTEST_S, _LONGEST_S))
    count, which = round(seconds * RATE), rng.random()
    if which < _HALL:
        sound = hall_noise(seconds, int(rng.integers(1 << 30)))
    elif which < _HALL + _STEADY:
        sound = pink(count, rng) if rng.random() < 0.5 else rng.standard_normal(count).astype(np.float32)
    else:
        sound = _bursts(count, rng)
    level = 10 ** (rng.uniform(_SOFTEST_DB, _LOUDEST_DB) / 20) / max(float(np.sqrt(np.mean(np.square(sound)))), 1e-9)
    pcm = np.clip(np.rint(sound * level * 32767), -32768, 32767).astype(np.int16)
    return phone_line.call(pcm, rng, loss=0.02) if rng.random() < _ON_THE_PHONE else pcm


def _bursts(count: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Up to four bursts of coloured noise, each with an attack and a decay, over a soft bed."""
    sound = pink(count, rng) * np.float32(10 ** (rng.uniform(-45, -25) / 20))
    for _ in range(int(rng.integers(1, _MOST_BURSTS + 1))):
        length = int(rng.uniform(0.02, 0.45) * RATE)
        centre, width = rng.uniform(150, 3500), rng.uniform(0.3, 1.5)
        spectrum = np.fft.rfft(rng.standard_normal(length))
        octaves = np.log2(np.maximum(np.fft.rfftfreq(length, 1 / RATE), 20.0) / centre)
        burst = np.fft.irfft(spectrum * np.exp(-np.square(octaves / width)), length)
        attack = max(1, int(length * rng.uniform(0.02, 0.4)))
        shape = np.minimum(np.arange(length) / attack, np.exp(-(np.arange(length) - attack) / (length * 0.25)))
        at = int(rng.integers(max(1, count - length)))
        piece = (burst / max(float(np.abs(burst).max()), 1e-9) * shape).astype(np.float32)[: count - at]
        sound[at : at + len(piece)] += piece * np.float32(rng.uniform(0.3, 1.0))
    return sound.astype(np.float32)
