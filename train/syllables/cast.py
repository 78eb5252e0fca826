"""Who speaks: Kokoro's Mandarin voices, and mixtures of their style vectors that sound like other people.

A voice is 510 style vectors, and a weighted mean of two voices is a voice again. Six of the eight Mandarin voices are
for training, alone, mixed with each other, and mixed with a smaller part of voices of other languages, which brings
other timbres and a slight accent. Two are held out and are in no mixture.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np

TRAINING = ("zf_xiaobei", "zf_xiaoxiao", "zf_xiaoyi", "zm_yunjian", "zm_yunxia", "zm_yunyang")
HELD_OUT = ("zf_xiaoni", "zm_yunxi")
FOREIGN = (
    "af_bella", "af_heart", "am_fenrir", "am_michael", "bf_emma", "bm_george", "ff_siwis", "hm_omega", "jf_alpha",
    "jm_kumo",
)  # fmt: skip
_AMONG, _ABROAD = 14, 12


@dataclass(frozen=True, slots=True)
class Speaker:
    """Weights of the voices; they add up to 1."""

    name: str
    parts: tuple[tuple[str, float], ...]

    def write(self, voices: Path, path: Path) -> Path:
        """Write the mixed voice file; `voices` holds the `.bin` of every part."""
        total = np.sum([weight * np.fromfile(voices / f"{name}.bin", "<f4") for name, weight in self.parts], axis=0)
        total.astype("<f4").tofile(path)
        return path


def speakers(seed: int) -> tuple[Speaker, ...]:
    """All speakers for training, in a shuffled order."""
    dice = random.Random(seed)
    found = [Speaker(name, ((name, 1.0),)) for name in TRAINING]
    for number in range(_AMONG):
        one, other = dice.sample(TRAINING, 2)
        weight = round(dice.uniform(0.3, 0.7), 2)
        found.append(Speaker(f"mixed-{number}", ((one, weight), (other, round(1 - weight, 2)))))
    for number in range(_ABROAD):
        weight = round(dice.uniform(0.6, 0.8), 2)
        parts = ((dice.choice(TRAINING), weight), (dice.choice(FOREIGN), round(1 - weight, 2)))
        found.append(Speaker(f"abroad-{number}", parts))
    dice.shuffle(found)
    return tuple(found)


def held_out() -> tuple[Speaker, ...]:
    return tuple(Speaker(name, ((name, 1.0),)) for name in HELD_OUT)
