"""What the screen says about the microphone: when, and that it does not flicker."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asr.segmentation.mic_health import MicHealthMonitor, MicState

OK, MUTED, FAR, LOUD, DEAD = MicState.OK, MicState.MUTED, MicState.FAR, MicState.LOUD, MicState.DEAD
#: One chunk of each kind: level, zero, clipped, voice, near.
KINDS: dict[str, tuple[float, bool, float, float, bool]] = {
    "zero": (-100.0, True, 0.0, 0.02, False),
    "room": (-55.0, False, 0.0, 0.05, False),
    "far": (-50.0, False, 0.0, 0.9, False),
    "near": (-25.0, False, 0.0, 0.95, True),
    "clip": (-3.0, False, 0.05, 0.9, True),
}


def hear(watch: MicHealthMonitor, *parts: tuple[str, float]) -> list[MicState]:
    """`parts`: (kind, seconds). The state after each chunk."""
    states = []
    for kind, seconds in parts:
        level, zero, clipped, voice, near = KINDS[kind]
        for _ in range(round(seconds / 0.032)):
            states.append(watch.chunk(level, zero=zero, clipped=clipped, voice=voice, near=near))
    return states


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        ([("room", 60)], OK),
        ([("near", 10)], OK),
        ([("zero", 2.8)], OK),
        ([("zero", 3.2)], MUTED),
        ([("room", 5), ("zero", 9.5)], OK),  # after sound, zeros may be a noise gate
        ([("room", 5), ("zero", 10.5)], MUTED),
        ([("near", 1), ("zero", 2)] * 5 + [("zero", 20)], OK),  # gated between words: a habit
        ([("near", 1), ("zero", 2)] * 5 + [("zero", 31)], MUTED),
        ([("zero", 5), ("room", 0.3)], OK),
        ([("zero", 4), ("room", 3)], OK),
        ([("far", 1), ("room", 0.5)] * 3, OK),
        ([("far", 1), ("room", 0.5)] * 5, FAR),
        ([("far", 0.5), ("room", 5)] * 20, OK),  # snatches of others' talk
        ([("far", 1), ("room", 0.5)] * 5 + [("near", 1), ("room", 2)], OK),
        ([("far", 1), ("room", 0.5)] * 5 + [("room", 60)], OK),
        ([("clip", 0.3), ("near", 2)] * 3, OK),
        ([("clip", 0.6), ("near", 0.5)], LOUD),
        ([("clip", 1.0), ("near", 12)], OK),
        ([("clip", 1.0), ("zero", 11.0)], MUTED),
    ],
)
def test_what_is_said(parts: list[tuple[str, float]], state: MicState) -> None:
    assert hear(MicHealthMonitor(), *parts)[-1] is state


def test_a_microphone_without_sound_is_dead_until_it_comes_back() -> None:
    watch = MicHealthMonitor()
    hear(watch, ("room", 3))
    assert watch.missing(1.9) is OK
    assert watch.missing(2.1) is DEAD
    assert watch.missing(60.0) is DEAD
    states = hear(watch, ("near", 2))
    assert states[0] is DEAD
    assert states[-1] is OK


@pytest.mark.parametrize(("clipped", "voice"), [(1.1, 0.5), (-0.1, 0.5), (0.0, 1.5), (0.0, float("nan"))])
def test_nonsense_is_refused(clipped: float, voice: float) -> None:
    with pytest.raises(ValueError, match="within"):
        MicHealthMonitor().chunk(-40.0, zero=False, clipped=clipped, voice=voice, near=False)


parts = st.lists(st.tuples(st.sampled_from(sorted(KINDS)), st.floats(0.03, 6.0)), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(parts)
def test_nothing_flickers(story: list[tuple[str, float]]) -> None:
    states = [OK, *hear(MicHealthMonitor(), *story)]
    changes = [i for i in range(1, len(states)) if states[i] is not states[i - 1]]
    assert all(b - a >= 47 for a, b in pairwise(changes))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["room", "near", "far", "clip"]), st.floats(0.03, 5.0)), max_size=20))
def test_sound_is_never_muted(story: list[tuple[str, float]]) -> None:
    assert MUTED not in hear(MicHealthMonitor(), *story)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(0.1, 4.0), st.floats(0.03, 9.0)), min_size=1, max_size=20))
def test_a_noise_gate_is_never_muted(words: list[tuple[float, float]]) -> None:
    """Words with zeros between them, as long as the gaps stay under ten seconds."""
    watch = MicHealthMonitor()
    for spoken, gap in words:
        assert MUTED not in hear(watch, ("near", spoken), ("zero", gap))


@settings(max_examples=40, deadline=None)
@given(parts)
def test_a_working_microphone_ends_ok(story: list[tuple[str, float]]) -> None:
    watch = MicHealthMonitor()
    hear(watch, *story)
    assert hear(watch, ("near", 15.0))[-1] is OK
