"""SenseVoice, Paraformer and Zipformer-CTC through sherpa-onnx, as a `Recogniser`.

An optional extra: `pip install hall-clerk[sherpa]`. The weights are not shipped (see docs/third-party.md);
`sherpa_model.py` says which files a folder holds.

Not measured: accuracy and speed with real weights. The tests load small generated models of the three kinds through the
real engine and decode real sound with them.
"""

from __future__ import annotations

import asyncio
import math
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from asr.engines.sherpa_model import EXPECTED, SherpaModel, find_model
from asr.errors import BusyError, RecogniserError
from asr.guards import guarded, transcript_without_model
from asr.transcript import RATE, Ticket, Transcript, Urgency

#: SenseVoice was trained on at most this much (s).
LONGEST_S = 30.0
#: Silence (s) put behind the sound: a frame of these models spans seven of the front end's, and the last may be lost.
_TAIL_S = 0.3
#: The engine has no time limit of its own; callers give up an utterance after this (s).
_TIMEOUT_S = 8.0


class SherpaRecogniser:
    """Mandarin speech to Simplified Chinese, offline, on this machine. Satisfies `asr.Recogniser`.

    The model is loaded by `warm` or by the first `transcribe`; `workers` utterances are decoded at once, by `threads`
    threads each.
    """

    def __init__(
        self, folder: str | Path, *, device: Literal["cpu", "cuda"] = "cpu", threads: int = 2, workers: int = 1
    ) -> None:
        """`folder`: see `sherpa_model.py`. Reads nothing yet. Raises ValueError for numbers out of range.

        `cuda` needs a build of sherpa-onnx with CUDA; the one on PyPI prints a warning and uses the CPU.
        """
        if min(threads, workers) < 1:
            raise ValueError(f"expected threads and workers of at least 1; got {threads} and {workers}")
        self._folder, self._device = Path(folder), device
        self._threads, self._workers = threads, workers
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="sherpa")
        self._engine: Any = None
        self._loading = threading.Lock()
        self._in_hand = 0
        self._usual_s = 0.1  # moving average of an utterance
        self._closed = False

    @property
    def name(self) -> str:
        """Folder and device, e.g. `sense-voice-2024-07-17 cpu`."""
        return f"{self._folder.name} {self._device}"

    @property
    def backlog_s(self) -> float:
        return max(0, self._in_hand - self._workers + 1) * self._usual_s / self._workers

    @property
    def timeout_s(self) -> float:
        return _TIMEOUT_S

    async def warm(self) -> None:
        """Load the model and decode a second of silence. Raises `RecogniserError` as `transcribe` does."""
        await self._in_pool(np.zeros(RATE, np.int16))

    async def transcribe(self, pcm: NDArray[np.int16], ticket: Ticket | None = None) -> Transcript:
        """Recognise one utterance: mono int16 at 16 kHz, at most 30 s.

        The confidence is `NEUTRAL` (0.5) where the engine gives no log-probabilities. Raises `BusyError` for a partial
        while all workers are busy; `RecogniserError` for unusable sound, where sherpa-onnx or the model is missing,
        when the engine fails, and after `close`.
        """
        if (known := transcript_without_model(pcm, LONGEST_S)) is not None:
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
        engine = self._loaded()
        began = time.monotonic()
        sound = np.concatenate([pcm.astype(np.float32) / 32768.0, np.zeros(int(_TAIL_S * RATE), np.float32)])
        try:
            stream = engine.create_stream()
            stream.accept_waveform(RATE, sound)
            engine.decode_stream(stream)
            result = stream.result
        except RuntimeError as error:
            raise RecogniserError(f"sherpa-onnx failed: {error}") from error
        self._usual_s += 0.2 * (time.monotonic() - began - self._usual_s)
        return guarded(result.text, len(pcm) / RATE, logprob=_mean(getattr(result, "ys_log_probs", [])))

    def _loaded(self) -> Any:
        with self._loading:
            if self._engine is None:
                self._engine = load_engine(find_model(self._folder), self._device, self._threads)
            return self._engine


def load_engine(found: SherpaModel, device: str, threads: int) -> Any:
    """A `sherpa_onnx.OfflineRecognizer`. Raises `RecogniserError` where the package is missing or refuses the model."""
    try:
        import sherpa_onnx
    except ImportError as error:
        raise RecogniserError(
            "asr.engine is sherpa, but sherpa-onnx is not installed. Fix: pip install hall-clerk[sherpa] "
            f"(the model's folder holds {EXPECTED})"
        ) from error
    make = sherpa_onnx.OfflineRecognizer
    common = {"tokens": str(found.tokens), "num_threads": threads, "provider": device}
    model = str(found.model)
    try:
        match found.kind:
            case "sense_voice":
                return make.from_sense_voice(model=model, language="zh", use_itn=False, **common)
            case "paraformer":
                return make.from_paraformer(paraformer=model, **common)
            case "zipformer_ctc":
                return make.from_zipformer_ctc(model=model, **common)
    except (RuntimeError, ValueError) as error:
        raise RecogniserError(f"sherpa-onnx cannot load {found.model}: {error}") from error


def _mean(values: list[float]) -> float | None:
    """The mean log-probability; None where there is none, or one that is positive or not finite."""
    usable = [v for v in values if math.isfinite(v) and v <= 0.0]
    return sum(usable) / len(usable) if usable and len(usable) == len(values) else None
