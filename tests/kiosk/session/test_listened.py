"""What those who listen hear of a conversation: the citizen as the hall got her, the clerk as she was played."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from dialogue import acts
from kiosk.hall.live.sound import RATE, LiveSound
from kiosk.session import ClientProfile
from kiosk.wire import messages as m
from support.fakes import Backend
from support.session_world import World, running

pytestmark = pytest.mark.virtual_time
LOUD = np.full(1600, 20_000, np.int16)


@pytest.fixture(params=["screen", "phone"])
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    profile = ClientProfile(request.param, "k1", screen=request.param == "screen")
    async with running(World(Backend(), profile=profile)) as made:
        yield made


@contextmanager
def listener(world: World) -> Iterator[LiveSound]:
    view = world.hall.live.board.view(world.session.id)
    assert view is not None
    with view.listening(asyncio.get_running_loop().time()) as sound:
        yield sound


def loudest(sound: LiveSound, seconds: float) -> int:
    """In the last so many seconds."""
    now = sound.sample_at(asyncio.get_running_loop().time())
    return max(int(sound.frame(max(0, now - n * 1600)).max()) for n in range(1, round(seconds * 10) + 1))


async def test_both_sides_are_heard(world: World) -> None:
    world.session.start()
    await asyncio.sleep(0)
    with listener(world) as sound:
        await asyncio.sleep(2)
        assert loudest(sound, 1) == 1000, "the clerk, greeting"
        await world.answered()
        await asyncio.sleep(2)
        assert loudest(sound, 1) == 0
        world.session.hear(0, LOUD)
        assert loudest(sound, 1) == 20_000


async def test_a_clerk_who_is_cut_falls_silent_for_listeners_too(world: World) -> None:
    world.session.start()
    await asyncio.sleep(0)
    with listener(world) as sound:
        await asyncio.sleep(1)
        await world.citizen.voice()
        await world.citizen.partial("我的社保卡丢了怎么办")
        assert world.of(m.Stop)
        now = sound.sample_at(asyncio.get_running_loop().time())
        assert max(int(sound.frame(now + n * 1600).max()) for n in range(10)) == 0


async def test_what_may_be_told_to_nobody_is_not_heard(world: World) -> None:
    world.session.start()
    await world.answered()
    with listener(world) as sound:
        await asyncio.sleep(3)
        world.session._turns.expect(acts.Expect("number", length=6, secret=True), unhurried=False)  # noqa: SLF001
        world.session.hear(0, LOUD)
        assert loudest(sound, 1) == 0, "a one-time code"
        world.session._turns.expect(acts.Expect("number", length=6), unhurried=False)  # noqa: SLF001
        world.session.hear(1600, LOUD)
        assert loudest(sound, 1) == 20_000


async def test_a_conversation_that_nobody_listens_to_keeps_no_sound(world: World) -> None:
    world.session.start()
    world.session.hear(0, LOUD)
    await world.answered()
    view = world.hall.live.board.view(world.session.id)
    assert view is not None
    assert view.sound is None
    assert RATE == 16_000
