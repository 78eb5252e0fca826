"""Kokoro-82M (hexgrad, Apache-2.0) as a Mandarin voice, with the times of its phones, on onnxruntime."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray

from tts.errors import VoiceError
from tts.normalise import spoken
from tts.phonemes import PAUSE, Token, tokens
from tts.sound import Timing, finished, pause_after
from tts.speech import Speech
from tts.vocabulary import MAX_TOKENS, PAD

RATE = 24_000
#: Raised whenever the same text would sound otherwise: it is part of every cache key.
REVISION = 3

#: The graph's own tensor of frames per token, after rounding and clipping, before the sound is spread over it.
_DURATIONS = "/encoder/Clip_output_0"
#: One duration frame is this many samples (25 ms).
_FRAME = 600
#: The durations trail the sound by this much (samples). Measured with `bench/lips.py`: the tokens of b p m against the
#: energy minimum, both voices. They come in frames of 25 ms, so that single phones scatter by about 10 ms.
_LAG = int(0.055 * RATE)
#: The first sound is looked for from this long before its phone (samples): what comes earlier is breath or noise.
_EARLY = int(0.03 * RATE)

_SLOWEST, _FASTEST = 0.5, 2.0
#: How little the thread that prerenders weighs against all others (Unix niceness, 0..19).
_NICE = 19
#: Seconds without prerendering after which its copy of the model is freed.
_IDLE_S = 30.0


class KokoroVoice:
    """One Kokoro voice. Synthesis runs in the voice's own worker thread, one clause at a time.

    `prerender` has a niced thread and a copy of the model to itself (about 150 MB while it is used), so that no clause
    that a citizen waits for queues behind it or shares a thread with it.

    `model_path`: the ONNX export with inputs tokens int64 (1, n), style float32 (1, 256), speed float32 (1,).
    `voice_path`: raw float32 (510, 1, 256), one style row per number of tokens. `threads`: inside one synthesis.
    Raises `VoiceError` from `warm` or `speak` when a file is missing or is not what it should be.
    """

    def __init__(self, model_path: Path, voice_path: Path, *, threads: int = 1) -> None:
        self._model_path = model_path
        self._voice_path = voice_path
        self._threads = threads
        self._engine: _Engine | None = None
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"voice-{voice_path.stem}")
        self._spare: _Engine | None = None
        self._background = ThreadPoolExecutor(
            max_workers=1, thread_name_prefix="prerender", initializer=_yield_to_others
        )
        self._freeing: asyncio.TimerHandle | None = None
        self._ahead = ort.RunOptions()  # of all runs in the background; `close` ends the one in hand

    @property
    def name(self) -> str:
        return f"kokoro-82m-v1.0 {self._voice_path.stem} r{REVISION}"

    async def warm(self) -> None:
        """Load the model and the dictionaries now, so that the first citizen need not wait for them."""
        await self.speak("您好。")

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        """Speak one clause (see `tts.clauses`), at `speed` 0.5..2 of the normal.

        Text in which nothing can be said gives no samples. Raises `VoiceError`.
        """
        if not _SLOWEST <= speed <= _FASTEST:
            raise VoiceError(f"speed {speed} is outside {_SLOWEST}..{_FASTEST}")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._worker, self._speak, text, speed)
        except RuntimeError as error:  # the executor's word for "closed"
            raise VoiceError(f"the voice could not take the clause: {error}") from error

    async def prerender(self, text: str, *, speed: float = 1.0) -> Speech:
        """As `speak`, at the lowest priority. Only synthesis is niced: a niced thread must not hold the interpreter."""
        words = spoken(text)
        input_tokens = await asyncio.to_thread(tokens, words)
        if not _audible(input_tokens):
            return _silence(text)
        if self._freeing is not None:
            self._freeing.cancel()
        loop = asyncio.get_running_loop()
        try:
            sound, durations = await loop.run_in_executor(self._background, self._run_spare, input_tokens, speed)
        except RuntimeError as error:  # the executor's word for "closed"
            raise VoiceError(f"the voice could not take the clause: {error}") from error
        self._freeing = loop.call_later(_IDLE_S, self._free_spare)
        timing = _timing(input_tokens, durations)
        return await asyncio.to_thread(finished, text, sound, RATE, timing, pause_after(words, speed))

    async def close(self) -> None:
        """Finish the clauses in hand, drop the rest, free the model. What is rendered ahead is cut off: its niced
        thread may get no time for a minute while others use the machine.
        """
        self._ahead.terminate = True
        if self._freeing is not None:
            self._freeing.cancel()
        for worker in (self._worker, self._background):
            await asyncio.to_thread(worker.shutdown, wait=True, cancel_futures=True)
        self._engine = self._spare = None

    def _speak(self, text: str, speed: float) -> Speech:
        if self._engine is None:
            self._engine = _Engine(self._model_path, self._voice_path, self._threads)
        words = spoken(text)
        input_tokens = tokens(words)
        if not _audible(input_tokens):
            return _silence(text)
        sound, durations = self._engine.run(input_tokens, speed)
        return finished(text, sound, RATE, _timing(input_tokens, durations), pause_after(words, speed))

    def _run_spare(self, input_tokens: Sequence[Token], speed: float) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        if self._spare is None:
            self._spare = _Engine(self._model_path, self._voice_path, threads=1)
        return self._spare.run(input_tokens, speed, self._ahead)

    def _free_spare(self) -> None:
        self._spare = None


def _yield_to_others() -> None:
    """Linux gives every thread a niceness of its own; elsewhere the thread stays as it is."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def _audible(input_tokens: Sequence[Token]) -> bool:
    return any(token.symbol not in ("", PAUSE) for token in input_tokens)


def _silence(text: str) -> Speech:
    return Speech(text, np.zeros(0, np.int16), RATE, ())


class _Engine:
    """The loaded model and voice."""

    def __init__(self, model_path: Path, voice_path: Path, threads: int) -> None:
        try:
            model = model_path.read_bytes()
            styles = np.fromfile(voice_path, dtype="<f4")
        except OSError as error:
            raise VoiceError(f"voice file unreadable: {error.filename}; `make models` fetches it") from error
        if styles.size != MAX_TOKENS * 256:
            raise VoiceError(f"{voice_path.name} is not a Kokoro voice: {styles.size} floats, not {MAX_TOKENS * 256}")
        self._styles = styles.reshape(MAX_TOKENS, 1, 256)
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # recognition needs the cores too
        try:
            model = _opened(onnx.load_model_from_string(model))
            self._session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise VoiceError(f"{model_path.name} is not a Kokoro model that this voice can use: {error}") from error

    def run(
        self, clause: Sequence[Token], speed: float, options: ort.RunOptions | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The sound of a clause, and the frames of each of its tokens with both pads. Raises `VoiceError`, also where
        `options` end the run.

        Pauses keep their natural length at every speed: the model makes silence of the first 0.3 s whatever stands
        there, so that a shorter first pad swallows a syllable, and a longer one is filled with a stray one.
        """
        if len(clause) > MAX_TOKENS:
            raise VoiceError(f"the clause has {len(clause)} tokens; the voice takes {MAX_TOKENS}")
        ids = np.array([[PAD, *(token.id for token in clause), PAD]], np.int64)
        paces = [1.0 if token.symbol == PAUSE else speed * token.pace for token in clause]
        speeds = np.array([1.0, *paces, 1.0], np.float32)
        try:
            sound, frames = self._session.run(
                ["audio", _DURATIONS],
                {"tokens": ids, "style": self._styles[len(clause) - 1], "speed": speeds},
                options,
            )
        except Exception as error:
            raise VoiceError(f"synthesis failed: {type(error).__name__}") from error
        durations = frames.reshape(-1).astype(np.int64)
        if durations.size != ids.size or sound.size != _FRAME * int(durations.sum()):
            raise VoiceError("the model's durations do not add up to its sound")
        return sound.reshape(-1).astype(np.float32), durations


def _opened(model: onnx.ModelProto) -> bytes:
    """The model with its durations as a second output, and with one speed per token instead of one for all.

    The speed divides the durations in one elementwise node, so only the declared shape of the input has to change.
    """
    for given in model.graph.input:
        if given.name == "speed":
            given.type.tensor_type.shape.dim[0].dim_param = "speeds"
    model.graph.output.append(onnx.helper.make_tensor_value_info(_DURATIONS, onnx.TensorProto.FLOAT, None))
    return bytes(model.SerializeToString())


def _timing(clause: Sequence[Token], durations: NDArray[np.int64]) -> Timing:
    """Phones, and the samples of the raw sound between which they stand."""
    ends = (np.cumsum(durations) * _FRAME - _LAG).tolist()
    symbols, edges = [PAUSE], [-_LAG]
    for place, token in enumerate(clause):
        if token.symbol:
            symbols.append(token.symbol)
            edges.append(ends[place])  # ends[0] is the first pad's, so ends[place] is where this token begins
    return Timing([*symbols, PAUSE], [*edges, ends[len(clause)], ends[-1]], onset=ends[0] - _EARLY)
