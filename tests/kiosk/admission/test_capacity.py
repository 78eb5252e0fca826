"""What a conversation costs, and how many of them fit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.admission.capacity import Capacity, Cost, Meter, Work


def test_work_done_alone_is_charged_alone() -> None:
    meter = Meter()
    job = meter.begin(10.0)
    assert meter.end(job, 11.5) == 1.5
    late = meter.begin(20.0)  # what the process did meanwhile is nobody's
    assert meter.end(late, 20.25) == 0.25


def test_work_done_together_shares() -> None:
    meter = Meter()
    one = meter.begin(0.0)
    two = meter.begin(1.0)
    assert meter.end(one, 3.0) == 2.0  # one alone, and half of two
    assert meter.end(two, 4.0) == 2.0


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.floats(0, 5)), max_size=40))
def test_nothing_is_charged_twice_or_lost(steps: list[tuple[bool, float]]) -> None:
    meter, running, clock, charged, busy = Meter(), list[int](), 0.0, 0.0, 0.0
    for begins, seconds in steps:
        clock += seconds
        busy += seconds if running else 0.0
        if begins or not running:
            running.append(meter.begin(clock))
        else:
            charged += meter.end(running.pop(0), clock)
    for job in running:
        charged += meter.end(job, clock)
    assert charged == pytest.approx(busy)


def turn(cost: Cost, *, hear: float, speak: float, seconds: float, conversations: int = 1) -> None:
    cost.elapse(seconds, conversations)
    cost.use(Work.HEAR, hear)
    cost.use(Work.SPEAK, speak)
    cost.turn()


def test_the_averages_follow_what_is_measured() -> None:
    cost = Cost()
    for _ in range(100):
        turn(cost, hear=0.5, speak=0.25, seconds=15.0)
    assert cost.cores == pytest.approx(0.05, rel=0.05)


def test_many_conversations_cost_as_much_each_as_one() -> None:
    one, four = Cost(), Cost()
    for _ in range(100):
        turn(one, hear=1.0, speak=1.0, seconds=8.0)
        turn(four, hear=1.0, speak=1.0, seconds=2.0, conversations=4)
    assert one.cores == pytest.approx(four.cores)


def test_words_of_passers_by_do_not_count() -> None:
    cost = Cost()
    for _ in range(1000):  # a television before a kiosk that no citizen uses
        turn(cost, hear=9.0, speak=0.0, seconds=5.0, conversations=0)
    assert cost == Cost(), "nor are they charged to the conversation that begins next"


def endless(cost: Cost, capacity: Capacity) -> None:
    """Ten minutes of one talker who never pauses: a full utterance every 15 s, with all its captions."""
    for _ in range(40):
        turn(cost, hear=12.0, speak=0.5, seconds=15.0)
        capacity.update()


def test_what_one_endless_talker_cost_fades_when_they_have_gone() -> None:
    cost = Cost()
    capacity = Capacity(cost, cores=2, load=0.75, limit=8)
    assert capacity.update() == 6
    endless(cost, capacity)
    assert capacity.update() == 1
    numbers = []
    for _ in range(30 * 60):  # nobody speaks to the hall
        cost.elapse(1.0, 0)
        numbers.append(capacity.update())
    assert numbers == sorted(numbers)
    assert numbers[10 * 60] >= 4
    assert numbers[-1] >= 6


def test_ordinary_citizens_raise_the_capacity_again() -> None:
    cost = Cost()
    capacity = Capacity(cost, cores=2, load=0.75, limit=8)
    endless(cost, capacity)
    for _ in range(90):  # a quarter of an hour
        turn(cost, hear=1.0, speak=0.5, seconds=10.0)
        capacity.update()
    assert capacity.update() >= 6


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 30), st.floats(0, 60)), max_size=20), st.floats(0, 1e6))
def test_time_alone_never_lowers_the_capacity(turns: list[tuple[float, float, float]], quiet_s: float) -> None:
    cost = Cost()
    for hear, speak, seconds in turns:
        turn(cost, hear=hear, speak=speak, seconds=seconds)
    capacity = Capacity(cost, cores=2, load=0.75, limit=8)
    before = capacity.update()
    cost.elapse(quiet_s, 1)
    assert capacity.update() >= before


@pytest.mark.parametrize(
    ("cores", "load", "limit", "cost", "expected"),
    [
        (2, 0.75, 8, Cost(1.4, 1.0, 10.0), 6),
        (2, 0.75, 4, Cost(1.4, 1.0, 10.0), 4),  # never over the limit
        (1, 0.75, 8, Cost(20.0, 10.0, 5.0), 1),  # never below one
        (16, 0.75, 100, Cost(0.1, 0.1, 10.0), 100),
        (16, 0.5, 100, Cost(1.0, 1.0, 10.0), 40),
        (4, 0.75, 50, Cost(0.0, 0.0, 10.0), 50),  # the work is done elsewhere
        (2, 0.75, 50, Cost(1.0, 0.5, 0.0), 1),
    ],
)
def test_capacity(cores: float, load: float, limit: int, cost: Cost, expected: int) -> None:
    assert Capacity(cost, cores=cores, load=load, limit=limit).update() == expected


def test_capacity_falls_at_once_and_rises_only_with_room_to_spare() -> None:
    cost = Cost(1.0, 1.0, 10.0)  # 0.2 cores each: 7.5 fit into 1.5 cores
    capacity = Capacity(cost, cores=2, load=0.75, limit=20)
    assert capacity.update() == 7
    cost.hear_s = 1.2  # 6.8
    assert capacity.update() == 6
    cost.hear_s = 1.1  # 7.1: not enough to rise again
    assert capacity.update() == 6
    cost.hear_s = 0.8  # 8.3, and 7.5 with a tenth to spare
    assert capacity.update() == 7


@settings(deadline=None)
@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 1000), st.integers(1, 64), st.integers(1, 200))
def test_what_is_admitted_fits(hear: float, speak: float, seconds: float, cores: int, limit: int) -> None:
    cost = Cost(hear, speak, seconds)
    number = Capacity(cost, cores=cores, load=0.75, limit=limit).update()
    assert 1 <= number <= limit
    assert number == 1 or number * cost.cores / cores <= 0.75 + 1e-9
