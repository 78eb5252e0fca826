"""`kiosk serve` as it is, but for its models: a voice of silent clauses, no ear, nothing rehearsed.

So that it starts at once, and a kill bench can kill it hundreds of times: every hall is a process of its own, forked
from one that has imported everything. Record, sessions, recovery, locks,
listeners and the client of the back end are the real ones. What a hall does every few minutes, it does every few
seconds here.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import sys
import traceback
from typing import Any, NoReturn

import numpy as np

from kiosk import __main__
from kiosk.config import Settings
from kiosk.hall import engines
from kiosk.jobs import prerender, retention
from kiosk.server import server
from tts import CachedVoice, Phone, Speech

_RATE = 24_000
#: Seconds of every clause: conversations take seconds instead of minutes.
_CLAUSE_S = 0.12


class SilentVoice:
    name = "silent"

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        samples = int(_CLAUSE_S * _RATE)
        return Speech(text, np.zeros(samples, np.int16), _RATE, (Phone("a", 0, samples),))

    async def prerender(self, text: str, *, speed: float = 1.0) -> Speech:
        return await self.speak(text, speed=speed)

    async def warm(self) -> None: ...
    async def close(self) -> None: ...


class DeafRecogniser:
    name, backlog_s, timeout_s = "none", 0.0, 8.0
    hears_syllables = False

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
    """For every line `[environment, log file]` on stdin: a hall; its process id on stdout."""
    put_in()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # killed halls leave no zombies
    gc.freeze()
    for line in sys.stdin:
        environment, log = json.loads(line)
        pid = os.fork()
        if pid == 0:
            serve(environment, log)
        print(pid, flush=True)


def serve(environment: dict[str, str], log: str) -> NoReturn:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.update(environment)
    sink = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for descriptor in (1, 2):
        os.dup2(sink, descriptor)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv = ["kiosk", "serve"]
    try:
        __main__.main()
    except BaseException:  # noqa: BLE001 - a fork must not go on in its parent's code
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(0)


def put_in() -> None:
    stand_ins: tuple[tuple[Any, str, Any], ...] = (
        (engines, "load_voice_activity", lambda settings: None),
        (engines, "load_turn_detector", lambda settings: None),
        (engines, "load_recogniser", lambda settings: DeafRecogniser()),
        (engines, "load_voice", load_voice),
        (prerender.Prerenderer, "run", nothing_to_rehearse),
        (server.Server, "warm", warm),
        (retention, "_EVERY_S", 2.0),
    )
    for place, name, stand_in in stand_ins:
        assert hasattr(place, name), f"{name} has moved: see bench/kill_hall.py"
        setattr(place, name, stand_in)


if __name__ == "__main__":
    main()
