"""Posteriors of a syllable head that are made, not heard: known syllables with confusions, blanks and deletions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from asr.syllables.inventory import BLANK, class_of
from asr.syllables.lattice import CLASSES
from mandarin import exact


def posteriors(
    syllables: Sequence[str],
    *,
    seed: int = 0,
    sure: float = 0.97,
    confused: dict[int, tuple[str, float]] | None = None,
    deleted: Sequence[int] = (),
    gap: int = 4,
) -> NDArray[np.float32]:
    """(frames, CLASSES) natural-log probabilities. Each syllable is 2 or 3 frames between `gap` frames of blank.

    `sure`: its probability. `confused`: place -> (another syllable, that one's share of the probability). `deleted`:
    places whose frames are blank.
    """
    random = np.random.default_rng(seed)
    rows: list[NDArray[np.float64]] = []

    def frame(spoken: dict[int, float]) -> None:
        row = random.random(CLASSES) * 1e-4
        for one, share in spoken.items():
            row[one] += share
        rows.append(row / row.sum())

    for _ in range(3):
        frame({BLANK: 1.0})
    for place, syllable in enumerate(syllables):
        known = class_of(syllable)
        assert known, syllable
        other, share = (confused or {}).get(place, (syllable, 0.0))
        for _ in range(int(random.integers(2, 4))):
            if place in deleted:
                frame({BLANK: 1.0})
            else:
                heard = {BLANK: 1 - sure, known: sure * (1 - share)}
                if other != syllable:
                    heard[class_of(other) or BLANK] = sure * share
                frame(heard)
        for _ in range(gap):
            frame({BLANK: 1.0})
    return np.log(np.array(rows)).astype(np.float32)


def spoken(text: str, *, one: str = "yao", **options: object) -> NDArray[np.float32]:
    """As `posteriors`, of a text; the digit 1 is said as `one`."""
    said = [one if character == "1" else syllable for character, syllable in zip(text, exact(text), strict=True)]
    return posteriors(said, **options)  # type: ignore[arg-type]
