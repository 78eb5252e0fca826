"""Calls to a hall in virtual time: over AudioSocket on a pair of sockets, with stand-in engines."""

from __future__ import annotations

import asyncio
import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from kiosk.channels.phone.audiosocket import serve_audiosocket
from kiosk.channels.phone.lines import PhoneLines
from kiosk.client.phone_caller import PhoneCaller
from kiosk.config import PhoneSettings, Settings
from kiosk.hall import Hall
from support.fakes import Backend, Ledger
from support.halls import make_hall
from support.speech_stand_in import SpeakingCitizen, SpeechStandIn


class Exchange:
    """A hall with telephone lines. `spoken`: what callers say."""

    def __init__(self, phone: PhoneSettings | None = None, **parts: Any) -> None:
        self.ledger, self.spoken = Ledger(), SpeechStandIn()
        settings = replace(Settings(embeddings="off"), phone=phone or PhoneSettings())
        parts = {"backend": Backend(), **parts}
        self.hall: Hall = make_hall(
            settings, store=self.ledger, segmenter_hub=self.spoken, recogniser=self.spoken, **parts
        )
        self.lines = PhoneLines(self.hall)

    @property
    def caller(self) -> SpeakingCitizen:
        """Who called last."""
        return self.spoken.streams[-1]

    @asynccontextmanager
    async def call(
        self, call_id: uuid.UUID | None = None, *, rate: int = 8_000
    ) -> AsyncIterator[tuple[PhoneCaller, asyncio.Task[None]]]:
        """A caller, and the task that serves the call, which is over at the end."""
        ours, theirs = socket.socketpair()
        serving = asyncio.create_task(serve_audiosocket(self.hall, self.lines, theirs))
        reader, writer = await asyncio.open_connection(sock=ours)
        try:
            async with PhoneCaller.over(reader, writer, call_id, rate=rate) as caller:
                yield caller, serving
        finally:
            await serving

    async def close(self) -> None:
        await self.lines.close()
        await self.hall.sessions.drain(1)
        self.hall.threads.shutdown()


@asynccontextmanager
async def exchange(phone: PhoneSettings | None = None, **parts: Any) -> AsyncIterator[Exchange]:
    """An `Exchange` that is closed at the end."""
    made = Exchange(phone, **parts)
    try:
        yield made
    finally:
        await made.close()
