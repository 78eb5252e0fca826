"""A worker's states: rests grow, work done forgives, a lost device is left alone for its minute."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.whisper.workers.state import Post, State


def test_one_death_costs_nothing_many_cost_more_and_more() -> None:
    post = Post()
    rests = []
    for _ in range(10):
        post.load()
        post.idle()
        post.work(1.0)
        post.fail(100.0, "died", lost=False)
        assert post.state is State.RESTING
        rests.append(post.again_at - 100.0)
    assert rests[:2] == [0.0, 0.0]
    assert rests == sorted(rests)
    assert rests[-1] == 30.0


def test_work_done_forgives_but_loading_alone_does_not() -> None:
    post = Post()
    post.load()
    post.fail(0.0, "died", lost=False)
    post.load()
    post.idle()
    assert post.failures == 1
    post.work(1.0)
    post.idle()
    assert post.failures == 0


def test_what_does_not_load_is_not_tried_again_at_once() -> None:
    post = Post()
    post.load()
    post.fail(5.0, "no model", lost=False)
    assert post.again_at > 5.0


@pytest.mark.parametrize("failures", [1, 2, 20])
def test_a_lost_device_is_tried_again_after_a_minute(failures: int) -> None:
    post = Post()
    for _ in range(failures):
        post.load()
        post.fail(1000.0, "CUDA is gone", lost=True)
        assert (post.state, post.again_at) == (State.LOST, 1060.0)
    post.load()
    post.idle()
    assert post.state is State.IDLE


CALLS: dict[str, Callable[[Post], None]] = {
    "load": lambda post: post.load(),
    "idle": lambda post: post.idle(),
    "work": lambda post: post.work(1.0),
    "die": lambda post: post.fail(0.0, "died", lost=False),
    "lose": lambda post: post.fail(0.0, "gone", lost=True),
    "stop": lambda post: post.stop(),
}


@given(st.lists(st.sampled_from(sorted(CALLS)), max_size=30))
def test_what_makes_no_sense_is_told_and_changes_no_state(calls: list[str]) -> None:
    post = Post()
    for call in calls:
        before = post.state
        try:
            CALLS[call](post)
        except AssertionError:
            assert post.state is before
