"""Callers of the benches, on every surface of the telephone, SIP too; and what they hear, frame by frame."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol

from kiosk.client import ClientError
from kiosk.client.phone import surfaces
from kiosk.client.phone.gateway import MediaGateway
from kiosk.client.phone.surfaces import calling, gateway_of, line_address, new_call_id
from kiosk.client.phone_caller import PhoneCaller, is_loud
from kiosk.config import Settings
from kiosk.wire.phone.events import FRAME_MS, Pcm
from support.measures import line_timing
from support.sip_caller import SipCaller

SURFACES = surfaces.SURFACES
_FRAME_S = FRAME_MS / 1000
#: Seconds that a SIP peer has to answer our BYE.
_BYE_S = 2.0


class LineCaller(Protocol):
    """A caller on any surface. `heard`: frames of 20 ms; `heard_at`: the loop time of each."""

    heard: list[Pcm]
    heard_at: list[float]

    def speak(self, pcm: Pcm) -> asyncio.Future[float]:
        """Mono int16 at 16 kHz, after what is being said. The future: the loop time at which its last frame left."""
        ...


class HeardLine:
    """What `caller` has heard so far; each frame is looked at once. Frames are counted in 20 ms."""

    def __init__(self, caller: LineCaller) -> None:
        self._caller = caller
        self._loud: list[bool] = []

    @property
    def at(self) -> list[float]:
        """Loop times of all frames."""
        return self._caller.heard_at

    @property
    def loud(self) -> list[bool]:
        """Whether each frame holds a voice or a tone."""
        self._loud += map(is_loud, self._caller.heard[len(self._loud) :])
        return self._loud

    def sounded_at(self, when: float, within_s: float) -> bool:
        return line_timing.sounded_at(self.at, self.loud, when, within_s)

    async def sound(self, after: float, frames: int = 1, within_s: float = 60.0) -> float | None:
        """When the first sound of so many frames began after `after`; None where none came within `within_s`."""
        return await self._first(line_timing.sound_after, after, frames, within_s)

    async def silence(self, after: float, frames: int, within_s: float = 60.0) -> float | None:
        """The same of silence."""
        return await self._first(line_timing.silence_after, after, frames, within_s)

    async def _first(
        self,
        search: Callable[[Sequence[float], Sequence[bool], float, int], float | None],
        after: float,
        frames: int,
        within_s: float,
    ) -> float | None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while (found := search(self.at, self.loud, after, frames)) is None:
                    await asyncio.sleep(_FRAME_S)
                return found
        return None


@contextlib.asynccontextmanager
async def call(settings: Settings, surface: str, gateway: MediaGateway | None = None) -> AsyncIterator[PhoneCaller]:
    """A call to the hall of these settings on a surface that is not SIP. Raises ClientError."""
    call_id = new_call_id(surface, settings.phone)
    made = gateway or gateway_of(surface, call_id)
    async with calling(settings, surface, made, line_address(settings, surface), call_id) as caller:
        yield caller


@contextlib.asynccontextmanager
async def line_call(settings: Settings, surface: str) -> AsyncIterator[LineCaller]:
    """A call on any of `SURFACES`. Raises ClientError."""
    if surface != "sip":
        async with call(settings, surface) as caller:
            yield caller
        return
    async with SipCaller.open((settings.phone.host, settings.phone.sip_port)) as sip:
        answer = await sip.invite()
        if answer.code != 200:
            raise ClientError(f"expected the hall to take the SIP call; it answered {answer.code}")
        try:
            yield sip
        finally:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_BYE_S):
                    await sip.bye()
