from __future__ import annotations

import asyncio

import numpy as np
import pytest

from kiosk.client.spoken_frames import SpokenFrames

pytestmark = pytest.mark.virtual_time


async def test_what_is_said_is_cut_into_whole_frames_in_order() -> None:
    frames = SpokenFrames(4)
    frames.put(np.arange(1, 7, dtype=np.int16))
    frames.put(np.arange(7, 9, dtype=np.int16))
    taken = [frames.take() for _ in range(4)]
    assert [None if each is None else each.tolist() for each in taken] == [
        [1, 2, 3, 4],
        [5, 6, 0, 0],
        [7, 8, 0, 0],
        None,
    ]


async def test_the_end_of_each_is_told_when_its_last_frame_has_left() -> None:
    frames = SpokenFrames(4)
    first, second = frames.put(np.ones(8, np.int16)), frames.put(np.ones(4, np.int16))
    for now in (1.0, 2.0, 3.0):
        assert [first.done(), second.done()] == [now > 2.0, False]
        frames.take()
        frames.left(now)
    assert (first.result(), second.result()) == (2.0, 3.0)


async def test_who_waits_for_the_end_no_more_stops_nothing() -> None:
    frames = SpokenFrames(4)
    given_up, end = frames.put(np.ones(4, np.int16)), frames.put(np.ones(4, np.int16))
    given_up.cancel()
    await asyncio.sleep(0)
    frames.take()
    frames.take()
    frames.left(3.0)
    assert end.result() == 3.0


async def test_when_the_call_ends_nobody_waits_any_more() -> None:
    frames = SpokenFrames(4)
    before = frames.put(np.ones(8, np.int16))
    frames.take()
    frames.end(4.0)
    assert before.result() == 4.0
    assert frames.put(np.ones(8, np.int16)).result() == 4.0
    assert frames.take() is None
