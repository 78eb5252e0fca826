"""End-of-turn detection from the sound: smart-turn v3.2 (Daily, BSD-2-Clause), 8 MB, beside the text.

On Mandarin it calls four of five cuts in mid-sentence finished, so it does not decide: it shortens or lengthens the end
silence where the text leaves it open (see `timeouts.py` and the table of `bench.turns`).
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from asr.errors import RecogniserError
from asr.transcript import RATE
from asr.whisper.log_mel import LogMel

#: The model takes 8 s; shorter sound is padded in front.
_WINDOW = 8 * RATE


class TurnDetector(Protocol):
    """`finished`: the probability (0..1) that speech (mono int16, 16 kHz) is a finished turn."""

    async def finished(self, pcm: NDArray[np.int16]) -> float: ...


class SmartTurn:
    """The model, shared by all sessions; one thread. About 40 ms a call. Satisfies `TurnDetector`."""

    def __init__(self, path: str | Path) -> None:
        """Load `smart-turn.onnx`. Raises `RecogniserError`."""
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        if not Path(path).is_file():
            raise RecogniserError(f"no smart-turn model at {path}: run `kiosk models fetch smart-turn`")
        try:
            self._session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's own exceptions have no common public base
            raise RecogniserError(f"cannot load {path}: {error}") from error
        inputs = [i.name for i in self._session.get_inputs()]
        if inputs != ["input_features"]:
            raise RecogniserError(f"{path} is not smart-turn v3: its inputs are {inputs}")
        self._mel = LogMel(80)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="smart-turn")

    async def finished(self, pcm: NDArray[np.int16]) -> float:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self.probability, pcm)

    def probability(self, pcm: NDArray[np.int16]) -> float:
        """As `finished`, in the calling thread. Raises `RecogniserError`."""
        sound = np.zeros(_WINDOW, np.float32)
        last = pcm[-_WINDOW:]
        if len(last):
            sound[-len(last) :] = last
        sound = (sound - sound.mean()) / np.sqrt(sound.var() + 1e-7)
        try:
            (answer,) = self._session.run(None, {"input_features": self._mel(sound)[None]})
        except Exception as error:  # as above
            raise RecogniserError(f"smart-turn failed: {error}") from error
        return float(np.asarray(answer).reshape(-1)[0])

    async def close(self) -> None:
        await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)
