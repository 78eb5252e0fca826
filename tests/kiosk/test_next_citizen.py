"""The next citizen touches the screen while the goodbye of the last one still waits for the record."""

from __future__ import annotations

import asyncio
from typing import Any

from kiosk.client import KioskClient
from kiosk.config import Listener, Operators, Settings
from kiosk.server import Server
from kiosk.store import ConversationEntry
from kiosk.wire import messages as m
from support.fakes import Ledger, Voice
from support.halls import make_hall


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


class QuickVoice(Voice):
    async def speak(self, text: str, *, speed: float = 1.0, keep: bool = False) -> Any:
        return await super().speak(text, speed=speed * 20, keep=keep)


async def until(client: KioskClient, kind: type) -> Any:
    async with asyncio.timeout(30):
        while not isinstance(message := await client.messages.get(), kind):
            assert message is not None, "hung up"
        return message


async def test_a_touch_before_the_goodbye_begins_a_conversation_after_it() -> None:
    ledger = HeldUp()
    settings = Settings(public=Listener(port=0), operators=Operators(port=0), drain_s=1.0)
    hall = make_hall(settings, voice=QuickVoice(), store=ledger)
    server = Server(hall)
    async with server.listening(), KioskClient.open(f"ws://127.0.0.1:{server.public_port}/ws") as client:
        hall.ready = True
        await client.send(m.Start())
        first = await until(client, m.Begun)
        await client.send(m.Bye("leave"))
        await client.send(m.Start())
        async with asyncio.timeout(30):
            await ledger.asked.wait()
        ledger.free.set()
        assert (await until(client, m.Goodbye)).reason == "cancelled"
        assert (await until(client, m.Begun)).conversation != first.conversation
        await client.send(m.Bye("leave"))
        await until(client, m.Goodbye)
    await server.drain()
    await hall.ears.close()
    hall.threads.shutdown()
