"""Sound from elsewhere: audio files of any make, and other sample rates."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

from asr.errors import SoundError
from asr.transcript import RATE


def load_wav(path: str | Path) -> NDArray[np.int16]:
    """Read an audio file (anything libsndfile reads: WAV of any width, FLAC, OGG) as mono int16 at 16 kHz.

    Channels are averaged. Raises `SoundError` for a file that is missing, unreadable, or holds NaN.
    """
    try:
        frames, rate = soundfile.read(str(path), dtype="float32", always_2d=True)
    except (OSError, RuntimeError) as error:  # soundfile.LibsndfileError is a RuntimeError
        raise SoundError(f"cannot read {path}: {error}") from error
    if not np.isfinite(frames).all():
        raise SoundError(f"{path} holds NaN or infinite samples")
    mono = frames.mean(axis=1)
    pcm = np.clip(np.rint(mono * 32768.0), -32768, 32767).astype(np.int16)
    return resample(pcm, int(rate), RATE)


def resample(pcm: NDArray[np.int16], source: int, target: int) -> NDArray[np.int16]:
    """A whole mono int16 sound from `source` Hz to `target` Hz (libswresample). Raises `SoundError` for silly rates."""
    if not (1000 <= source <= 384_000 and 1000 <= target <= 384_000):
        raise SoundError(f"cannot resample from {source} Hz to {target} Hz")
    if pcm.ndim != 1 or pcm.dtype != np.int16:
        raise SoundError(f"expected mono int16, not {pcm.dtype} of shape {pcm.shape}")
    if source == target or not len(pcm):
        return pcm.copy()
    resampler = av.AudioResampler(format="s16", layout="mono", rate=target)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm[None]), format="s16", layout="mono")
    frame.sample_rate = source
    parts = [out.to_ndarray().reshape(-1) for out in (*resampler.resample(frame), *resampler.resample(None))]
    return np.concatenate(parts).astype(np.int16, copy=False)
