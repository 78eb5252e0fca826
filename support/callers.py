"""A server on real sockets for other people's clients, and a recogniser that answers at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from asr import RATE, Transcript, VoiceActivity
from kiosk.config import Asr, Limits, Listener, Operators, Settings, Turns
from kiosk.hall import Hall
from kiosk.server import Server
from support.halls import make_hall

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

    def __init__(self) -> None:
        self.broken: Exception | None = None
        self.heard: list[float] = []

    async def transcribe(self, pcm: NDArray[np.int16], ticket: Any = None) -> Transcript:
        if self.broken is not None:
            raise self.broken
        self.heard.append(len(pcm) / RATE)
        return Transcript("听到了", 0.9, 0.0, len(pcm) / RATE)


@asynccontextmanager
async def serving(vad: VoiceActivity, recogniser: Any, *, token: str = "", **limits: int) -> AsyncIterator[Place]:
    settings = Settings(
        public=Listener(port=0, token=token),
        operators=Operators(port=0),
        limits=replace(Limits(connections=4, sessions=4), **limits),
        turns=Turns(),
        asr=Asr(end_silence_ms=500),
        drain_s=1.0,
    )
    hall = make_hall(settings, vad=vad, recogniser=recogniser)
    server = Server(hall)
    async with server.listening():
        hall.ready = True
        yield Place(hall, server.public_port)
        await server.drain()
        assert len(hall.visitors) == 0
        if (ears := hall.ears._work) is not None:
            await ears  # its last tick
    hall.threads.shutdown()
