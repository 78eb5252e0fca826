"""The real ear, endpointing and turn-taking on a clock that does not depend on this machine.

The models really run, but what they take is not what the clock says: every recognition takes `DECODE_S` of virtual
time, which is what it takes on an idle core. So the same sound gives the same result on a busy machine.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

import numpy as np
from numpy.typing import NDArray

from asr import RATE, Ticket, Transcript, Urgency
from asr.end_of_turn.smart_turn import SmartTurn
from asr.whisper.decoder import WhisperDecoder
from asr.whisper.recogniser import judged

Pcm = NDArray[np.int16]
DECODE_S = 0.3
VOTE_S = 0.06


class Inline(Executor):
    """Does the work where it is asked for."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(work(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - an executor's contract: whatever it was, the future holds it
            done.set_exception(error)
        return done


class CachedRecogniser:
    """Whisper, once for each stretch of sound, however often it is transcribed."""

    backlog_s = 0.0
    timeout_s = 8.0

    def __init__(self, decoder: WhisperDecoder, beam: int = 5) -> None:
        self._decoder, self._beam = decoder, beam
        self._known: dict[tuple[str, int], Transcript] = {}
        self.name = "whisper in virtual time"

    async def transcribe(self, pcm: Pcm, ticket: Ticket | None = None) -> Transcript:
        partial = ticket is not None and ticket.urgency is Urgency.PARTIAL
        beam = 1 if partial else self._beam
        key = hashlib.sha256(pcm.tobytes()).hexdigest(), beam
        if key not in self._known:
            (heard,) = self._decoder.decode([pcm.astype(np.float32) / 32768.0], beam=beam)
            self._known[key] = judged(heard, len(pcm) / RATE)
        await asyncio.sleep(DECODE_S)
        return self._known[key]

    async def close(self) -> None:
        pass


class CachedTurnDetector:
    """smart-turn, once for each stretch of sound. Satisfies `asr.TurnDetector`."""

    def __init__(self, model: SmartTurn) -> None:
        self._model = model
        self._known: dict[str, float] = {}

    async def finished(self, pcm: Pcm) -> float:
        key = hashlib.sha256(pcm.tobytes()).hexdigest()
        if key not in self._known:
            self._known[key] = self._model.probability(pcm)
        await asyncio.sleep(VOTE_S)
        return self._known[key]
