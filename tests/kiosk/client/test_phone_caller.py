"""A caller who hears sound only: when it is their turn, what an earcon is, what a line without sound sends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from kiosk.channels.phone.earcon import EARCON
from kiosk.client import ClientError
from kiosk.client.phone.asterisk import AsteriskGateway, AsteriskTraits
from kiosk.client.phone_caller import PhoneCaller
from kiosk.wire.phone.audio import LineCoding, encode
from support.phone_calls import QueueConnection

pytestmark = pytest.mark.virtual_time


@asynccontextmanager
async def line() -> AsyncIterator[tuple[PhoneCaller, QueueConnection]]:
    connection = QueueConnection()
    gateway = AsteriskGateway("1.1", traits=AsteriskTraits(early=0))
    async with PhoneCaller.over(connection, gateway) as caller:
        yield caller, connection


def speech(seconds: float) -> bytes:
    return encode(np.full(round(seconds * 50) * 160, 2_000, np.int16), LineCoding.MU_LAW)


async def test_it_is_the_callers_turn_when_the_clerk_has_spoken_and_fallen_silent() -> None:
    async with line() as (caller, hall):
        began = asyncio.get_running_loop().time()
        hall.hall_sends(speech(1.0))
        assert await caller.turn(quiet_s=0.5)
        assert asyncio.get_running_loop().time() - began == pytest.approx(1.5, abs=0.1)
        with pytest.raises(ClientError, match="said nothing within 2 s"):
            await caller.turn(within_s=2)


async def test_an_earcon_is_no_turn_of_the_clerks() -> None:
    async with line() as (caller, hall):
        tone = EARCON[::3]
        for _ in range(3):
            hall.hall_sends(encode(np.resize(tone, 6 * 160), LineCoding.MU_LAW))
            await asyncio.sleep(2)
        with pytest.raises(ClientError, match="said nothing"):
            await caller.turn(quiet_s=0.5, within_s=1)
        hall.hall_sends(speech(0.5))
        assert await caller.turn(quiet_s=0.5)


async def test_a_hall_that_goes_ends_the_turn_and_was_not_proper() -> None:
    async with line() as (caller, hall):
        hall.hall_closes()
        assert not await caller.turn()
        assert not caller.properly, "Asterisk's surface has a message for it"


async def test_who_is_speaking_when_the_hall_hangs_up_does_not_wait_for_the_end() -> None:
    async with line() as (caller, hall):
        end = caller.speak(np.full(32_000, 2_000, np.int16))
        await asyncio.sleep(0.5)
        hall.hall_closes()
        async with asyncio.timeout(1):
            assert await end == pytest.approx(0.5, abs=0.05)
            assert await caller.speak(np.full(32_000, 2_000, np.int16)) == pytest.approx(0.5, abs=0.05)


async def test_a_silent_line_sends_nothing_and_a_caller_sends_all_the_time() -> None:
    async with line() as (caller, hall):
        await asyncio.sleep(1)
        sent = hall.sent
        assert sent == pytest.approx(50, abs=3)
        caller.silent = True
        await asyncio.sleep(1)
        assert hall.sent <= sent + 1


async def test_a_key_that_no_telephone_has() -> None:
    async with line() as (caller, _):
        with pytest.raises(ClientError, match="expected keys 0-9"):
            await caller.press("A")


class Told:
    """A `ClerkTurn` that says what the test says. `asked`: loop times."""

    def __init__(self, over: bool | None) -> None:
        self.over = over
        self.asked: list[float] = []

    async def is_over(self) -> bool | None:
        self.asked.append(asyncio.get_running_loop().time())
        return self.over


async def test_a_clerk_who_says_that_she_has_finished_is_not_waited_for() -> None:
    async with line() as (caller, hall):
        began = asyncio.get_running_loop().time()
        hall.hall_sends(speech(1.0))
        assert await caller.turn(quiet_s=20, clerk=Told(True))
        assert asyncio.get_running_loop().time() - began == pytest.approx(1.4, abs=0.1)


async def test_a_clerk_who_has_not_finished_is_waited_for_however_long_her_pause() -> None:
    async with line() as (caller, hall):
        told = Told(False)
        hall.hall_sends(speech(0.5))
        turn = asyncio.create_task(caller.turn(quiet_s=0.5, within_s=30, clerk=told))
        await asyncio.sleep(10)
        assert not turn.done()
        assert len(told.asked) == pytest.approx(9.2 / 0.2, rel=0.2), "not at each frame"
        hall.hall_sends(speech(0.5))
        told.over = True
        assert await turn


@pytest.mark.parametrize("pause", [0.6, 1.0, 1.8])
async def test_where_it_cannot_be_told_the_silence_that_ends_a_turn_grows_with_her_pauses(pause: float) -> None:
    async with line() as (caller, hall):
        clock = asyncio.get_running_loop().time
        hall.hall_sends(speech(0.6))
        turn = asyncio.create_task(caller.turn(quiet_s=2.0, within_s=60, clerk=Told(None)))
        await asyncio.sleep(0.6 + pause)
        hall.hall_sends(speech(0.6))
        spoke_until = clock() + 0.6
        assert await turn
        assert clock() - spoke_until == pytest.approx(max(2.0, 1.5 * pause + 0.3), abs=0.15)


async def test_a_long_silence_of_the_line_is_no_pause_of_hers() -> None:
    async with line() as (caller, hall):
        for _ in range(2):
            hall.hall_sends(speech(0.5))
            assert await caller.turn(quiet_s=0.5)
            await asyncio.sleep(9)
        clock = asyncio.get_running_loop().time
        hall.hall_sends(speech(0.5))
        began = clock()
        assert await caller.turn(quiet_s=0.5)
        assert clock() - began == pytest.approx(1.0, abs=0.15)
