"""Whisper as a `Recogniser`: worker processes that decode, and the guards behind them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from asr.cores import cores
from asr.guards import without_asking
from asr.text.cleanup import refusal
from asr.transcript import RATE, Alternative, Ticket, Transcript
from asr.whisper.confidence import Evidence, confidence
from asr.whisper.hypothesis import LONGEST_S, Heard, Reading
from asr.whisper.workers.pool import Pool, Worker
from asr.whisper.workers.process import worker_command
from asr.whisper.workers.scheduler import Job
from asr.whisper.workers.supervisor import Crew, Limits

Device = Literal["cpu", "cuda"]

#: On a GPU: utterances in a batch, and how long one may wait for others (s).
_MOST_TOGETHER = 16
_COMPANY_S = 0.008
_COMPUTE = {"cpu": "int8", "cuda": "float16"}


class WhisperRecogniser:
    """Mandarin speech to Simplified Chinese. Satisfies `asr.Recogniser`. One serves all conversations of a hall.

    On the CPU `workers` processes decode one utterance each, with one thread each. On a GPU one process decodes small
    batches; when the GPU fails, CPU processes take over, the GPU is tried again every minute, and takes over again.
    The processes are started by `warm`, or by the first `transcribe`, to whose event loop the recogniser is bound.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        device: Device = "cpu",
        workers: int = 0,
        beam: int = 5,
        reserve: str | Path | None = None,
        limits: Limits | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """`folder`: a Whisper model in CTranslate2's format. Reads nothing yet. Raises ValueError for silly numbers.

        `workers`: CPU processes, 0 for one per core. `reserve`: the model that works on the CPU while the GPU is lost,
        by default the same. `command`: in place of the worker on `device`, for tests.
        """
        if workers < 0 or beam < 1:
            raise ValueError("workers must be at least 0, and beam at least 1")
        self._device = device
        self._folder = Path(folder)
        self._reserve = Path(reserve or folder)
        chosen = tuple(command or worker_command(self._folder, device, _COMPUTE[device]))
        if device == "cpu":
            self._pool = Pool(Crew(chosen, workers or cores()), beam=beam, limits=limits)
        else:
            on_cpu = Crew(worker_command(self._reserve, "cpu", _COMPUTE["cpu"]), workers or cores())
            on_gpu = Crew(chosen, 1, _MOST_TOGETHER, _COMPANY_S)
            self._pool = Pool(on_gpu, on_cpu, beam=beam, limits=limits)

    @property
    def name(self) -> str:
        """E.g. `whisper-base int8 cpu`: what works now."""
        folder, device = (self._reserve, "cpu") if self._pool.on_reserve else (self._folder, self._device)
        return f"{folder.name} {_COMPUTE[device]} {device}"

    @property
    def backlog_s(self) -> float:
        return self._pool.backlog_s

    @property
    def workers(self) -> tuple[Worker, ...]:
        """Every worker process and how it is."""
        return self._pool.workers

    async def warm(self) -> None:
        """Load the model in every worker and use it once, so that the first citizen waits no longer than the second.

        Raises `RecogniserError` where there is no model, or none of the workers can use it.
        """
        await self._pool.warm()

    async def transcribe(self, pcm: NDArray[np.int16], ticket: Ticket | None = None) -> Transcript:
        """Recognise one utterance: mono int16 at 16 kHz, at most 29 s. Cancelling takes it out of the queue.

        Sound that cannot hold a word comes back with empty text and `refused` `short` (under 0.1 s) or `silent` (under
        -70 dBFS) without a call of the model; text that a guard refused comes back empty with the guard's name
        (`text.cleanup.refusal`). Raises `RecogniserError` for sound of another type or shape, for longer sound (never
        truncated), when the engine fails, when two workers have died over it, and after `close`; `BusyError` for a
        partial that had to give way.
        """
        known = without_asking(pcm, LONGEST_S)
        if known is not None:
            return known
        seconds = len(pcm) / RATE
        # Bytes are a copy: the caller may fill its buffer anew while this waits its turn.
        job = Job(pcm.astype("<i2", copy=False).tobytes(), seconds, ticket if ticket is not None else Ticket())
        return judged(await self._pool.ask(job), seconds)

    async def close(self) -> None:
        """End all worker processes; calls under way fail with `RecogniserError`. Calling it twice does no harm."""
        await self._pool.close()


def judged(heard: Heard, seconds: float) -> Transcript:
    """The best reading behind the guards, with the others that would have passed them."""
    best, *others = heard.readings
    reason = refusal(best.text, seconds=seconds, logprob=best.logprob, no_speech=heard.no_speech)
    passable = [
        Alternative(reading.text, _confidence(reading, heard, seconds))
        for reading in others
        if not refusal(reading.text, seconds=seconds, logprob=reading.logprob, no_speech=heard.no_speech)
    ]
    return Transcript(
        text="" if reason else best.text,
        confidence=_confidence(best, heard, seconds),
        no_speech=heard.no_speech,
        seconds=seconds,
        refused=reason,
        alternatives=() if reason else tuple(passable),
    )


def _confidence(reading: Reading, heard: Heard, seconds: float) -> float:
    rivals = [other.total for other in heard.readings if other is not reading]
    return confidence(
        Evidence(
            logprob=reading.logprob,
            no_speech=heard.no_speech,
            margin=reading.total - max(rivals) if rivals else None,
            characters=sum(c.isalnum() for c in reading.text),
            seconds=seconds,
        )
    )
