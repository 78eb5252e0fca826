"""A seat listens in on a call: the clerk as the caller hears her, and the caller."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from asr import RATE
from support.phone_calls import exchange

pytestmark = pytest.mark.virtual_time


@pytest.mark.parametrize("surface", ["audiosocket", "sip"])
async def test_both_sides_of_a_call_are_heard(surface: str) -> None:
    loop = asyncio.get_running_loop()
    async with exchange() as hall, hall.call(surface=surface) as (caller, _):
        async with asyncio.timeout(30):
            while not (views := hall.hall.live.board.views()):
                await asyncio.sleep(0.05)
        with views[0].listening(loop.time()) as sound:

            def loudest() -> int:
                """In the last second."""
                now = sound.sample_at(loop.time())
                return max(int(np.abs(sound.frame(max(0, now - n * 1600))).max()) for n in range(1, 11))

            await asyncio.sleep(2)
            assert 500 < loudest() < 2000, "the clerk, greeting"
            assert await caller.turn()
            await asyncio.sleep(2)
            assert loudest() < 100
            tone = 12_000 * np.sin(np.arange(RATE) * (2 * np.pi * 400 / RATE))
            await caller.speak(tone.astype(np.int16))
            assert loudest() > 6000, "the caller"
        assert views[0].sound is None
