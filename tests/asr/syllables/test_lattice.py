"""A lattice keeps what scoring needs, and nothing that is no lattice passes for one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.syllables import ctc
from asr.syllables.inventory import BLANK, SYLLABLES, class_of
from asr.syllables.lattice import CLASSES, Lattice, pack
from support.posteriors import posteriors

SOME = st.lists(st.sampled_from(SYLLABLES), min_size=0, max_size=12)


@given(SOME, st.integers(0, 99), st.floats(0.4, 0.999), st.integers(1, 9))
def test_scores_of_the_lattice_are_those_of_the_posteriors(said: list[str], seed: int, sure: float, gap: int) -> None:
    whole = posteriors(said, seed=seed, sure=sure, gap=gap).astype(np.float64)
    kept = pack(whole.astype(np.float32)).posteriors()
    sequence = [class_of(one) or BLANK for one in said]
    before = ctc.scores(whole, whole[:, BLANK], [sequence])[0]
    after = ctc.scores(kept, kept[:, BLANK], [sequence])[0]
    assert abs(before - after) < 0.1 + 0.05 * len(whole) / 2


def test_it_is_small_and_long_blanks_cost_nothing() -> None:
    with_pauses = pack(posteriors(["ni", "hao"] * 5, gap=40))
    assert len(with_pauses.data) < 6000
    silent = np.full((500, CLASSES), -20.0, np.float32)
    silent[:, BLANK] = 0.0
    assert len(pack(silent).data) < 20
    assert pack(silent).seconds == 10.0


def test_times_are_those_of_the_sound() -> None:
    lattice = pack(posteriors(["ba"], gap=50))
    spoken = lattice.times[np.argmax(lattice.posteriors()[:, class_of("ba") or BLANK])]
    assert 0.06 <= spoken <= 0.1


@given(st.binary(max_size=200))
def test_other_bytes_are_refused(data: bytes) -> None:
    try:
        lattice = Lattice(data)
    except ValueError:
        return
    assert lattice.posteriors().shape[1] == CLASSES


@given(st.integers(0, 300), st.binary(min_size=1, max_size=4))
def test_a_torn_lattice_is_refused(at: int, torn: bytes) -> None:
    data = pack(posteriors(["yi", "er", "san"])).data
    with pytest.raises(ValueError, match="lattice"):
        Lattice(data[: at % len(data)])
    with pytest.raises(ValueError, match="lattice"):
        Lattice(data + torn)


def test_what_is_no_posterior_is_refused() -> None:
    with pytest.raises(ValueError, match="posteriors"):
        pack(np.zeros((3, 7), np.float32))
    with pytest.raises(ValueError, match="not numbers"):
        pack(np.full((3, CLASSES), np.nan, np.float32))


def test_it_does_not_show_what_was_said() -> None:
    assert repr(pack(posteriors(["yi"]))) == "Lattice()"
