"""How long things take, and how busy they keep everybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.whisper.workers.estimate import Demand, waiting_time


def test_nothing_has_come_in_and_nobody_works() -> None:
    assert Demand().share(2, 0.0) == 0.0
    assert Demand().share(0, 0.0) == 1.0


def test_steady_work_is_its_own_share() -> None:
    demand = Demand(memory_s=5.0)
    for tenth in range(600):
        demand.add(0.05, tenth / 10)  # half of one worker's time
    assert demand.share(1, 60.0) == pytest.approx(0.5, abs=0.02)
    assert demand.share(2, 60.0) == pytest.approx(0.25, abs=0.01)
    assert demand.share(1, 90.0) < 0.01, "long ago"


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(0, 10)), max_size=40))
def test_it_never_grows_by_itself(work: list[tuple[float, float]]) -> None:
    demand, now = Demand(), 0.0
    for seconds, wait in work:
        before = demand.share(1, now)
        now += wait
        assert demand.share(1, now) <= before
        demand.add(seconds, now)


@pytest.mark.parametrize(
    ("busy", "costs", "wait"), [([], [], 0.0), ([0, 0], [], 0.0), ([1, 2], [], 1.0), ([1, 2], [3], 2.0)]
)
def test_a_newcomer_waits_for_the_first_free_worker(busy: list[float], costs: list[float], wait: float) -> None:
    assert waiting_time(busy, costs) == wait
