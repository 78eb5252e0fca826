"""Audio files, and other sample rates."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import av.error
import numpy as np
import soundfile
from av.filter import Graph
from numpy.typing import NDArray

from asr.errors import SoundError
from asr.transcript import RATE


def load_wav(path: str | Path) -> NDArray[np.int16]:
    """Read an audio file (anything libsndfile reads: WAV of any width, FLAC, OGG) as mono int16 at 16 kHz.

    Channels are averaged. Raises `SoundError` for a file that is missing, unreadable, or holds NaN.
    """
    if not os.path.isfile(path):
        there = "this is a folder or a device" if os.path.exists(path) else "there is no such file"
        raise SoundError(f"{path}: expected a sound file (WAV, FLAC, OGG); {there}")
    try:
        frames, rate = soundfile.read(str(path), dtype="float32", always_2d=True)
    except (OSError, RuntimeError, ValueError, TypeError) as error:  # soundfile: LibsndfileError is a RuntimeError
        closed = isinstance(error, OSError) or "System error" in str(error)  # libsndfile's word for an error of open()
        why = "it cannot be opened" if closed else "its format is not recognised, or it is damaged"
        raise SoundError(f"{path}: expected a sound file (WAV, FLAC, OGG); {why}") from error
    if not np.isfinite(frames).all():
        raise SoundError(f"{path} holds NaN or infinite samples")
    mono = frames.mean(axis=1)
    pcm = np.clip(np.rint(mono * 32768.0), -32768, 32767).astype(np.int16)
    return resample(pcm, int(rate), RATE)


def save_wav(path: str | Path, pcm: NDArray[np.int16], rate: int) -> None:
    """Write mono int16 at `rate` Hz as a WAV file, whatever the file's name ends in. Raises `SoundError`."""
    try:
        soundfile.write(str(path), pcm, rate, format="WAV", subtype="PCM_16")
    except (OSError, RuntimeError, ValueError) as error:  # ValueError: a NUL in the name
        raise SoundError(f"{path}: the sound cannot be written; expected a name in a folder that exists") from error


def resample(pcm: NDArray[np.int16], source: int, target: int) -> NDArray[np.int16]:
    """Resample a whole mono int16 sound (libswresample). Raises `SoundError` for rates outside 1 to 384 kHz."""
    _check_pcm(pcm)
    stream = StreamResampler(source, target)
    return np.concatenate([stream.feed(pcm), stream.flush()])


class StreamResampler:
    """Resamples a stream piece by piece, from `source` Hz to `target` Hz, without clicks at the joins.

    The output lags by at most 2 ms, at any length of the stream.
    """

    def __init__(self, source: int, target: int = RATE) -> None:
        """Raises `SoundError` for rates outside 1 to 384 kHz."""
        _check_rates(source, target)
        self._source, self._same = source, source == target
        self._graph = _graph(source, target)

    def feed(self, pcm: NDArray[np.int16]) -> NDArray[np.int16]:
        """Mono int16 in and out; the output may be empty. Raises `SoundError` for another type or shape."""
        _check_pcm(pcm)
        if self._same or not len(pcm):
            return pcm.copy()
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm[None]), format="s16", layout="mono")
        frame.sample_rate = self._source
        frame.time_base = Fraction(1, self._source)
        return self._through(frame)

    def flush(self) -> NDArray[np.int16]:
        """The rest. Do not call `feed` after it."""
        return np.zeros(0, np.int16) if self._same else self._through(None)

    def _through(self, frame: av.AudioFrame | None) -> NDArray[np.int16]:
        self._graph.push(frame)
        frames = []
        while True:
            try:
                frames.append(cast(av.AudioFrame, self._graph.pull()))
            except (av.error.BlockingIOError, av.error.EOFError):  # more input needed; end of the stream
                return _joined(frames)


def _graph(source: int, target: int) -> Graph:
    """A filter graph: av.AudioResampler would start two threads for each stream."""
    graph = Graph()
    graph.threads = 1
    into = graph.add_abuffer(format="s16", sample_rate=source, layout="mono", time_base=Fraction(1, source))
    to = graph.add("aformat", f"sample_rates={target}:sample_fmts=s16:channel_layouts=mono")
    out = graph.add("abuffersink")
    into.link_to(to)
    to.link_to(out)
    graph.configure()
    return graph


def _check_rates(source: int, target: int) -> None:
    if not (1000 <= source <= 384_000 and 1000 <= target <= 384_000):
        raise SoundError(f"expected sample rates of 1000 to 384000 Hz, got {source} and {target}")


def _check_pcm(pcm: NDArray[np.int16]) -> None:
    if pcm.ndim != 1 or pcm.dtype != np.int16:
        raise SoundError(f"expected mono int16, not {pcm.dtype} of shape {pcm.shape}")


def _joined(frames: list[av.AudioFrame]) -> NDArray[np.int16]:
    parts = [frame.to_ndarray().reshape(-1) for frame in frames]
    return np.concatenate(parts).astype(np.int16, copy=False) if parts else np.zeros(0, np.int16)
