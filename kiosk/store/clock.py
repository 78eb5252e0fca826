"""Whether the wall clock can be trusted, by the highest time trusted before. Sans-I/O.

A dead battery gives 2015, a wrong setting 2099. A purge that trusted either would delete what must be kept. A clock far
from the last trusted time is doubted until it has run steadily for a week of the hall's running time: a hall that was
really switched off for three months purges again after that week, and one boot with a wrong clock deletes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["believed", "ahead", "behind"]

_MINUTE = 60_000
_DAY = 24 * 60 * _MINUTE
#: A clock further ahead of the last trusted time than this (ms) is doubted. Longer than a long holiday.
AHEAD_MS = 14 * _DAY
#: The same for a clock behind. Clocks are set back by minutes, not by hours: the record's times are UTC.
BEHIND_MS = 60 * _MINUTE
#: Running time of the hall (ms) for which a doubted clock must be steady before it is trusted.
PROBATION_MS = 7 * _DAY
#: A doubted clock this far (ms) from its expected time has jumped again.
_STEADY_MS = 5 * _MINUTE


@dataclass(frozen=True, slots=True)
class Belief:
    """`trusted_ms`: the highest wall time that was trusted. `doubted_ms`: the doubted clock when it was last seen;
    `doubted_for_ms`: the running time for which it has been steady. Times: ms since 1970, UTC.
    """

    trusted_ms: int
    doubted_ms: int | None = None
    doubted_for_ms: int = 0


def judge(belief: Belief, wall_ms: int, ran_ms: int) -> tuple[Belief, Verdict]:
    """`ran_ms`: how long the hall has run since the last check, by the monotonic clock; 0 at a start."""
    gap = wall_ms - belief.trusted_ms
    if -BEHIND_MS <= gap <= AHEAD_MS:
        return Belief(max(belief.trusted_ms, wall_ms)), "believed"
    steady_ms = belief.doubted_for_ms + ran_ms if _steady(belief.doubted_ms, wall_ms, ran_ms) else 0
    if steady_ms >= PROBATION_MS:
        return Belief(wall_ms), "believed"
    return Belief(belief.trusted_ms, wall_ms, steady_ms), "ahead" if gap > 0 else "behind"


def _steady(doubted_ms: int | None, wall_ms: int, ran_ms: int) -> bool:
    """Whether the clock shows the expected time, `ran_ms` after `doubted_ms`; after a restart, a possible one."""
    if doubted_ms is None:
        return False
    moved = wall_ms - doubted_ms
    if ran_ms == 0:
        return -_STEADY_MS <= moved <= AHEAD_MS
    return abs(moved - ran_ms) <= _STEADY_MS
