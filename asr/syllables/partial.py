"""The syllables of an utterance that is not over yet: those that will not change any more. Pure."""

from __future__ import annotations

import numpy as np

from asr.syllables.inventory import BLANK, SYLLABLES
from asr.syllables.lattice import Lattice

#: Least probability of a syllable at its peak.
_SURE = 0.7
#: A syllable that ends nearer than this (s) to the end of the sound may be the beginning of another one.
_SETTLED_S = 0.03


def settled_syllables(lattice: Lattice, voiced_s: float, seconds: float) -> tuple[str, ...]:
    """Of the best path, those syllables that are certain.

    `voiced_s`: where the voice begins; what is heard before it is the hall, or the clerk's own voice. `seconds`: length
    of the sound without the lead-out.
    """
    posteriors, times = lattice.posteriors(), lattice.times
    if not len(posteriors):
        return ()
    best = posteriors.argmax(axis=1)
    starts = np.flatnonzero(np.concatenate([[True], best[1:] != best[:-1]]))
    ends = np.append(starts[1:], len(best))
    found = []
    for start, end in zip(starts, ends, strict=True):
        one = int(best[start])
        sure = float(np.exp(posteriors[start:end, one].max())) >= _SURE
        if one != BLANK and sure and voiced_s <= times[end - 1] <= seconds - _SETTLED_S:
            found.append(SYLLABLES[one - 1])
    return tuple(found)
