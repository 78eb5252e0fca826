"""Whisper through the faster-whisper package, as a `Recogniser`: for comparison with `asr.whisper`.

It decodes as that package does: a window of 30 s whatever the utterance lasts, one hypothesis, no alternatives. Of its
settings these differ from its defaults: the language is Mandarin, no timestamps, no text before the utterance, and no
second attempt at a higher temperature, which on noise takes six times as long. Its VAD is off: the segmenter has one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from asr.engines.in_process import EngineText, InProcessRecogniser
from asr.errors import RecogniserError
from asr.whisper.folder import WHISPER_FILES
from asr.whisper.hypothesis import LONGEST_S

_COMPUTE = {"cpu": "int8", "cuda": "float16"}


class FasterWhisperRecogniser(InProcessRecogniser):
    """A Whisper model in CTranslate2's format, decoded by faster-whisper."""

    longest_s = LONGEST_S

    def __init__(
        self,
        folder: str | Path,
        *,
        device: Literal["cpu", "cuda"] = "cpu",
        threads: int = 1,
        workers: int = 1,
        beam: int = 5,
    ) -> None:
        """`folder`: as for `asr.WhisperRecogniser`. Reads nothing yet. Raises ValueError for numbers out of range."""
        super().__init__(folder, device=device, threads=threads, workers=workers)
        if beam < 1:
            raise ValueError(f"expected a beam of at least 1; got {beam}")
        self._beam = beam

    @property
    def name(self) -> str:
        """E.g. `whisper-base int8 cpu by faster-whisper`."""
        return f"{self._folder.name} {_COMPUTE[self._device]} {self._device} by faster-whisper"

    def _load(self) -> Any:
        for name in WHISPER_FILES:  # without a tokenizer, faster-whisper would ask the hub for one
            if not (self._folder / name).is_file():
                raise RecogniserError(f"no speech model: {self._folder / name} is missing")
        from faster_whisper import WhisperModel

        try:
            return WhisperModel(
                str(self._folder),
                device=self._device,
                compute_type=_COMPUTE[self._device],
                cpu_threads=self._threads,
                num_workers=self._workers,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, MemoryError, OSError) as error:
            raise RecogniserError(f"faster-whisper cannot load {self._folder}: {error}") from error

    def _write(self, engine: Any, sound: NDArray[np.float32]) -> EngineText:
        try:
            segments, _ = engine.transcribe(
                sound,
                language="zh",
                beam_size=self._beam,
                temperature=0.0,
                condition_on_previous_text=False,
                without_timestamps=True,
                vad_filter=False,
            )
            pieces = list(segments)
        except (RuntimeError, ValueError, MemoryError) as error:
            raise RecogniserError(f"faster-whisper failed: {error}") from error
        if not pieces:  # it drops what it takes for no speech
            return EngineText("", no_speech=1.0)
        tokens = sum(len(piece.tokens) + 1 for piece in pieces)
        logprob = sum(piece.avg_logprob * (len(piece.tokens) + 1) for piece in pieces) / tokens
        return EngineText("".join(p.text for p in pieces), logprob, max(p.no_speech_prob for p in pieces))
