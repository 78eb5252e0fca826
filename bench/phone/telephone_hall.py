"""A real hall with its models that is called by telephone: the process, and questions that it has answered before."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

from bench.clips import Clip, load_clips, render
from bench.hall_process import HallProcess, hall_running, roomy
from bench.phone.asking import ask
from bench.phone.callers import HeardLine, call
from kiosk.client.phone.gateway import MediaGateway
from kiosk.client.phone_caller import PhoneCaller
from kiosk.config import Settings
from support.measures.limited_run import Tell
from support.ports import free_port

#: Seconds on an idle machine: until the hall takes calls; until it has answered every question once.
START_S, WARM_S = 35.0, 45.0
#: Calls on which the questions are asked ahead.
WARM_CALLS = 5
_PASSWORD = "bench"


@contextlib.asynccontextmanager
async def telephone_hall(settings: Settings, calls: int) -> AsyncIterator[tuple[HallProcess, Settings]]:
    """It answers `calls` calls at once on AudioSocket and chan_websocket; and the settings by which it is called.

    Prompts are not rendered ahead but for the greeting: `asked_before` brings what the questions need, and while
    a call is up the hall renders none.
    """
    port = free_port()
    phone = {
        "KIOSK__PHONE__AUDIOSOCKET": "on",
        "KIOSK__PHONE__PORT": str(port),
        "KIOSK__PHONE__CHAN_WEBSOCKET": "on",
        "KIOSK__PHONE__PASSWORD": _PASSWORD,
        "KIOSK__PHONE__CALLS": str(calls),
        "KIOSK__PHONE__LONGEST_S": "14400",
    }
    async with hall_running(settings, roomy(2 * calls + 8) | phone, door=False, rehearse=False) as hall:
        public = int(hall.ws.rpartition(":")[2].partition("/")[0])
        yield (
            hall,
            replace(
                settings,
                phone=replace(settings.phone, host="127.0.0.1", port=port, secret="", password=_PASSWORD),
                public=replace(settings.public, host="127.0.0.1", port=public, tls_cert=None),
            ),
        )


async def questions(settings: Settings) -> list[Clip]:
    """What callers ask; rendered the first time."""
    return load_clips(await render(settings, settings.data_dir / "bench" / "clips"))


@contextlib.asynccontextmanager
async def asked_before(where: Settings, clips: list[Clip], tell: Tell) -> AsyncIterator[None]:
    """Every question has been answered once, so that the answers' sound is in the hall's cache. The calls of that are
    up inside.
    """
    async with contextlib.AsyncExitStack() as stack:
        tell(f"asking {len(clips)} questions ahead")
        callers = [await stack.enter_async_context(call(where, "audiosocket")) for _ in range(WARM_CALLS)]
        await asyncio.gather(*(_ask_all(caller, clips[n::WARM_CALLS]) for n, caller in enumerate(callers)))
        yield


@contextlib.asynccontextmanager
async def measured_call(
    where: Settings, surface: str, clips: list[Clip], tell: Tell, gateway: MediaGateway | None = None
) -> AsyncIterator[PhoneCaller]:
    """A call to a hall that has answered every question before. There is always a call up meanwhile."""
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(asked_before(where, clips, tell))
        async with call(where, surface, gateway) as caller:
            await stack.aclose()
            yield caller


async def _ask_all(caller: PhoneCaller, clips: list[Clip]) -> None:
    line = HeardLine(caller)
    await line.sound(0.0)
    for clip in clips:
        await ask(caller, line, clip)
