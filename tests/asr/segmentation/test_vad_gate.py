"""The model sleeps while the room is quiet, and wakes with what it has slept through."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from asr.segmentation.vad_gate import WAKE_DB, WARM, VadGate

LOUD, QUIET = WAKE_DB + 1.0, WAKE_DB - 1.0


def chunk(number: int) -> np.ndarray:
    return np.full(512, number, np.int16)


def numbers(gate: VadGate, number: int, over_db: float, *, speaking: bool = False) -> list[int]:
    return [int(c[0]) for c in gate.model_input(chunk(number), over_db=over_db, speaking=speaking)]


def test_quiet_is_slept_through_and_waking_brings_the_last_chunks() -> None:
    gate = VadGate()
    for i in range(40):
        assert numbers(gate, i, QUIET) == []
    assert numbers(gate, 40, LOUD) == [*range(40 - WARM, 41)]
    assert gate.fresh
    assert numbers(gate, 41, QUIET) == [41]
    assert not gate.fresh


def test_it_stays_awake_half_a_second_and_while_somebody_speaks() -> None:
    gate = VadGate()
    numbers(gate, 0, LOUD)
    assert [numbers(gate, i, QUIET) != [] for i in range(1, 20)] == [True] * 15 + [False] * 4
    assert numbers(gate, 20, QUIET, speaking=True) == [16, 17, 18, 19, 20]


def test_nothing_of_one_citizen_warms_the_next() -> None:
    gate = VadGate()
    numbers(gate, 1, QUIET)
    gate.reset()
    assert numbers(gate, 2, LOUD) == [2]


@given(st.lists(st.tuples(st.floats(-20, 40), st.booleans())))
def test_each_chunk_is_run_at_most_once_and_in_order(story: list[tuple[float, bool]]) -> None:
    gate = VadGate()
    run: list[int] = []
    for i, (over, speaking) in enumerate(story):
        found = numbers(gate, i, over, speaking=speaking)
        assert not found or found[-1] == i
        assert found if over >= WAKE_DB or speaking else True
        run += found
    assert run == sorted(set(run))
