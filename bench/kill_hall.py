"""`kiosk serve` as it is, but for its models: a voice of silent clauses, no ear, nothing rehearsed.

So that it starts in about a second, and a kill bench can kill it hundreds of times. Record, sessions, recovery, locks,
listeners and the client of the back end are the real ones. What a hall does every few minutes, it does every few
seconds here.
"""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np

from kiosk import __main__, engines, rehearsal, retention, server
from kiosk.config import Settings
from tts import CachedVoice, Phone, Speech

_RATE = 24_000
#: Seconds of every clause: conversations take seconds instead of minutes.
_CLAUSE_S = 0.12


class SilentVoice:
    name = "silent"

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        samples = int(_CLAUSE_S * _RATE)
        return Speech(text, np.zeros(samples, np.int16), _RATE, (Phone("a", 0, samples),))

    async def warm(self) -> None: ...
    async def close(self) -> None: ...


class DeafRecogniser:
    name, backlog_s = "none", 0.0

    async def transcribe(self, pcm: Any, ticket: Any = None) -> Any:
        raise AssertionError("these citizens type and touch")

    async def warm(self) -> None: ...
    async def close(self) -> None: ...


def load_voice(settings: Settings, *args: Any, **kwargs: Any) -> Any:
    return CachedVoice(SilentVoice(), settings.speech_cache_dir, max_mb=2)


async def nothing_to_rehearse(self: Any) -> None:
    await asyncio.Event().wait()


async def warm(self: server.Server) -> None:
    self.hall.ready = True


def main() -> None:
    stand_ins: tuple[tuple[Any, str, Any], ...] = (
        (engines, "load_ear", lambda settings: None),
        (engines, "load_vote", lambda settings: None),
        (engines, "load_recogniser", lambda settings: DeafRecogniser()),
        (engines, "load_voice", load_voice),
        (rehearsal.Rehearsal, "run", nothing_to_rehearse),
        (server.Server, "warm", warm),
        (retention, "_EVERY_S", 2.0),
    )
    for place, name, stand_in in stand_ins:
        assert hasattr(place, name), f"{name} has moved: see bench/kill_hall.py"
        setattr(place, name, stand_in)
    __main__.main()


if __name__ == "__main__":
    main()
