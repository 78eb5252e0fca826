"""What the syllables tell of an utterance that may not be over yet. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from asr.syllables import ctc
from asr.syllables.inventory import BLANK, SYLLABLES, class_of
from asr.syllables.lattice import CLASSES, Lattice

#: Least probability at its peak of a syllable that is certain, and of one that is likely.
_SURE, _LIKELY = 0.7, 0.4
#: A syllable that ends nearer than this (s) to the end of the sound may be the beginning of another one.
_SETTLED_S = 0.03


@dataclass(frozen=True, slots=True)
class HeardSyllables:
    """Toneless syllables of the best path, in their order: `certain` will not change any more, `likely` hardly will."""

    certain: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()
    posteriors: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, CLASSES)), repr=False, compare=False)

    def share(self, wordings: Sequence[tuple[str, ...]]) -> float:
        """The probability (0..1) that exactly one of `wordings` (toneless syllables, no two equal) was said so far."""
        known = [tuple(class_of(one) or BLANK for one in wording) for wording in wordings]
        known = [classes for classes in known if all(classes)]
        if not len(self.posteriors) or not known:
            return 0.0
        scores = ctc.scores(self.posteriors, self.posteriors[:, BLANK], known)
        return min(1.0, float(np.exp(np.logaddexp.reduce(scores))))


def heard_syllables(lattice: Lattice, voiced_s: float, seconds: float) -> HeardSyllables:
    """`voiced_s`: where the voice begins; what is heard before it is the hall, or the clerk's own voice. `seconds`:
    length of the sound without the lead-out.
    """
    posteriors, times = lattice.posteriors(), lattice.times
    if not len(posteriors):
        return HeardSyllables()
    best = posteriors.argmax(axis=1)
    starts = np.flatnonzero(np.concatenate([[True], best[1:] != best[:-1]]))
    ends = np.append(starts[1:], len(best))
    certain, likely = [], []
    for start, end in zip(starts, ends, strict=True):
        one = int(best[start])
        if one != BLANK and voiced_s <= times[end - 1] <= seconds - _SETTLED_S:
            peak = float(np.exp(posteriors[start:end, one].max()))
            certain += [SYLLABLES[one - 1]] if peak >= _SURE else []
            likely += [SYLLABLES[one - 1]] if peak >= _LIKELY else []
    within = (times >= voiced_s) & (times <= seconds - _SETTLED_S)
    return HeardSyllables(tuple(certain), tuple(likely), posteriors[within])
