"""A hall on real sockets in the test's own process, and what a test reads from a client of its page's channel."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from kiosk.client import KioskClient
from kiosk.config import LimitSettings, ListenerSettings, OperatorsSettings, Settings, TurnSettings
from kiosk.config.settings import HallSettings
from kiosk.server.server import Server
from support.fakes import Voice
from support.halls import make_hall


def settings_of(
    public: ListenerSettings | None = None,
    *,
    limits: LimitSettings | None = None,
    public_url: str = "",
    **turns: Any,
) -> Settings:
    """Any free ports, and a drain that waits a second. `public_url`: for phones. `turns`: fields of `TurnSettings`."""
    return Settings(
        hall=HallSettings(public_url=public_url),
        public=replace(public or ListenerSettings(), port=0),
        operators=OperatorsSettings(port=0),
        embeddings="off",
        limits=limits or LimitSettings(),
        turns=replace(TurnSettings(), **turns),
        drain_s=1.0,
    )


@asynccontextmanager
async def listening(settings: Settings | None = None, **parts: Any) -> AsyncIterator[Server]:
    """A hall that is ready, behind both its listeners. `parts`: fields of `Hall`; its voice is quick by default."""
    hall = make_hall(settings or settings_of(), **{"voice": Voice(quicker=20), **parts})
    server = Server(hall)
    async with server.listening():
        hall.ready = True
        yield server
        await server.drain()
    await hall.staff.close()
    await hall.segmenter_hub.close()
    hall.threads.shutdown()


def page_url(server: Server) -> str:
    """Where a page of this server connects to."""
    return f"ws://127.0.0.1:{server.public_port}/ws"


async def next_of(client: KioskClient, *kinds: type) -> Any:
    """The next message of one of these kinds, within 30 s. Fails where the server hangs up before."""
    async with asyncio.timeout(30):
        while True:
            message = await client.messages.get()
            assert message is not None, f"the server hung up; expected one of {[kind.__name__ for kind in kinds]}"
            if isinstance(message, kinds):
                return message
