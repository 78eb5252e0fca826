"""The queue of what waits to be played to a caller: cut into ticks, with its marks in place."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kiosk.client.phone.gateway import PlaybackQueue
from kiosk.wire.phone.events import Pcm


def sound(samples: int) -> Pcm:
    return np.arange(1, samples + 1, dtype=np.int16)


def test_a_tick_takes_a_frame_and_fills_it_up_with_silence() -> None:
    queue = PlaybackQueue()
    assert queue.take(160) == (None, [])
    queue.put(sound(200))
    first, _ = queue.take(160)
    second, _ = queue.take(160)
    assert first is not None
    assert second is not None
    assert first.tolist() == list(range(1, 161))
    assert second.tolist() == [*range(161, 201), *[0] * 120]
    assert queue.empty


def test_a_mark_comes_with_the_tick_that_begins_behind_the_sound_before_it() -> None:
    queue = PlaybackQueue()
    queue.put(sound(160))
    queue.mark("m1")
    queue.mark("m2")
    queue.put(sound(160))
    assert queue.take(160)[1] == []
    assert queue.take(160)[1] == ["m1", "m2"]


def test_how_long_a_frame_waited() -> None:
    queue = PlaybackQueue()
    for _ in range(3):
        queue.put(sound(160))
    waited = []
    for _ in range(3):
        queue.take(160)
        waited.append(queue.waited)
    assert waited == [1, 2, 3]


@given(st.lists(st.integers(1, 400) | st.sampled_from(["m"]), max_size=12))
def test_nothing_is_lost_and_nothing_is_played_twice(items: list[int | str]) -> None:
    queue, put, marks = PlaybackQueue(), 0, 0
    for item in items:
        if isinstance(item, int):
            queue.put(np.ones(item, np.int16))
            put += item
        else:
            queue.mark(item)
            marks += 1
    played = told = 0
    while not queue.empty:
        frame, names = queue.take(160)
        played += 0 if frame is None else int(frame.sum())
        told += len(names)
    assert (played, told) == (put, marks)


def test_a_clear_gives_the_marks_back() -> None:
    queue = PlaybackQueue()
    queue.put(sound(500))
    queue.mark("m1")
    assert queue.clear() == ["m1"]
    assert queue.empty
