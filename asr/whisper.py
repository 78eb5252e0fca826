"""Whisper as a `Recogniser`: the decoder in worker threads, the guards behind it."""

from __future__ import annotations

import asyncio
import math
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import ctranslate2
import numpy as np
from numpy.typing import NDArray

from asr.decoder import LONGEST_S, WhisperDecoder
from asr.errors import RecogniserError
from asr.level import level_db
from asr.text import refusal, simplify, tidy
from asr.transcript import RATE, Ticket, Transcript

Device = Literal["auto", "cpu", "cuda"]

#: Shorter sound than this is no word; the shortest Mandarin syllables take about 0.12 s.
_SHORTEST_S = 0.1
#: Quieter sound than this is a microphone that is switched off (dBFS).
_SILENT_DB = -70.0


class WhisperRecogniser:
    """Mandarin speech to Simplified Chinese. Satisfies `asr.Recogniser`.

    The model is loaded by `warm` or by the first `transcribe`. `workers` utterances are decoded at once, by `threads`
    threads each; the event loop is never blocked.
    """

    def __init__(
        self, folder: str | Path, *, device: Device = "auto", threads: int = 1, workers: int = 2, beam: int = 5
    ) -> None:
        """`folder`: a Whisper model in CTranslate2's format. Reads nothing yet. Raises ValueError for silly numbers."""
        if min(threads, workers, beam) < 1:
            raise ValueError("threads, workers and beam must be at least 1")
        if device == "auto":
            device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
        self._folder = Path(folder)
        self._device = device
        self._compute_type = "int8" if device == "cpu" else "float16"
        self._threads = threads
        self._workers = workers
        self._beam = beam
        self._decoder: WhisperDecoder | None = None
        self._loading = threading.Lock()
        self._closed = False
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="whisper")

    @property
    def name(self) -> str:
        """E.g. `whisper-base int8 cpu`."""
        return f"{self._folder.name} {self._compute_type} {self._device}"

    @property
    def backlog_s(self) -> float:
        return 0.0

    async def warm(self) -> None:
        """Load the model and decode a second of silence, so that the first citizen waits no longer than the second."""
        await self._in_pool(np.zeros(RATE, np.int16))

    async def transcribe(self, pcm: NDArray[np.int16], ticket: Ticket | None = None) -> Transcript:
        """Recognise one utterance: mono int16 at 16 kHz, at most 29 s.

        Sound in which there cannot be a word comes back with empty text and `refused` `short` (under 0.1 s) or `silent`
        (under -70 dBFS) without asking the model; text that a guard refused comes back empty with the guard's name (see
        `asr.text.refusal`). Raises `RecogniserError` for sound of another type or shape, for longer sound (it is never
        truncated in silence), when the engine fails (`DeviceLostError`: its accelerator does), and after `close`.
        """
        if pcm.dtype != np.int16 or pcm.ndim != 1:
            raise RecogniserError(f"expected mono int16, not {pcm.dtype} of shape {pcm.shape}")
        seconds = len(pcm) / RATE
        if seconds > LONGEST_S:
            raise RecogniserError(f"the utterance lasts {seconds:.1f} s; the longest is {LONGEST_S} s")
        if seconds < _SHORTEST_S:
            return _refused("short", seconds)
        if level_db(pcm) < _SILENT_DB:
            return _refused("silent", seconds)
        return await self._in_pool(pcm)

    async def close(self) -> None:
        """Let running work finish, then free the model. Calling it twice does no harm."""
        self._closed = True
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None

    async def _in_pool(self, pcm: NDArray[np.int16]) -> Transcript:
        if self._closed:
            raise RecogniserError("the recogniser is closed")
        # A copy: the caller may fill its buffer anew while this waits its turn.
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._work, pcm.copy())

    def _work(self, pcm: NDArray[np.int16]) -> Transcript:
        decoder = self._loaded()
        seconds = len(pcm) / RATE
        heard = decoder.decode(pcm.astype(np.float32) / 32768.0)
        text = tidy(simplify(heard.text))
        reason = refusal(text, seconds=seconds, logprob=heard.logprob, no_speech=heard.no_speech)
        return Transcript(
            text="" if reason else text,
            confidence=min(1.0, math.exp(heard.logprob)),
            no_speech=heard.no_speech,
            seconds=seconds,
            refused=reason,
        )

    def _loaded(self) -> WhisperDecoder:
        with self._loading:
            if self._decoder is None:
                self._decoder = WhisperDecoder(
                    self._folder,
                    device=self._device,
                    compute_type=self._compute_type,
                    workers=self._workers,
                    threads=self._threads,
                    beam=self._beam,
                    language="zh",
                )
            return self._decoder


def _refused(reason: str, seconds: float) -> Transcript:
    return Transcript(text="", confidence=0.0, no_speech=1.0, seconds=seconds, refused=reason)
