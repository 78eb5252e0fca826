"""Who speaks: Kokoro's Mandarin voices, and mixtures of their style vectors that sound like other people.

A voice is 510 style vectors, and a weighted mean of two voices is a voice again. Six of the eight Mandarin voices are
for training: alone, mixed with each other, drawn a little apart from each other (1.2 of one less 0.2 of another), with
the timbre of some and the melody of others, and mixed with a smaller part of voices of other languages, which brings
other timbres and a slight accent. The recipe says how many there are of each. Two are held out and are in no mixture.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from train.syllables.recipe import CastPlan

TRAINING = ("zf_xiaobei", "zf_xiaoxiao", "zf_xiaoyi", "zm_yunjian", "zm_yunxia", "zm_yunyang")
HELD_OUT = ("zf_xiaoni", "zm_yunxi")
FOREIGN = (
    "af_bella", "af_heart", "am_fenrir", "am_michael", "bf_emma", "bm_george", "ff_siwis", "hm_omega", "jf_alpha",
    "jm_kumo",
)  # fmt: skip
#: Of the 256 numbers of a style the first half is the timbre, the second half durations and melody.
_TIMBRE = 128
_STYLE = 256

Parts = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Weights of the voices; they add up to 1. `melody`: those of the durations and the melody, where they differ."""

    name: str
    parts: Parts
    melody: Parts = ()

    def write(self, voices: Path, path: Path) -> Path:
        """Write the mixed voice file; `voices` holds the `.bin` of every part."""
        styles = _mixed(self.parts, voices)
        if self.melody:
            styles[:, _TIMBRE:] = _mixed(self.melody, voices)[:, _TIMBRE:]
        styles.astype("<f4").tofile(path)
        return path


def _mixed(parts: Parts, voices: Path) -> NDArray[np.float32]:
    """(rows, 256)."""
    total = np.sum([weight * np.fromfile(voices / f"{name}.bin", "<f4") for name, weight in parts], axis=0)
    return np.asarray(total, np.float32).reshape(-1, _STYLE)


def speakers(seed: int, plan: CastPlan) -> tuple[Speaker, ...]:
    """All speakers for training, in a shuffled order."""
    dice = random.Random(seed)
    found = [Speaker(name, ((name, 1.0),)) for name in TRAINING]
    found += [Speaker(f"mixed-{number}", _pair(dice, 0.3, 0.7)) for number in range(plan.mixed)]
    found += [Speaker(f"apart-{number}", _pair(dice, 1.1, 1.25)) for number in range(plan.apart)]
    found += [Speaker(f"crossed-{n}", _pair(dice, 0.4, 1.0), _pair(dice, 0.4, 1.0)) for n in range(plan.crossed)]
    for number in range(plan.abroad):
        weight = round(dice.uniform(0.6, 0.8), 2)
        parts = ((dice.choice(TRAINING), weight), (dice.choice(FOREIGN), round(1 - weight, 2)))
        found.append(Speaker(f"abroad-{number}", parts))
    dice.shuffle(found)
    return tuple(found)


def _pair(dice: random.Random, least: float, most: float) -> Parts:
    """Two voices for training; the first one's weight is between `least` and `most`."""
    one, other = dice.sample(TRAINING, 2)
    weight = round(dice.uniform(least, most), 2)
    return (one, weight), (other, round(1 - weight, 2))


def held_out() -> tuple[Speaker, ...]:
    return tuple(Speaker(name, ((name, 1.0),)) for name in HELD_OUT)
