"""What a head is made of: seeds, how much speech, how many copies of it in which conditions, and the fit's settings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from train.syllables.clips import SpokenClip
from train.syllables.fit import FitSettings
from train.syllables.sound.conditions import NEAR, TRAINING, Condition


@dataclass(frozen=True, slots=True)
class Recipe:
    """`minutes` of clean speech, heard once for each of `copies`; those below `near` are light.

    `noises`: examples in which nothing is said. The head that is shipped was trained by these settings.
    """

    seed: int = 11
    minutes: float = 43.0
    held_out_minutes: float = 4.0
    copies: tuple[int, ...] = (0, 1, 2, 3)
    near: int = 2
    noises: int = 300
    fit: FitSettings = field(default_factory=FitSettings)

    def condition(self, number: int) -> Condition:
        return NEAR if number < self.near else TRAINING

    def described(self, clips: Iterable[SpokenClip]) -> dict[str, Any]:
        """For the head's file: these settings, and hashes of the texts (the same everywhere) and of the sounds."""
        texts, sounds = hashlib.sha256(), hashlib.sha256()
        count, seconds = 0, 0.0
        for clip in clips:
            texts.update(f"{clip.speaker}\t{clip.text}\n".encode())
            sounds.update(clip.pcm.tobytes())
            count, seconds = count + 1, seconds + clip.seconds
        return asdict(self) | {
            "clips": count,
            "seconds": round(seconds, 1),
            "texts_sha256": texts.hexdigest(),
            "sounds_sha256": sounds.hexdigest(),
        }
