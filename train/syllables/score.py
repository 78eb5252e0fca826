"""How well a head hears: wrong syllables by condition, and numbers read from the posteriors of their readings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from asr.syllables.inventory import BLANK, class_of

Posteriors = NDArray[np.float32]

#: Of each digit the syllables with which it is said.
READINGS = {
    "0": ("ling", "dong"),
    "1": ("yi", "yao"),
    "2": ("er", "liang"),
    "3": ("san",),
    "4": ("si",),
    "5": ("wu",),
    "6": ("liu",),
    "7": ("qi", "guai"),
    "8": ("ba",),
    "9": ("jiu", "gou"),
    "X": ("cha",),
}


def greedy(log_posteriors: Posteriors) -> list[int]:
    """The likeliest class of each frame, repetitions merged, blanks left out."""
    return _merged(log_posteriors.argmax(axis=1))


def digits(log_posteriors: Posteriors) -> str:
    """The best path through blanks and digits alone, the posteriors of the readings of a digit summed."""
    columns = [log_posteriors[:, BLANK]]
    for readings in READINGS.values():
        columns.append(np.logaddexp.reduce([log_posteriors[:, class_of(name) or 0] for name in readings], axis=0))
    return "".join(list(READINGS)[number - 1] for number in _merged(np.stack(columns, axis=1).argmax(axis=1)))


def _merged(path: NDArray[np.intp]) -> list[int]:
    fresh = np.concatenate([[True], path[1:] != path[:-1]]) if len(path) else np.zeros(0, bool)
    return [int(number) for number in path[fresh] if number != BLANK]
