"""Whether the wall clock may be believed, judged by the highest time that was believed before. Sans-I/O.

A dead battery gives 2015, a wrong setting 2099. A purge that believed either would delete what must be kept. A clock
that is far from the time believed last is doubted until it has run on steadily for a week in which the hall was up:
a hall that was really switched off for three months purges again after that week, and one boot with a wrong clock
deletes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["believed", "ahead", "behind"]

_MINUTE = 60_000
_DAY = 24 * 60 * _MINUTE
#: Further ahead than this of the time believed last (ms), and the clock is doubted. Longer than a long holiday.
AHEAD_MS = 14 * _DAY
#: Further behind. Clocks are set back by minutes, not by hours: the record's times are UTC.
BEHIND_MS = 60 * _MINUTE
#: So long (ms of the hall's running time) a doubted clock must have run steadily before it is believed.
PROBATION_MS = 7 * _DAY
#: A doubted clock that is this far (ms) from where it should be by now has jumped once more.
_STEADY_MS = 5 * _MINUTE


@dataclass(frozen=True, slots=True)
class Belief:
    """`trusted_ms`: the highest wall time that was believed. `doubted_ms`: the doubted clock when it was last seen;
    `doubted_for_ms`: the running time for which it has been steady. Times: ms since 1970, UTC.
    """

    trusted_ms: int
    doubted_ms: int | None = None
    doubted_for_ms: int = 0


def judge(belief: Belief, wall_ms: int, ran_ms: int) -> tuple[Belief, Verdict]:
    """`ran_ms`: for how long the hall has run since it was last judged, by a clock that cannot be set; 0 at a start."""
    gap = wall_ms - belief.trusted_ms
    if -BEHIND_MS <= gap <= AHEAD_MS:
        return Belief(max(belief.trusted_ms, wall_ms)), "believed"
    steady_ms = belief.doubted_for_ms + ran_ms if _steady(belief.doubted_ms, wall_ms, ran_ms) else 0
    if steady_ms >= PROBATION_MS:
        return Belief(wall_ms), "believed"
    return Belief(belief.trusted_ms, wall_ms, steady_ms), "ahead" if gap > 0 else "behind"


def _steady(doubted_ms: int | None, wall_ms: int, ran_ms: int) -> bool:
    """Whether the clock shows what it should, `ran_ms` after `doubted_ms`. After a restart: what it may."""
    if doubted_ms is None:
        return False
    moved = wall_ms - doubted_ms
    if ran_ms == 0:
        return -_STEADY_MS <= moved <= AHEAD_MS
    return abs(moved - ran_ms) <= _STEADY_MS
