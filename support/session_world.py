"""A session in virtual time with a page before it, for tests: the real machine and scripts, no sound card, no disk."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import numpy as np

from kiosk.channels.browser.inputs import deliver
from kiosk.session import ClientProfile, Session
from kiosk.wire import messages as m
from support.fakes import Backend, Ledger, Page
from support.halls import make_hall, proving_parts
from support.proof import Mailbox
from support.speech_stand_in import SpeakingCitizen, SpeechStandIn

PROFILE = ClientProfile("screen", "test", screen=True)
CITIZEN_ID = "11010519491231002X"


class World:
    """A session with a page before it, and hands to do things with."""

    def __init__(
        self, backend: Any, mailbox: Mailbox | None = None, profile: ClientProfile = PROFILE, **parts: Any
    ) -> None:
        """`mailbox`: where codes come; None: nobody is asked who he is. `parts`: other fields of `Hall`."""
        self.ledger, self.backend = Ledger(), backend
        self.spoken = SpeechStandIn()
        proving = proving_parts(mailbox, self.ledger) if mailbox else {}
        self.hall = make_hall(
            **proving | {"store": self.ledger} | parts,
            backend=backend,
            segmenter_hub=self.spoken,
            recogniser=self.spoken,
        )
        self.page = Page()
        self.session = Session(self.hall, self.page, profile)
        self.page.on_played = partial(deliver, session=self.session)

    async def until(self, state: str, within: float = 120) -> None:
        async with asyncio.timeout(within):
            while self.state != state:
                await asyncio.sleep(0.05)

    @property
    def state(self) -> str:
        return next(t.state for t in reversed(self.page.messages) if isinstance(t, m.TurnState))

    def said(self) -> str:
        return "".join(t.text for t in self.page.messages if isinstance(t, m.SayMessage))

    def of(self, kind: type) -> list[Any]:
        return [t for t in self.page.messages if isinstance(t, kind)]

    async def say(self, text: str) -> None:
        """Spoken words; then wait for the citizen's next turn."""
        await self.citizen.says(text)
        await self.answered()

    @property
    def citizen(self) -> SpeakingCitizen:
        return self.spoken.streams[0]

    def count_steps(self) -> list[Any]:
        """What the machine is asked to decide from now on."""
        steps: list[Any] = []
        step = self.hall.machine.step

        def counted(state: Any, what: Any, *others: Any) -> Any:
            steps.append(what)
            return step(state, what, *others)

        self.hall.machine.step = counted  # type: ignore[assignment,method-assign]
        return steps

    @asynccontextmanager
    async def microphone_on(self) -> AsyncIterator[None]:
        """The page sends sound, in which nothing is heard."""

        async def send() -> None:
            for first in itertools.count(0, 320):
                self.session.hear(first, np.zeros(320, np.int16))
                await asyncio.sleep(0.5)

        sending = asyncio.create_task(send())
        try:
            yield
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def do(self, message: m.Up) -> None:
        deliver(message, self.session)
        await self.answered()

    async def answered(self) -> None:
        await asyncio.sleep(0.1)
        async with asyncio.timeout(120):
            while self.state not in ("listening", "ended"):
                await asyncio.sleep(0.05)


@asynccontextmanager
async def hall(fault: str = "") -> AsyncIterator[World]:
    async with running(World(Backend(fault))) as world:
        yield world


@asynccontextmanager
async def running(world: World) -> AsyncIterator[World]:
    world.hall.sessions.enter(world.session)
    playing = asyncio.create_task(world.page.play())
    try:
        yield world
    finally:
        playing.cancel()
        world.session.end("cancelled")
        await world.hall.sessions.drain(1)
        await asyncio.gather(playing, return_exceptions=True)
        await world.hall.segmenter_hub.close()
        world.hall.threads.shutdown()


async def apply(world: World) -> None:
    """Up to the confirmation."""
    await world.do(m.Start())
    await world.say("你好我的社保卡丢了")
    await world.say("同意")
    await world.do(m.Key(CITIZEN_ID))
    await world.say("临时挂失")
    await world.do(m.Key("13800138000"))
    if "对吗" in world.said().rsplit("手机", 1)[-1] and not world.of(m.Cards)[-1].cards:
        await world.say("对")
