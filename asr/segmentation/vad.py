"""Voice activity: the probability that 32 ms of sound hold speech.

Silero VAD 6 (MIT), the 16 kHz half of its ONNX file. Each call takes one chunk from any number of sessions: the
sessions are rows of a batch (one row of recurrent state each), so results are the same alone or together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from asr.errors import VoiceActivityError
from asr.transcript import RATE

#: Samples in a chunk: 32 ms at 16 kHz, the only size the model was trained on.
CHUNK = 512
_CONTEXT = 64
_UNITS = 128


@dataclass(slots=True, eq=False)
class VadState:
    """The model's state for one session: the end of the last chunk, and the LSTM state. About 1.3 kB."""

    context: NDArray[np.float32] = field(default_factory=lambda: np.zeros(_CONTEXT, np.float32))
    memory: NDArray[np.float32] = field(default_factory=lambda: np.zeros((2, _UNITS), np.float32))


class VadModel(Protocol):
    """What a segmenter needs of a voice activity model; `VoiceActivity` is the real one."""

    def probability(self, state: VadState, chunk: NDArray[np.int16]) -> float: ...


class VoiceActivity:
    """The model, shared by all sessions. Thread-safe, if each state is used by one thread at a time."""

    def __init__(self, path: str | Path) -> None:
        """Load `silero_vad.onnx`. Raises `VoiceActivityError`."""
        options = ort.SessionOptions()
        # A call takes 0.1 ms; a thread pool would cost more.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        if not Path(path).is_file():
            raise VoiceActivityError(f"no voice activity model at {path}: run `make models`")
        try:
            self._session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's own exceptions have no common public base
            raise VoiceActivityError(f"cannot load {path}: {error}") from error
        inputs = {i.name for i in self._session.get_inputs()}
        if inputs != {"input", "state", "sr"}:
            raise VoiceActivityError(f"{path} is not Silero VAD 5 or 6: its inputs are {sorted(inputs)}")
        self._rate = np.array(RATE, dtype=np.int64)

    def probabilities(
        self, states: Sequence[VadState], chunks: NDArray[np.int16] | NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """One step for B sessions: `chunks` is (B, 512), int16 or float in -1..1. Updates the states, returns (B,).

        Raises `VoiceActivityError` for another shape or type, NaN or infinite samples, or one state given twice; the
        states are then unchanged.
        """
        sound = self._checked(states, chunks)
        if not len(states):
            return np.zeros(0, np.float32)
        window = np.concatenate([np.stack([s.context for s in states]), sound], axis=1)
        memory = np.stack([s.memory for s in states], axis=1)
        try:
            voiced, memory = self._session.run(None, {"input": window, "state": memory, "sr": self._rate})
        except Exception as error:  # as above
            raise VoiceActivityError(f"voice activity failed: {error}") from error
        for row, state in enumerate(states):
            state.context = window[row, -_CONTEXT:].copy()
            state.memory = memory[:, row].copy()
        return np.asarray(voiced, np.float32).reshape(-1)

    def probability(self, state: VadState, chunk: NDArray[np.int16] | NDArray[np.float32]) -> float:
        """One step for one session: `chunk` is (512,). As `probabilities`."""
        return float(self.probabilities([state], chunk[None, :])[0])

    @staticmethod
    def _checked(states: Sequence[VadState], chunks: NDArray[np.int16] | NDArray[np.float32]) -> NDArray[np.float32]:
        if chunks.shape != (len(states), CHUNK):
            raise VoiceActivityError(f"chunks must be ({len(states)}, {CHUNK}), not {chunks.shape}")
        if len({id(s) for s in states}) != len(states):
            raise VoiceActivityError("one session's state was given twice in a batch")
        if chunks.dtype == np.int16:
            return chunks.astype(np.float32) / 32768.0
        if chunks.dtype.kind != "f":
            raise VoiceActivityError(f"chunks must be int16 or float, not {chunks.dtype}")
        if not np.isfinite(chunks).all():
            raise VoiceActivityError("chunks hold NaN or infinite samples")
        return chunks.astype(np.float32)
