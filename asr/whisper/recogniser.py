"""Whisper as a `Recogniser`: worker processes that decode, and the guards behind them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from asr.cores import cores
from asr.guards import transcript_without_model
from asr.syllables.heads import has_head
from asr.syllables.lattice import Lattice
from asr.text.cleanup import refusal
from asr.transcript import RATE, Alternative, Ticket, Transcript
from asr.whisper.confidence import Evidence, confidence
from asr.whisper.hypothesis import LONGEST_S, Decoded, Hypothesis
from asr.whisper.workers.pool import WorkerPool, WorkerStatus
from asr.whisper.workers.process import worker_command
from asr.whisper.workers.scheduler import DecodeJob
from asr.whisper.workers.supervisor import WorkerLimits, WorkerSpec

Device = Literal["cpu", "cuda"]

#: On a GPU: utterances in a batch, and how long one waits for others (s).
_MAX_BATCH = 16
_BATCH_WAIT_S = 0.008
_COMPUTE = {"cpu": "int8", "cuda": "float16"}


class WhisperRecogniser:
    """Mandarin speech to Simplified Chinese. Satisfies `asr.Recogniser`. One serves all conversations.

    On the CPU `workers` processes decode one utterance each, with one thread each. On a GPU one process decodes small
    batches; when the GPU fails, CPU processes take over, and the GPU is retried every minute until it serves again.
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
        limits: WorkerLimits | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """`folder`: a Whisper model in CTranslate2's format. Nothing is read yet. ValueError for numbers out of range.

        `workers`: CPU processes, 0 for one per core. `reserve`: the model used on the CPU while the GPU is lost, by
        default the same. `command`: in place of the worker on `device`, for tests.
        """
        if workers < 0 or beam < 1:
            raise ValueError(f"expected workers >= 0 and beam >= 1; got {workers} and {beam}")
        self._device = device
        self._folder = Path(folder)
        self._reserve = Path(reserve or folder)
        chosen = tuple(command or worker_command(self._folder, device, _COMPUTE[device]))
        if device == "cpu":
            self._pool = WorkerPool(WorkerSpec(chosen, workers or cores()), beam=beam, limits=limits)
        else:
            on_cpu = WorkerSpec(worker_command(self._reserve, "cpu", _COMPUTE["cpu"]), workers or cores())
            on_gpu = WorkerSpec(chosen, 1, _MAX_BATCH, _BATCH_WAIT_S)
            self._pool = WorkerPool(on_gpu, on_cpu, beam=beam, limits=limits)

    @property
    def name(self) -> str:
        """E.g. `whisper-base int8 cpu`: the model and device in use."""
        folder, device = (self._reserve, "cpu") if self._pool.on_reserve else (self._folder, self._device)
        return f"{folder.name} {_COMPUTE[device]} {device}"

    @property
    def backlog_s(self) -> float:
        return self._pool.backlog_s

    @property
    def hears_syllables(self) -> bool:
        return has_head(self._reserve if self._pool.on_reserve else self._folder)

    @property
    def timeout_s(self) -> float:
        return self._pool.timeout_s

    @property
    def workers(self) -> tuple[WorkerStatus, ...]:
        """Every worker process and its state."""
        return self._pool.workers

    async def warm(self) -> None:
        """Load the model in every worker and use it once. Raises `RecogniserError` where no worker can."""
        await self._pool.warm()

    async def transcribe(self, pcm: NDArray[np.int16], ticket: Ticket | None = None) -> Transcript:
        """Recognise one utterance: mono int16 at 16 kHz, at most 29 s. Cancelling takes it out of the queue.

        Sound that cannot hold a word comes back with empty text and `refused` `short` (under 0.1 s) or `silent` (under
        -70 dBFS) without a call of the model; text that a guard refused comes back empty with the guard's name
        (`text.cleanup.refusal`). Raises `RecogniserError` for sound of another type or shape, for longer sound (never
        truncated), when the engine fails, when two workers have died over it, and after `close`; `BusyError` for a
        partial that had to give way.
        """
        known = transcript_without_model(pcm, LONGEST_S)
        if known is not None:
            return known
        seconds = len(pcm) / RATE
        # Bytes are a copy: the caller may reuse its buffer while the job waits.
        job = DecodeJob(pcm.astype("<i2", copy=False).tobytes(), seconds, ticket if ticket is not None else Ticket())
        return judged(await self._pool.decode(job), seconds)

    async def close(self) -> None:
        """End all worker processes; calls under way fail with `RecogniserError`. May be called twice."""
        await self._pool.close()


def judged(decoded: Decoded, seconds: float) -> Transcript:
    """The best hypothesis after the guards, with the other hypotheses that passed them; no text without hypotheses."""
    lattice = Lattice(decoded.lattice) if decoded.lattice else None
    if not decoded.hypotheses:
        return Transcript("", 0.0, decoded.no_speech, seconds, lattice=lattice)
    best, *others = decoded.hypotheses
    reason = refusal(best.text, seconds=seconds, logprob=best.logprob, no_speech=decoded.no_speech)
    passable = [
        Alternative(hypothesis.text, _confidence(hypothesis, decoded, seconds))
        for hypothesis in others
        if not refusal(hypothesis.text, seconds=seconds, logprob=hypothesis.logprob, no_speech=decoded.no_speech)
    ]
    return Transcript(
        text="" if reason else best.text,
        confidence=_confidence(best, decoded, seconds),
        no_speech=decoded.no_speech,
        seconds=seconds,
        refused=reason,
        alternatives=() if reason else tuple(passable),
        lattice=lattice,
    )


def _confidence(hypothesis: Hypothesis, decoded: Decoded, seconds: float) -> float:
    rivals = [other.total for other in decoded.hypotheses if other is not hypothesis]
    return confidence(
        Evidence(
            logprob=hypothesis.logprob,
            no_speech=decoded.no_speech,
            margin=hypothesis.total - max(rivals) if rivals else None,
            characters=sum(c.isalnum() for c in hypothesis.text),
            seconds=seconds,
        )
    )
