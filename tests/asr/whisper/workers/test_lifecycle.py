"""A worker's states: rests grow, work done forgives, a lost device is left alone for its minute."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.whisper.workers.lifecycle import WorkerLifecycle, WorkerState


def test_one_death_costs_nothing_many_cost_more_and_more() -> None:
    lifecycle = WorkerLifecycle()
    rests = []
    for _ in range(10):
        lifecycle.load()
        lifecycle.idle()
        lifecycle.work(1.0)
        lifecycle.fail(100.0, "died", lost=False)
        assert lifecycle.state is WorkerState.RESTING
        rests.append(lifecycle.again_at - 100.0)
    assert rests[:2] == [0.0, 0.0]
    assert rests == sorted(rests)
    assert rests[-1] == 30.0


def test_work_done_forgives_but_loading_alone_does_not() -> None:
    lifecycle = WorkerLifecycle()
    lifecycle.load()
    lifecycle.fail(0.0, "died", lost=False)
    lifecycle.load()
    lifecycle.idle()
    assert lifecycle.failures == 1
    lifecycle.work(1.0)
    lifecycle.idle()
    assert lifecycle.failures == 0


def test_what_does_not_load_is_not_tried_again_at_once() -> None:
    lifecycle = WorkerLifecycle()
    lifecycle.load()
    lifecycle.fail(5.0, "no model", lost=False)
    assert lifecycle.again_at > 5.0


@pytest.mark.parametrize("failures", [1, 2, 20])
def test_a_lost_device_is_tried_again_after_a_minute(failures: int) -> None:
    lifecycle = WorkerLifecycle()
    for _ in range(failures):
        lifecycle.load()
        lifecycle.fail(1000.0, "CUDA is gone", lost=True)
        assert (lifecycle.state, lifecycle.again_at) == (WorkerState.LOST, 1060.0)
    lifecycle.load()
    lifecycle.idle()
    assert lifecycle.state is WorkerState.IDLE


CALLS: dict[str, Callable[[WorkerLifecycle], None]] = {
    "load": lambda lifecycle: lifecycle.load(),
    "idle": lambda lifecycle: lifecycle.idle(),
    "work": lambda lifecycle: lifecycle.work(1.0),
    "die": lambda lifecycle: lifecycle.fail(0.0, "died", lost=False),
    "lose": lambda lifecycle: lifecycle.fail(0.0, "gone", lost=True),
    "stop": lambda lifecycle: lifecycle.stop(),
}


@given(st.lists(st.sampled_from(sorted(CALLS)), max_size=30))
def test_what_makes_no_sense_is_told_and_changes_no_state(calls: list[str]) -> None:
    lifecycle = WorkerLifecycle()
    for call in calls:
        before = lifecycle.state
        try:
            CALLS[call](lifecycle)
        except AssertionError:
            assert lifecycle.state is before
