"""When a canary is rolled back: the statistic, its minimum counts, and how often it errs."""

from __future__ import annotations

import random
from math import comb

import pytest

from kiosk.publishing.verdict import FIRST, OutcomeCounts, judged, looks, tail


@pytest.mark.parametrize(("mine", "of_mine", "theirs", "of_theirs"), [(3, 10, 1, 12), (0, 5, 4, 9), (7, 7, 2, 30)])
def test_the_tail_is_fishers(mine: int, of_mine: int, theirs: int, of_theirs: int) -> None:
    marked, everything = mine + theirs, of_mine + of_theirs
    exact = sum(
        comb(marked, k) * comb(everything - marked, of_mine - k) for k in range(mine, min(marked, of_mine) + 1)
    ) / comb(everything, of_mine)
    assert tail(mine, of_mine, theirs, of_theirs) == pytest.approx(exact)


def test_looks_come_at_ten_twenty_forty() -> None:
    assert [looks(n) for n in (0, 9, 10, 19, 20, 39, 40, 10_000)] == [0, 0, 1, 1, 2, 2, 3, 10]


@pytest.mark.parametrize(
    ("canary", "running", "looked", "measure"),
    [
        (OutcomeCounts(9, failed=9), OutcomeCounts(100), 0, None),  # too few of the canary
        (OutcomeCounts(10, failed=10), OutcomeCounts(FIRST - 1), 0, None),  # too few of the running version
        (OutcomeCounts(10, failed=10), OutcomeCounts(100, failed=5), 0, "failed"),
        (OutcomeCounts(19, failed=19), OutcomeCounts(100, failed=5), 1, None),  # looked at already
        (OutcomeCounts(20, handed_off=12), OutcomeCounts(100, handed_off=10), 1, "handed_off"),
        (OutcomeCounts(40, asked_again=25), OutcomeCounts(200, asked_again=30), 0, "asked_again"),
        (OutcomeCounts(10, handed_off=2), OutcomeCounts(100, handed_off=10), 0, None),  # chance
        (OutcomeCounts(9_000, failed=900), OutcomeCounts(9_000, failed=600), 0, None),  # sure, but small
    ],
)
def test_verdicts(canary: OutcomeCounts, running: OutcomeCounts, looked: int, measure: str | None) -> None:
    verdict = judged(canary, running, looked)
    assert (verdict.measure if verdict else None) == measure


def test_an_equal_canary_is_rolled_back_in_less_than_one_of_a_hundred() -> None:
    """1,000 canaries of 160 conversations that are no worse: every look of each."""
    rng, alarms = random.Random(7), 0
    for _ in range(1_000):
        looked, mine, theirs = 0, 0, 0
        for count in range(1, 161):
            mine += rng.random() < 0.2
            theirs += rng.random() < 0.2
            verdict = judged(OutcomeCounts(count, failed=mine), OutcomeCounts(count, failed=theirs), looked)
            looked = max(looked, looks(count))
            if verdict:
                alarms += 1
                break
    assert alarms <= 10
