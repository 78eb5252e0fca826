"""The request of work: nobody is lost, finals first, earliest due first, batches of one kind, partials give way."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from asr import Ticket, Urgency
from asr.whisper.workers.estimate import AFTER_S, DecodeEstimate, waiting_time
from asr.whisper.workers.scheduler import MAX_PARTIAL_WAIT_S, DecodeJob, Scheduler, Slots

FINAL, SPECULATIVE, PARTIAL = Urgency.FINAL, Urgency.SPECULATIVE, Urgency.PARTIAL


def job(urgency: Urgency = FINAL, due: float = math.inf, seconds: float = 2.0, tries: int = 0) -> DecodeJob:
    return DecodeJob(b"", seconds, Ticket(urgency, due), tries=tries)


def schedule(*jobs: DecodeJob, now: float = 0.0) -> Scheduler:
    made = Scheduler()
    for one in jobs:
        made.add(one, now)
    return made


def test_finals_then_speculatives_each_by_their_due_time() -> None:
    late, soon, maybe = job(due=9.0), job(due=3.0), job(SPECULATIVE, due=1.0)
    waiting = schedule(late, maybe, soon)
    request = [waiting.take(0.0, Slots(1)).batch[0] for _ in range(3)]
    assert request == [soon, late, maybe]


def test_the_ticket_is_read_when_work_is_taken() -> None:
    first, second = job(due=1.0), job(SPECULATIVE, due=2.0)
    waiting = schedule(first, second)
    second.ticket.urgency, second.ticket.due = FINAL, 0.5
    assert waiting.take(0.0, Slots(1)).batch == (second,)


def test_a_partial_gives_way_as_soon_as_a_final_must_wait() -> None:
    caption, final = job(PARTIAL), job()
    waiting = schedule(caption, final)
    taken = waiting.take(0.0, Slots(0))
    assert (taken.batch, taken.dropped) == ((), (caption,))
    assert waiting.take(0.0, Slots(1)).batch == (final,)


def test_a_final_that_is_served_at_once_costs_nobody_a_caption() -> None:
    caption, final = job(PARTIAL), job()
    waiting = schedule(caption, final)
    taken = waiting.take(0.0, Slots(2, reserve=0))
    assert (taken.batch, taken.dropped) == ((final,), ())
    assert waiting.take(0.0, Slots(1, reserve=0)).batch == (caption,)


def test_partials_leave_the_reserve_alone_and_are_not_kept_for_ever() -> None:
    caption = job(PARTIAL)
    waiting = schedule(caption)
    taken = waiting.take(0.0, Slots(1, reserve=1))
    assert taken.batch == ()
    assert taken.dispatch_at == MAX_PARTIAL_WAIT_S
    taken = waiting.take(MAX_PARTIAL_WAIT_S + 0.01, Slots(1, reserve=1))
    assert taken.dropped == (caption,)
    assert len(waiting) == 0


def test_a_batch_waits_for_company_but_not_for_long() -> None:
    first, second = job(), job(due=1.0)
    slots = Slots(1, max_batch=16, batch_wait_s=0.008)
    waiting = schedule(first)
    taken = waiting.take(0.005, slots)
    assert (taken.batch, taken.dispatch_at) == ((), 0.008)
    waiting.add(second, 0.006)  # more urgent, and later: it does not begin the wait anew
    assert waiting.take(0.008, slots).batch == (second, first)


def test_a_full_batch_waits_for_nobody() -> None:
    waiting = schedule(*(job() for _ in range(5)))
    assert len(waiting.take(0.0, Slots(1, max_batch=4, batch_wait_s=1.0)).batch) == 4
    assert len(waiting) == 1


def test_who_has_seen_a_worker_die_goes_alone() -> None:
    suspect, other = job(due=0.0, tries=1), job(due=1.0)
    waiting = schedule(suspect, other)
    assert waiting.take(0.0, Slots(1, max_batch=16, batch_wait_s=1.0)).batch == (suspect,)


def test_cancelling() -> None:
    one = job()
    waiting = schedule(one)
    assert waiting.cancel(one)
    assert not waiting.cancel(one)
    assert waiting.take(0.0, Slots(1)).batch == ()


class Waiting(RuleBasedStateMachine):
    """Anything may happen in any request; nobody is lost, nobody is answered twice."""

    def __init__(self) -> None:
        super().__init__()
        self.schedule = Scheduler()
        self.now = 0.0
        self.waiting: list[DecodeJob] = []

    @rule(
        urgency=st.sampled_from(Urgency),
        due=st.floats(0, 10),
        seconds=st.floats(0.1, 29),
        tries=st.sampled_from([0, 0, 0, 1]),
    )
    def add(self, urgency: Urgency, due: float, seconds: float, tries: int) -> None:
        one = job(urgency, due, seconds, tries)
        self.schedule.add(one, self.now)
        self.waiting.append(one)

    @rule(data=st.data(), urgency=st.sampled_from(Urgency), due=st.floats(0, 10))
    def change(self, data: st.DataObject, urgency: Urgency, due: float) -> None:
        if self.waiting:
            ticket = data.draw(st.sampled_from(self.waiting)).ticket
            ticket.urgency, ticket.due = urgency, due

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        if self.waiting:
            one = data.draw(st.sampled_from(self.waiting))
            assert self.schedule.cancel(one)
            self.waiting.remove(one)

    @rule(seconds=st.floats(0, 1))
    def wait(self, seconds: float) -> None:
        self.now += seconds

    @rule(
        free=st.integers(0, 4),
        reserve=st.integers(0, 1),
        max_batch=st.sampled_from([1, 4, 16]),
        batch_wait_s=st.sampled_from([0.0, 0.008]),
    )
    def take(self, free: int, reserve: int, max_batch: int, batch_wait_s: float) -> None:
        before = list(self.waiting)
        taken = self.schedule.take(self.now, Slots(free, reserve, max_batch, batch_wait_s))
        out = [*taken.batch, *taken.dropped]
        assert len(set(out)) == len(out)
        for one in out:
            self.waiting.remove(one)  # raises for one that was answered already
        self.check_batch(taken.batch, before, Slots(free, reserve, max_batch, batch_wait_s))
        assert all(one.partial for one in taken.dropped)
        if free == 0 and any(not one.partial for one in self.waiting):
            assert not any(one.partial for one in self.waiting)

    def check_batch(self, batch: tuple[DecodeJob, ...], before: list[DecodeJob], slots: Slots) -> None:
        urgent = [one for one in before if not one.partial]
        if not batch:
            waited = [one for one in urgent if self.now - one.added >= slots.batch_wait_s]
            assert not (waited and slots.free), "a worker is idle and somebody waits"
            return
        assert slots.free
        assert len(batch) <= slots.max_batch
        assert len({(one.bucket, one.partial) for one in batch}) == 1
        assert len(batch) == 1 or not any(one.tries for one in batch)
        if batch[0].partial:
            assert not urgent, "a final waits behind a partial"
            assert slots.free > slots.reserve
        else:
            assert _rank(batch[0]) == min(map(_rank, urgent))

    @invariant()
    def nobody_is_lost(self) -> None:
        assert len(self.schedule) == len(self.waiting)


def _rank(one: DecodeJob) -> tuple[int, float]:
    return one.ticket.urgency, one.ticket.due


TestWaiting = Waiting.TestCase


# ---- how long it takes ----------------------------------------------------------------------------------------------


def test_the_pace_is_learnt_for_each_beam() -> None:
    estimate = DecodeEstimate(0.5)
    one = (job(seconds=8.0),)
    assert estimate.expected_s(one, 5) == 0.5 * (8.0 + AFTER_S)
    estimate.learn(one, 5, 1.0)
    assert estimate.expected_s(one, 5) == pytest.approx(1.0)
    assert estimate.expected_s(one, 1) == 0.5 * (8.0 + AFTER_S)
    for _ in range(40):
        estimate.learn(one, 5, 3.0)
    assert estimate.expected_s(one, 5) == pytest.approx(3.0, rel=0.01)


def test_waiting_time_by_hand() -> None:
    assert waiting_time([0.0, 2.0], []) == 0.0
    assert waiting_time([1.0, 2.0], []) == 1.0
    assert waiting_time([1.0, 2.0], [3.0]) == 2.0
    assert waiting_time([1.0, 2.0], [3.0, 3.0]) == 4.0
    assert waiting_time([], [1.0]) == 0.0


@given(st.lists(st.integers(0, 10), min_size=1, max_size=5), st.lists(st.integers(0, 10), max_size=20))
def test_who_waits_longer_never_sees_less(busy: list[int], costs: list[int]) -> None:
    waits = [waiting_time(busy, costs[:n]) for n in range(len(costs) + 1)]
    assert _rising(waits)
    assert waits[-1] <= max(busy) + sum(costs)


def _rising(numbers: Iterable[float]) -> bool:
    listed = list(numbers)
    return listed == sorted(listed)
