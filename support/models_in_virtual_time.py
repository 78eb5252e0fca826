"""The real recogniser and turn detector on a clock that does not depend on this machine.

The models really run, but what they take is not what the clock says: every recognition takes `DECODE_S` of virtual
time (`SYLLABLES_S` without text), which is what it takes on an idle core. So the same sound gives the same result on a
busy machine.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from asr import RATE, BusyError, Lattice, Ticket, Transcript, Urgency
from asr.end_of_turn.smart_turn import SmartTurn
from asr.guards import transcript_without_model
from asr.whisper.decoder import WhisperDecoder
from asr.whisper.hypothesis import LONGEST_S, NO_TEXT, Decoded
from asr.whisper.recogniser import judged
from asr.whisper.workers.messages import DecodeResult, read_reply, write_reply

Pcm = NDArray[np.int16]
DECODE_S = 0.3
#: The same of the syllables alone.
SYLLABLES_S = 0.06
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
    """Whisper, once for each stretch of sound, however often it is transcribed. Satisfies `asr.Recogniser`.

    `folder`: what was decoded is kept there for later runs. `captions` false: captions give way to final transcripts,
    as they do in a busy hall.
    """

    backlog_s = 0.0
    timeout_s = 8.0

    def __init__(
        self, decoder: WhisperDecoder, beam: int = 5, *, folder: Path | None = None, captions: bool = True
    ) -> None:
        self._decoder, self._beam, self._folder, self._captions = decoder, beam, folder, captions
        self._known: dict[str, Decoded] = {}
        self.hears_syllables = decoder.hears_syllables
        self.name = "whisper in virtual time"
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    async def transcribe(self, pcm: Pcm, ticket: Ticket | None = None) -> Transcript:
        ticket = ticket or Ticket()
        if ticket.urgency is Urgency.PARTIAL and not self._captions:
            raise BusyError("captions are off")
        seconds = len(pcm) / RATE
        if (known := transcript_without_model(pcm, LONGEST_S)) is not None:
            return known
        beam = NO_TEXT if ticket.syllables_only else 1 if ticket.urgency is Urgency.PARTIAL else self._beam
        decoded = self._decoded(pcm, beam, digits=ticket.number)
        await asyncio.sleep(SYLLABLES_S)
        if ticket.on_syllables is not None and decoded.lattice:
            ticket.on_syllables(Lattice(decoded.lattice))
        if decoded.hypotheses:
            await asyncio.sleep(DECODE_S - SYLLABLES_S)
        return judged(decoded, seconds)

    def _decoded(self, pcm: Pcm, beam: int, *, digits: bool) -> Decoded:
        name = f"{hashlib.sha256(pcm.tobytes()).hexdigest()}-{beam}{'-digits' if digits else ''}"
        if name not in self._known:
            file = None if self._folder is None else self._folder / f"{name}.json"
            if file is not None and file.exists():
                reply = read_reply(file.read_bytes())
                assert isinstance(reply, DecodeResult), f"expected a decoded sound in {file}"
                (self._known[name],) = reply.decoded
            else:
                sound = pcm.astype(np.float32) / 32768.0
                (self._known[name],) = self._decoder.decode([sound], beam=beam, digits=digits)
                if file is not None:
                    file.write_bytes(write_reply(DecodeResult(0, (self._known[name],))))
        return self._known[name]

    async def warm(self) -> None:
        """The decoder is loaded."""

    async def close(self) -> None:
        self._decoder.close()


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
