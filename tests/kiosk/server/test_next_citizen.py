"""The next citizen touches the screen while the goodbye of the last one still waits for the record."""

from __future__ import annotations

import asyncio

from kiosk.client import KioskClient
from kiosk.store import ConversationEntry
from kiosk.wire import messages as m
from support.connected import listening, next_of, page_url
from support.fakes import Ledger


class HeldUp(Ledger):
    """Writes no ending before `free` is set, neither into the record nor beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.free, self.asked = asyncio.Event(), asyncio.Event()

    async def keep(self, entry: ConversationEntry) -> None:
        await self._held(entry)
        await super().keep(entry)

    async def journal(self, entry: ConversationEntry) -> None:
        await self._held(entry)
        await super().journal(entry)

    async def _held(self, entry: ConversationEntry) -> None:
        if entry.ending is not None:
            self.asked.set()
            await self.free.wait()


async def test_a_touch_before_the_goodbye_begins_a_conversation_after_it() -> None:
    ledger = HeldUp()
    async with listening(store=ledger) as server, KioskClient.open(page_url(server)) as client:
        await client.send(m.Start())
        first = await next_of(client, m.Begun)
        await client.send(m.Bye("leave"))
        await client.send(m.Start())
        async with asyncio.timeout(30):
            await ledger.asked.wait()
        ledger.free.set()
        assert (await next_of(client, m.Goodbye)).reason == "cancelled"
        assert (await next_of(client, m.Begun)).conversation != first.conversation
        await client.send(m.Bye("leave"))
        await next_of(client, m.Goodbye)
