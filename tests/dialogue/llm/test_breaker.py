"""A dead model costs its deadline a few times, and then hardly ever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.llm import Breaker


def test_it_is_left_alone_after_failures_in_a_row_and_tried_once_after_a_rest() -> None:
    breaker = Breaker(failures=3, rest_s=10, longest_s=30)
    for now in (0, 1):
        breaker.failed(now)
        assert breaker.allows(now)
    breaker.failed(2)
    assert breaker.resting
    assert not breaker.allows(11.9)
    assert breaker.allows(12), "one trial"
    assert not breaker.allows(12), "and no second beside it"
    breaker.succeeded()
    assert breaker.allows(12)
    assert breaker.allows(12)


def test_a_success_forgets_the_failures_before_it() -> None:
    breaker = Breaker(failures=2)
    for now in range(10):
        breaker.failed(now)
        breaker.succeeded()
    assert breaker.allows(10)


def test_each_trial_that_fails_doubles_the_rest_up_to_the_longest() -> None:
    breaker = Breaker(failures=1, rest_s=10, longest_s=30)
    breaker.failed(0)
    for asked, rests_until in ((10, 30), (30, 60), (60, 90)):
        assert breaker.allows(asked)
        breaker.failed(asked)
        assert not breaker.allows(rests_until - 0.1)
    assert breaker.allows(90)


def test_a_trial_that_nobody_waited_for_is_tried_again() -> None:
    breaker = Breaker(failures=1, rest_s=10)
    breaker.failed(0)
    assert breaker.allows(10)
    breaker.gave_up()
    assert breaker.allows(10)


def test_calls_that_were_under_way_when_the_rest_began_do_not_prolong_it() -> None:
    breaker = Breaker(failures=2, rest_s=10)
    for now in (0, 0, 9):
        breaker.failed(now)
    assert breaker.allows(10)


@given(st.lists(st.integers(0, 40), max_size=200))
def test_a_server_that_never_answers_is_asked_seldom(pauses: list[int]) -> None:
    breaker, now, asked = Breaker(failures=3, rest_s=15, longest_s=240), 0, 0
    for pause in pauses:
        now += pause
        if breaker.allows(now):
            asked += 1
            breaker.failed(now)
    assert asked <= 3 + 5 + now / 240


@pytest.mark.parametrize("numbers", [(0, 1, 2), (1, 0, 2), (1, 3, 2)])
def test_silly_numbers(numbers: tuple[int, float, float]) -> None:
    with pytest.raises(ValueError, match="failures must be"):
        Breaker(*numbers)
