"""What recognisers have in common that decode in this process's own threads."""

from __future__ import annotations

import asyncio
import threading
import time
from abc import ABC, abstractmethod
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from asr.errors import BusyError, RecogniserError
from asr.guards import guarded, transcript_without_model
from asr.transcript import RATE, Ticket, Transcript, Urgency

#: These engines have no time limit of their own; callers give up an utterance after this (s).
_TIMEOUT_S = 8.0


@dataclass(frozen=True, slots=True)
class EngineText:
    """What an engine wrote. `logprob`: its mean log-probability a token; None for what the engine does not say."""

    text: str
    logprob: float | None = None
    no_speech: float | None = None


class InProcessRecogniser(ABC):
    """Mandarin speech to Simplified Chinese, on this machine. Satisfies `asr.Recogniser`.

    The model is loaded by `warm` or by the first `transcribe`; `workers` utterances are decoded at once, by `threads`
    threads each. An engine that crashes takes the process with it: Whisper's own recogniser has worker processes.
    """

    #: Of one utterance (s).
    longest_s: float

    def __init__(self, folder: str | Path, *, device: Literal["cpu", "cuda"], threads: int, workers: int) -> None:
        """Reads nothing yet. Raises ValueError for numbers out of range."""
        if min(threads, workers) < 1:
            raise ValueError(f"expected threads and workers of at least 1; got {threads} and {workers}")
        self._folder, self._device = Path(folder), device
        self._threads, self._workers = threads, workers
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="recogniser")
        self._engine: Any = None
        self._loading = threading.Lock()
        self._in_hand = 0
        self._usual_s = 0.1  # moving average of an utterance
        self._closed = False

    @abstractmethod
    def _load(self) -> Any:
        """The engine with its model. In a thread. Raises `RecogniserError`."""

    @abstractmethod
    def _write(self, engine: Any, sound: NDArray[np.float32]) -> EngineText:
        """Decode (n,) in -1..1 at 16 kHz, 0.1 s and more. In a thread; several at once. Raises `RecogniserError`."""

    @property
    def name(self) -> str:
        """Folder and device, e.g. `sensevoice cpu`."""
        return f"{self._folder.name} {self._device}"

    @property
    def backlog_s(self) -> float:
        return max(0, self._in_hand - self._workers + 1) * self._usual_s / self._workers

    @property
    def hears_syllables(self) -> bool:
        return False

    @property
    def timeout_s(self) -> float:
        return _TIMEOUT_S

    async def warm(self) -> None:
        """Load the model and decode a second of silence. Raises `RecogniserError` as `transcribe` does."""
        await self._in_pool(np.zeros(RATE, np.int16))

    async def transcribe(self, pcm: NDArray[np.int16], ticket: Ticket | None = None) -> Transcript:
        """Recognise one utterance: mono int16 at 16 kHz, at most `longest_s`.

        The confidence is `NEUTRAL` (0.5) where the engine gives no log-probabilities. Raises `BusyError` for a partial
        while all workers are busy; `RecogniserError` for unusable sound, where the engine or its model is missing, when
        it fails, and after `close`.
        """
        if (known := transcript_without_model(pcm, self.longest_s)) is not None:
            return known
        if ticket is not None and ticket.urgency is Urgency.PARTIAL and self._in_hand >= self._workers:
            raise BusyError("a partial gives way to finished utterances")
        return await self._in_pool(pcm)

    async def close(self) -> None:
        """Let running work finish, then free the model. May be called twice."""
        self._closed = True
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)
        self._engine = None

    async def _in_pool(self, pcm: NDArray[np.int16]) -> Transcript:
        if self._closed:
            raise RecogniserError("the recogniser is closed")
        self._in_hand += 1
        try:
            # A copy: the caller may reuse its buffer while this waits.
            return await asyncio.get_running_loop().run_in_executor(self._pool, self._work, pcm.copy())
        finally:
            self._in_hand -= 1

    def _work(self, pcm: NDArray[np.int16]) -> Transcript:
        with self._loading:
            if self._engine is None:
                self._engine = self._load()
            engine = self._engine
        began = time.monotonic()
        written = self._write(engine, pcm.astype(np.float32) / 32768.0)
        self._usual_s += 0.2 * (time.monotonic() - began - self._usual_s)
        return guarded(written.text, len(pcm) / RATE, logprob=written.logprob, no_speech=written.no_speech)
