"""Sounds of telephone lines that are no words, from seeds: mono int16 at 16 kHz."""

from __future__ import annotations

import numpy as np

from asr import RATE
from kiosk.wire.phone.events import Pcm


def crackle(seed: int) -> Pcm:
    """A bad contact: 2 s of clicks at random times, 5 to 40 a second, as loud as a voice."""
    draw = np.random.default_rng(seed)
    sound = np.zeros(2 * RATE)
    for _ in range(int(draw.uniform(10, 80))):
        at = int(draw.integers(0, len(sound) - 200))
        sound[at : at + 200] += draw.standard_normal(200) * np.exp(-np.arange(200) / draw.uniform(4, 40))
    return np.asarray(np.rint(sound / np.abs(sound).max() * 16_000), np.int16)


def hiss(seed: int) -> Pcm:
    """Wind or a road: 2.5 s of coloured noise that swells and falls, under a hum of 50 Hz and its overtones."""
    draw = np.random.default_rng(seed)
    time = np.arange(round(2.5 * RATE)) / RATE
    noise = np.convolve(draw.standard_normal(len(time)), np.ones(int(draw.integers(2, 12))), mode="same")
    swell = np.sin(np.pi * time / 2.5) * (1 + 0.5 * np.sin(2 * np.pi * draw.uniform(1, 5) * time))
    hum = sum(np.sin(2 * np.pi * 50 * overtone * time) / overtone for overtone in (1, 2, 3, 5, 7))
    sound = noise / noise.std() * swell + 0.3 * hum
    return np.asarray(np.rint(sound / np.abs(sound).max() * draw.uniform(3_000, 12_000)), np.int16)
