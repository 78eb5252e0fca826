"""The tone that a caller hears while an answer is worked out: when, and that it disturbs nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest

from kiosk.channels.phone.earcon import EARCON, EARCON_AFTER_S, EARCON_AGAIN_S, EarconTimer
from kiosk.client.phone_caller import is_loud
from support.phone_calls import exchange


def test_it_is_short_and_soft_and_begins_and_ends_in_silence() -> None:
    assert len(EARCON) <= 0.15 * 24_000
    assert 1_000 < np.abs(EARCON).max() < 3_000
    assert abs(int(EARCON[0])) + abs(int(EARCON[-1])) < 20


def test_it_sounds_while_an_answer_is_worked_out_and_at_no_other_time() -> None:
    timer = EarconTimer()
    assert not timer.due(100)
    timer.state_is("thinking", 0)
    assert not timer.due(EARCON_AFTER_S - 0.01)
    assert timer.due(EARCON_AFTER_S)
    assert not timer.due(EARCON_AFTER_S + 0.02)
    assert timer.due(EARCON_AFTER_S + EARCON_AGAIN_S)
    timer.state_is("speaking", 4)
    assert not timer.due(100)


@pytest.mark.virtual_time
@pytest.mark.parametrize("surface", ["audiosocket", "chan-websocket", "twilio"])
@pytest.mark.parametrize(("slow_s", "tones"), [(0.5, 0), (1.2, 1), (3.2, 2)])
async def test_a_slow_answer_is_announced_by_a_tone(
    slow_s: float, tones: int, surface: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with exchange() as hall, hall.call(surface=surface) as (caller, _):
        assert await caller.turn()
        recognise = hall.spoken.transcribe

        async def slowly(pcm: Any, ticket: Any = None) -> Any:
            await asyncio.sleep(slow_s)
            return await recognise(pcm, ticket)

        monkeypatch.setattr(hall.spoken, "transcribe", slowly)
        first = len(caller.heard)
        await hall.caller.says("我的社保卡丢了")
        await caller.turn()
        loud = np.array([is_loud(frame) for frame in caller.heard[first:]])
        began = np.flatnonzero(np.diff(np.concatenate([[0], loud])) == 1)
        ended = np.flatnonzero(np.diff(np.concatenate([loud, [0]])) == -1)
        short = [end - start + 1 for start, end in zip(began, ended, strict=True) if end - start < 10]
        assert len(short) == tones
        assert caller.hung_up.is_set() is False
