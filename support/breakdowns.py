"""Conversations broken off in one process, and what another process makes of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from dialogue import Machine
from dialogue.acts import ReceiptCard
from kiosk.channels.browser.inputs import deliver
from kiosk.hall import Hall
from kiosk.session import ClientProfile, Session
from kiosk.session import resumption as taking_up
from kiosk.session.resumption import Snapshot
from kiosk.wire import messages as m
from support.fakes import Backend, Ledger, Page
from support.halls import make_hall
from support.tasks import named

PROFILE = ClientProfile("screen", "test", screen=True)
UP_TO_THE_CONFIRMATION = ("社保卡丢了", "同意", "11010519491231002X", "临时挂失", "13800138000")


class World:
    """One process's life: a hall, a page before it, and a session that is new or taken up."""

    def __init__(self, ledger: Ledger, kept: Snapshot | None = None, machine: Machine | None = None) -> None:
        self.hall = hall_of(ledger, machine)
        self.page = Page()
        self.session = Session(self.hall, self.page, PROFILE, kept=kept)
        self.page.on_played = partial(deliver, session=self.session)

    async def type(self, text: str) -> None:
        deliver(m.Text(text), self.session)
        await self.answered()

    async def answered(self) -> None:
        await asyncio.sleep(0.1)
        async with asyncio.timeout(120):
            while self.states()[-1] not in ("listening", "ended"):
                await asyncio.sleep(0.05)

    def states(self) -> list[str]:
        return [t.state for t in self.page.messages if isinstance(t, m.TurnState)]

    def said(self) -> str:
        return "".join(t.text for t in self.page.messages if isinstance(t, m.SayMessage))

    @property
    def backend(self) -> Backend:
        assert isinstance(self.hall.backend, Backend)
        return self.hall.backend


def hall_of(ledger: Ledger, machine: Machine | None = None) -> Hall:
    parts: dict[str, Any] = {"machine": machine} if machine else {}
    return make_hall(store=ledger, backend=Backend(), **parts)


@asynccontextmanager
async def alive(world: World) -> AsyncIterator[World]:
    """Until the `async with` is left: then the process breaks down, and says goodbye to nobody."""
    world.hall.sessions.enter(world.session)
    (task,) = named("session.")
    playing = asyncio.create_task(world.page.play())
    try:
        yield world
    finally:
        for each in (task, playing):
            each.cancel()
        await asyncio.gather(task, playing, return_exceptions=True)
        await world.hall.segmenter_hub.close()
        world.hall.threads.shutdown()


async def broken_off(ledger: Ledger, *lines: str) -> str:
    """A conversation up to there, and its resume token."""
    async with alive(World(ledger)) as world:
        await asyncio.sleep(0.1)
        for line in lines:
            await world.type(line)
        await asyncio.sleep(1)  # for the record writer
        return world.session.resume_token


async def found(ledger: Ledger, token: str, *, machine: Machine | None = None, later: float = 0.0) -> Snapshot | None:
    hall = hall_of(ledger, machine)
    try:
        return await taking_up.find(hall, token, lambda: time.time() + later)
    finally:
        await hall.segmenter_hub.close()
        hall.threads.shutdown()


async def broken_off_while_sending(ledger: Ledger) -> tuple[str, str]:
    """The token, and the idempotency key that the back end may or may not have got."""
    async with alive(World(ledger)) as world:
        await asyncio.sleep(0.1)
        for line in UP_TO_THE_CONFIRMATION:
            await world.type(line)
        deliver(m.Text("对"), world.session)
        while not any(call[0] == "sbk.loss" for call in world.backend.calls):
            await asyncio.sleep(0.01)
        assert not any(isinstance(t, m.Cards) and has_receipt(t) for t in world.page.messages)
        return world.session.resume_token, world.backend.calls[-1][2]


def has_receipt(message: m.Cards) -> bool:
    return any(isinstance(card, ReceiptCard) for card in message.cards)
