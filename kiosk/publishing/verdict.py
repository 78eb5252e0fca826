"""Whether a canary does worse than the running version: counted outcomes, and a stated statistic.

For each measure (failed, handed off, asked again) Fisher's exact test, one-sided: how likely so many of the canary's
conversations would have it if both versions were alike. It is looked at when the canary has had `FIRST`, 2·`FIRST`,
4·`FIRST`, … conversations; look k (from 0) may give a false alarm with probability `ALARM` / 2^(k+1), so that all looks
together give one in at most 1 % of the canaries that are no worse, for each measure. Besides, the rate must be higher
by `WORSE`, so that a difference nobody notices rolls nothing back.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log2
from typing import Literal

#: Conversations of the canary before the first look, and of the running version at least.
FIRST = 10
#: Probability of a false alarm, of all looks together, for each measure.
ALARM = 0.01
#: Points by which a rate must be higher.
WORSE = 0.05
Measure = Literal["failed", "handed_off", "asked_again"]
MEASURES: dict[Measure, str] = {"failed": "没办成", "handed_off": "转人工", "asked_again": "再问"}


@dataclass(frozen=True, slots=True)
class OutcomeCounts:
    """Of ended conversations with one version. A conversation may count in several measures, once in each.

    `failed`: ended by a breakdown or a fault. `asked_again`: a question was put again at least twice because
    nothing, or nothing that answers it, was said.
    """

    conversations: int = 0
    failed: int = 0
    handed_off: int = 0
    asked_again: int = 0


@dataclass(frozen=True, slots=True)
class CanaryVerdict:
    """The measure by which the canary is worse, the two rates, and the probability of that by chance."""

    measure: Measure
    canary: float
    running: float
    chance: float

    @property
    def told(self) -> str:
        name = MEASURES[self.measure]
        return f"{name}：试运行 {self.canary:.0%}，正在用的 {self.running:.0%}（偶然的可能 {self.chance:.2g}）"


def looks(conversations: int) -> int:
    """How many looks are due by then: 0 below `FIRST`."""
    return 0 if conversations < FIRST else int(log2(conversations / FIRST)) + 1


def judged(canary: OutcomeCounts, running: OutcomeCounts, looked: int) -> CanaryVerdict | None:
    """None: not worse, too few conversations, or no look is due. `looked`: looks so far (`looks` at the last one)."""
    due = looks(canary.conversations)
    if due <= looked or running.conversations < FIRST:
        return None
    threshold = ALARM / 2**due
    found = [_compared(measure, canary, running) for measure in MEASURES]
    worse = [one for one in found if one.canary >= one.running + WORSE and one.chance <= threshold]
    return min(worse, key=lambda one: one.chance, default=None)


def _compared(measure: Measure, canary: OutcomeCounts, running: OutcomeCounts) -> CanaryVerdict:
    mine, theirs = getattr(canary, measure), getattr(running, measure)
    chance = tail(mine, canary.conversations, theirs, running.conversations)
    return CanaryVerdict(measure, mine / canary.conversations, theirs / running.conversations, chance)


def tail(mine: int, of_mine: int, theirs: int, of_theirs: int) -> float:
    """The probability that `mine` or more of `of_mine` are marked, of `mine + theirs` in all (hypergeometric)."""
    marked, everything = mine + theirs, of_mine + of_theirs
    most = min(marked, of_mine)
    whole = _log_choose(everything, of_mine)
    terms = (_log_choose(marked, k) + _log_choose(everything - marked, of_mine - k) for k in range(mine, most + 1))
    return min(1.0, sum(exp(term - whole) for term in terms if term > float("-inf")))


def _log_choose(n: int, k: int) -> float:
    if not 0 <= k <= n:
        return float("-inf")
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
