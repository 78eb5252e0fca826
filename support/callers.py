"""A server on real sockets for other people's clients, and a recogniser that answers at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from asr import RATE, Transcript, VoiceActivity
from kiosk.admission.waiting_room import Gauges, Unbounded, WaitingRoom
from kiosk.config import AsrSettings, LimitSettings, ListenerSettings
from kiosk.hall import Hall
from kiosk.hall.sessions import SessionRegistry
from kiosk.telemetry.metrics import Metrics
from support.connected import listening, settings_of

SENTENCE = "我要预约明天上午。"


@dataclass(frozen=True, slots=True)
class Place:
    """A running server: where it is, and what stands behind it."""

    hall: Hall
    port: int

    @property
    def ws(self) -> str:
        return f"ws://127.0.0.1:{self.port}"


class Parrot:
    """A recogniser that says how long what it heard was; or fails."""

    name = "parrot"
    backlog_s = 0.0
    timeout_s = 8.0
    hears_syllables = False

    def __init__(self) -> None:
        self.broken: Exception | None = None
        self.heard: list[float] = []

    async def transcribe(self, pcm: NDArray[np.int16], ticket: Any = None) -> Transcript:
        if self.broken is not None:
            raise self.broken
        self.heard.append(len(pcm) / RATE)
        return Transcript("听到了", 0.9, 0.0, len(pcm) / RATE)


@asynccontextmanager
async def serving(
    vad: VoiceActivity, recogniser: Any, *, token: str = "", gauges: Gauges | None = None, **limits: int
) -> AsyncIterator[Place]:
    """`gauges`: of a machine that carries only so many. `limits`: fields of `LimitSettings`."""
    settings = replace(
        settings_of(ListenerSettings(token=token), limits=replace(LimitSettings(connections=4, sessions=4), **limits)),
        asr=AsrSettings(end_silence_ms=500),
    )
    room = WaitingRoom(gauges or Unbounded(), Metrics(), wait_s=settings.turns.resume_grace_s)
    sessions = SessionRegistry(limit=settings.limits.connections, grace_s=settings.turns.resume_grace_s, room=room)
    async with listening(settings, vad=vad, recogniser=recogniser, sessions=sessions) as server:
        yield Place(server.hall, server.public_port)
        await server.drain()
        assert len(server.hall.sessions) == 0
        await server.hall.segmenter_hub.idle()
