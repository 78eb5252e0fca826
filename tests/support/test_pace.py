from __future__ import annotations

import itertools

import pytest

from support.pace import EVERY_S, Pace, around, question_times


def test_questions_keep_their_distance_and_their_seed() -> None:
    times = question_times(1, 0, 4, 60)
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert gaps
    assert all(EVERY_S[0] <= gap <= EVERY_S[1] for gap in gaps)
    assert times == question_times(1, 0, 4, 60) != question_times(2, 0, 4, 60)
    assert times[-1] < 60


def test_a_crowd_does_not_begin_in_chorus() -> None:
    firsts = [question_times(1, citizen, 16, 60)[0] for citizen in range(16)]
    assert firsts == sorted(firsts)
    assert 0 <= firsts[0] <= firsts[-1] <= 10


def test_every_phase_has_its_own_moment_of_the_frame() -> None:
    pace = Pace(step_s=0.02, phases=4)
    assert [pace.due(5.0, tick) for tick in range(5)] == pytest.approx([5.0, 5.005, 5.01, 5.015, 5.02])


async def test_each_phase_ticks_in_turn_until_it_is_told_to_stop() -> None:
    pace, phases = Pace(step_s=0.004, phases=2), []
    await pace.run(phases.append, until=lambda: len(phases) >= 5)
    assert phases == [0, 1, 0, 1, 0]
    assert len(pace.late_ms) == 5


def test_another_mean_keeps_the_spread() -> None:
    assert around(20.0) == (16.0, 24.0)
    assert around(sum(EVERY_S) / 2) == EVERY_S
