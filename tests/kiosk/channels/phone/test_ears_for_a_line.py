"""Callers who are heard and not understood, hold music, announcements: nobody who speaks is hung up on, and no call
runs for ever.
"""

from __future__ import annotations

import asyncio
import itertools
import uuid

import pytest

from asr import Transcript
from kiosk.client.phone_caller import PhoneCaller, is_loud
from support.phone_calls import Exchange, exchange

pytestmark = pytest.mark.virtual_time

CALL = uuid.UUID("40325ec2-5efd-4bd3-805f-53576e581d13")
#: What is played to whom the hall calls back, or who puts it on hold.
ANNOUNCEMENTS = (
    "您拨打的电话正在通话中，请稍后再拨。",
    "感谢您的来电，您的来电对我们非常重要。",
    "坐席忙，请耐心等待。",
    "月亮代表我的心。",
    "您现在是第三位，预计等待两分钟。",
)


async def sounds(hall: Exchange, transcript: Transcript, every_s: float) -> None:
    """Speech of 2 s every so often, of which the recogniser makes `transcript`; until cancelled."""
    while True:
        await hall.caller.voice()
        await asyncio.sleep(2)
        await hall.caller.words(transcript)
        await asyncio.sleep(every_s)


async def outcome(hall: Exchange, caller: PhoneCaller, call: asyncio.Task[None]) -> str:
    """How the call ends, within 10 minutes."""
    await asyncio.wait([call], timeout=600)
    assert call.done(), "the call runs for ever"
    await asyncio.sleep(0.1)
    assert caller.properly
    return hall.lines.outcome(str(CALL)) or ""


@pytest.mark.parametrize("every_s", [1.0, 6.0, 12.0])
async def test_who_speaks_and_is_not_understood_gets_a_human(every_s: float) -> None:
    """The recogniser refuses everything as noise, as it does with a caller in a car."""
    noise = Transcript("", 0.0, 0.9, 2.0, refused="no_speech")
    async with exchange() as hall, hall.call(CALL) as (caller, serving):
        await caller.turn()
        speaking = asyncio.create_task(sounds(hall, noise, every_s))
        try:
            assert await outcome(hall, caller, serving) == "handoff"
        finally:
            speaking.cancel()
            await asyncio.gather(speaking, return_exceptions=True)


async def test_who_is_silent_is_asked_and_then_hung_up_on_politely() -> None:
    async with exchange() as hall, hall.call(CALL) as (caller, serving):
        await caller.turn()
        assert await outcome(hall, caller, serving) == "idle"
        assert "再见" in (last := hall.ledger.turns[-1][1]) or "叫我" in last or "打来" in last


async def test_announcements_that_sound_like_speech_end_with_a_human() -> None:
    async with exchange() as hall, hall.call(CALL) as (caller, serving):
        await caller.turn()
        began = asyncio.get_running_loop().time()

        async def plays() -> None:
            for text in itertools.cycle(ANNOUNCEMENTS):
                await hall.caller.says(text)
                await asyncio.sleep(4)

        playing = asyncio.create_task(plays())
        try:
            assert await outcome(hall, caller, serving) == "handoff"
            assert asyncio.get_running_loop().time() - began < 300
        finally:
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)


async def test_a_talker_without_a_pause_gets_a_human_and_is_not_hung_up_on() -> None:
    """One utterance that never ends, such as music in which voice activity detection hears a voice."""
    async with exchange() as hall, hall.call(CALL) as (caller, serving):
        await caller.turn()
        await hall.caller.voice()
        assert await outcome(hall, caller, serving) == "handoff"
        assert ("handoff", "stalled") in hall.ledger.events


async def test_two_looks_in_a_row_at_the_syllables_stop_the_clerk_and_one_does_not() -> None:
    """At 8 kHz a nod is misheard for a moment."""
    async with exchange() as hall, hall.call(CALL) as (caller, _):
        while not (caller.heard and is_loud(caller.heard[-1])):
            await asyncio.sleep(0.02)
        await hall.caller.voice()
        for said in ("我要", "明白", "我要"):
            await hall.caller.syllables(said)
            await asyncio.sleep(0.2)
            assert is_loud(caller.heard[-1]), f"she goes on after {said}"
        await hall.caller.syllables("我要")
        await asyncio.sleep(0.2)
        assert not is_loud(caller.heard[-1])


async def test_three_certain_syllables_stop_the_clerk_at_once() -> None:
    async with exchange() as hall, hall.call(CALL) as (caller, _):
        while not (caller.heard and is_loud(caller.heard[-1])):
            await asyncio.sleep(0.02)
        await hall.caller.voice()
        await hall.caller.syllables("我要办")
        await asyncio.sleep(0.2)
        assert not is_loud(caller.heard[-1])
