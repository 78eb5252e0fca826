"""A hall without a queue, as the benches start it."""

from __future__ import annotations

import pytest

from kiosk.admission import queue
from kiosk.admission.capacity import Capacity, Cost
from kiosk.admission.queue import Admission, Admit, Asked, Began, Measured
from support.unqueued_hall import admit_everyone


@pytest.fixture
def unqueued(monkeypatch: pytest.MonkeyPatch) -> None:
    """`admit_everyone`, taken back afterwards."""
    monkeypatch.setattr(queue, "_BEHIND_S", vars(queue)["_BEHIND_S"])
    monkeypatch.setattr(Capacity, "_fits", vars(Capacity)["_fits"])
    admit_everyone()


def capacity() -> int:
    return Capacity(Cost(hear_s=50.0), cores=1.0, load=0.5, limit=40).update()


def admitted_when_behind() -> bool:
    admission = Admission(capacity=5, wait_s=60)
    admission.feed(Began("one", "a"), 0.0)
    admission.feed(Measured(5, 1e6), 0.0)
    return Admit("two") in admission.feed(Asked("two", "b"), 0.0)


def test_a_hall_queues_whom_it_cannot_carry() -> None:
    assert capacity() == 1
    assert not admitted_when_behind()


@pytest.mark.usefixtures("unqueued")
def test_without_a_queue_only_the_limit_holds() -> None:
    assert capacity() == 40
    assert admitted_when_behind()
