"""The queue at the hall's door: tables of single steps, and crowds that come, wait, give up and leave at random."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kiosk.admission.queue import (
    Action,
    Admission,
    Admit,
    Asked,
    Began,
    Closed,
    Event,
    Gate,
    Left,
    Measured,
    Move,
    Tick,
    TurnAway,
)

WAIT_S = 180.0


def run(events: Sequence[tuple[float, Event]], capacity: int = 1) -> list[Action]:
    """Feeds all, and gives what the last one led to."""
    admission = Admission(capacity=capacity, wait_s=WAIT_S)
    actions: list[Action] = []
    for now, event in events:
        actions = admission.feed(event, now)
    return actions


A, B, C = "a", "b", "c"


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([(0, Asked(A))], [Admit(A)]),
        ([(0, Asked(A)), (1, Asked(A))], []),  # once inside, asking again changes nothing
        ([(0, Asked(A)), (1, Asked(B))], [Move(B, 1)]),
        ([(0, Asked(A)), (1, Asked(B)), (2, Asked(B))], []),
        ([(0, Asked(A)), (1, Asked(B)), (2, Asked(C))], [Move(C, 2)]),
        ([(0, Asked(A)), (1, Asked(B)), (2, Asked(C)), (3, Left(A))], [Admit(B), Move(C, 1)]),
        ([(0, Asked(A)), (1, Asked(B)), (2, Asked(C)), (3, Left(B))], [Move(C, 1)]),
        ([(0, Asked(A)), (1, Asked(B)), (2, Left(B)), (3, Left(A))], []),
        # an address that asks for all places takes none from another; behind one address the order is that of asking
        ([(0, Asked(A, "x")), (1, Asked(B, "x")), (2, Asked(C, "y"))], [Move(C, 1), Move(B, 2)]),
        ([(0, Asked(A, "x")), (1, Asked(B, "x")), (2, Asked(C, "y")), (3, Left(A))], [Admit(B)]),
        ([(0, Asked(A, "x")), (1, Asked(B, "y")), (2, Asked(C, "x")), (3, Left(A))], [Admit(B), Move(C, 1)]),
        ([(0, Began(A, "x")), (1, Asked(B, "x")), (2, Asked(C, "x"))], [Move(C, 2)]),
        ([(0, Asked(A)), (1, Asked(B)), (2, Began(B))], []),  # spoke up and was heard
        ([(0, Asked(A)), (1, Asked(B)), (2, Began(B)), (3, Left(A))], []),
        ([(0, Began(A)), (1, Asked(B))], [Move(B, 1)]),
        ([(0, Began(A)), (1, Began(B)), (2, Asked(C)), (3, Left(A))], []),  # still one over
        ([(0, Asked(A)), (1, Asked(B)), (WAIT_S, Tick())], []),
        ([(0, Asked(A)), (1, Asked(B)), (WAIT_S + 1, Tick())], [TurnAway(B, "busy")]),
        ([(0, Asked(A)), (1, Asked(B)), (WAIT_S + 1, Left(A))], [Admit(B)]),  # at the last moment: in
        ([(0, Asked(A)), (1, Asked(B)), (2, Asked(C)), (3, Closed())], [TurnAway(B, "drain"), TurnAway(C, "drain")]),
        ([(0, Closed()), (1, Asked(A))], [TurnAway(A, "drain")]),
        ([(0, Asked(A)), (1, Asked(B)), (2, Asked(C)), (3, Measured(3, 0.0))], [Admit(B), Admit(C)]),
        ([(0, Measured(5, 9.0)), (1, Asked(A))], [Admit(A)]),  # the first one always
        ([(0, Measured(5, 9.0)), (1, Asked(A)), (2, Asked(B))], [Move(B, 1)]),
        ([(0, Measured(5, 9.0)), (1, Asked(A)), (2, Asked(B)), (3, Measured(5, 1.0))], []),  # not caught up yet
        ([(0, Measured(5, 9.0)), (1, Asked(A)), (2, Asked(B)), (3, Measured(5, 0.5))], [Admit(B)]),
        ([(0, Measured(5, 1.0)), (1, Asked(A)), (2, Asked(B))], [Admit(B)]),  # nor far enough behind to close
        ([(0, Measured(2, 0.0)), (1, Asked(A)), (2, Asked(B)), (3, Measured(1, 0.0))], []),  # nobody is thrown out
    ],
)
def test_a_step(events: list[tuple[float, Event]], expected: list[Action]) -> None:
    assert run(events) == expected


def test_the_deadline_is_that_of_the_first_in_the_queue() -> None:
    admission = Admission(capacity=1, wait_s=WAIT_S)
    assert admission.deadline is None
    for now, who in enumerate((A, B, C)):
        admission.feed(Asked(who), now)
    assert admission.deadline == 1 + WAIT_S
    admission.feed(Left(B), 5)
    assert admission.deadline == 2 + WAIT_S
    admission.feed(Tick(), 2 + WAIT_S)
    assert (admission.deadline, admission.waiting, admission.inside) == (None, 0, 1)


VISITORS = st.integers(0, 7)


class Crowd(RuleBasedStateMachine):
    """Keeps its own books of who must be where, and compares."""

    @initialize(capacity=st.integers(1, 4))
    def open(self, capacity: int) -> None:
        self.admission = Admission(capacity=capacity, wait_s=WAIT_S)
        self.now = 0.0
        self.capacity = capacity
        self.queue: list[int] = []
        self.asked_at: dict[int, float] = {}
        self.inside: set[int] = set()
        self.told: dict[int, int] = {}

    def feed(self, event: Event) -> None:
        for action in self.admission.feed(event, self.now):
            who = action.who
            assert isinstance(who, int)
            assert who in self.queue, f"{action} for somebody who does not wait"
            match action:
                case Admit():
                    assert self.queue[0] == who, "somebody was overtaken"
                    assert who not in self.inside, "admitted twice"
                    assert not self.inside or len(self.inside) < self.capacity, "over capacity"
                    assert self.admission.gate is not Gate.CLOSED
                    self.queue.remove(who)
                    self.inside.add(who)
                case TurnAway(_, reason):
                    assert reason == "drain" or self.now - self.asked_at[who] >= WAIT_S, "turned away too early"
                    self.queue.remove(who)
                case Move(_, position):
                    self.told[who] = position

    @rule(who=VISITORS)
    def ask(self, who: int) -> None:
        if who not in self.queue and who not in self.inside:
            self.queue.append(who)
            self.asked_at[who] = self.now
        self.feed(Asked(who))

    @rule(who=VISITORS)
    def begin(self, who: int) -> None:
        self.queue = [other for other in self.queue if other != who]
        self.inside.add(who)
        self.feed(Began(who))

    @rule(who=VISITORS)
    def leave(self, who: int) -> None:
        self.queue = [other for other in self.queue if other != who]
        self.inside.discard(who)
        self.feed(Left(who))

    @rule(seconds=st.floats(0, 200))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.feed(Tick())

    @rule(capacity=st.integers(1, 4), backlog_s=st.floats(0, 3))
    def measure(self, capacity: int, backlog_s: float) -> None:
        self.capacity = capacity
        self.feed(Measured(capacity, backlog_s))

    @rule(chance=st.integers(0, 30))
    def close(self, chance: int) -> None:
        if chance == 0:
            self.feed(Closed())

    @invariant()
    def nobody_is_lost(self) -> None:
        assert self.admission.waiting == len(self.queue)
        assert self.admission.inside == len(self.inside)

    @invariant()
    def everybody_knows_where_they_stand(self) -> None:
        assert [self.told[who] for who in self.queue] == list(range(1, len(self.queue) + 1))

    @invariant()
    def nobody_waits_before_an_empty_hall(self) -> None:
        if self.queue:
            assert self.inside
            assert self.admission.gate is not Gate.CLOSED

    @invariant()
    def nobody_waits_too_long(self) -> None:
        assert all(self.now - self.asked_at[who] < WAIT_S for who in self.queue)

    def teardown(self) -> None:
        """Everybody leaves in the end, whatever happened before."""
        for who in range(8):
            self.leave(who)
        assert (self.admission.waiting, self.admission.inside, self.admission.deadline) == (0, 0, None)


@given(st.integers(1, 5), st.lists(st.sampled_from("xyz"), min_size=1, max_size=30), st.integers(1, 20))
def test_the_places_are_shared_between_addresses(capacity: int, addresses: list[str], leaves: int) -> None:
    """Whoever is admitted, no address that has somebody waiting held fewer places."""
    admission = Admission(capacity=capacity, wait_s=1e9)
    inside: list[int] = []
    waiting: list[int] = []
    for who, address in enumerate(addresses):
        admitted = [a.who for a in admission.feed(Asked(who, address), 0) if isinstance(a, Admit)]
        (inside if admitted else waiting).append(who)
    for _ in range(min(leaves, len(waiting))):
        gone = inside.pop(0)
        held = {address: sum(addresses[one] == address for one in inside) for address in "xyz"}
        (who,) = [a.who for a in admission.feed(Left(gone), 1) if isinstance(a, Admit)]
        assert isinstance(who, int)
        assert held[addresses[who]] == min(held[addresses[one]] for one in waiting)
        assert who == min(one for one in waiting if addresses[one] == addresses[who])
        waiting.remove(who)
        inside.append(who)


TestCrowd = Crowd.TestCase
TestCrowd.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


@given(st.integers(1, 5), st.lists(st.integers(), unique=True, min_size=1, max_size=30))
def test_a_patient_crowd_is_served_in_the_order_of_its_coming(capacity: int, crowd: list[int]) -> None:
    admission = Admission(capacity=capacity, wait_s=1e9)
    served = [a.who for who in crowd for a in admission.feed(Asked(who), 0) if isinstance(a, Admit)]
    for who in crowd:
        served += [a.who for a in admission.feed(Left(who), 1) if isinstance(a, Admit)]
    assert served == crowd
