"""When sound began, ended and arrived on a telephone line, from the times of its frames. Pure.

`at`: times of the frames that were heard (s, ascending); `loud`: whether each holds a voice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence


def sound_after(at: Sequence[float], loud: Sequence[bool], after: float, frames: int = 1) -> float | None:
    """The time of the first of `frames` loud frames in a row that all came later than `after`; None: not yet."""
    return _run_of(True, at, loud, after, frames)


def silence_after(at: Sequence[float], loud: Sequence[bool], after: float, frames: int = 1) -> float | None:
    """The same of frames that are not loud."""
    return _run_of(False, at, loud, after, frames)


def sounded_at(at: Sequence[float], loud: Sequence[bool], when: float, within_s: float) -> bool:
    """Whether a loud frame came at `when` or at most `within_s` before it."""
    return any(loud[bisect_left(at, when - within_s) : bisect_right(at, when)])


def delays(sent: Sequence[float], seen: Sequence[float], within_s: float) -> list[float]:
    """Of each of `sent` (ascending), the time (s) until the first of `seen` that follows it within `within_s` and
    before the next of `sent`. What was never seen is left out: a loss does not shift the others.
    """
    found = []
    for number, when in enumerate(sent):
        until = min([when + within_s, *sent[number + 1 : number + 2]])
        place = bisect_left(seen, when)
        if place < len(seen) and seen[place] < until:
            found.append(seen[place] - when)
    return found


def _run_of(wanted: bool, at: Sequence[float], loud: Sequence[bool], after: float, frames: int) -> float | None:
    run = 0
    for place in range(bisect_right(at, after), min(len(at), len(loud))):
        run = run + 1 if loud[place] is wanted else 0
        if run == frames:
            return at[place - frames + 1]
    return None
