"""The real models and recordings, where they are, and sounds to tell apart from speech."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from asr import RATE, VoiceActivity, load_wav

Pcm = NDArray[np.int16]


def _models() -> Path:
    return Path(os.environ.get("KIOSK_MODELS", Path.home() / ".cache" / "hall-clerk" / "models"))


def _recordings() -> Path:
    beside = Path(__file__).resolve().parents[2].parent / "shared" / "audio"
    return Path(os.environ.get("KIOSK_TEST_AUDIO", beside))


@pytest.fixture(scope="session")
def whisper_folder() -> Path:
    folder = _models() / "whisper-base"
    if not (folder / "model.bin").is_file():
        pytest.skip(f"no Whisper model at {folder}: run `make models`")
    return folder


@pytest.fixture(scope="session")
def voice_activity() -> VoiceActivity:
    path = _models() / "silero" / "silero_vad.onnx"
    if not path.is_file():
        pytest.skip(f"no voice activity model at {path}: run `make models`")
    return VoiceActivity(path)


@pytest.fixture(scope="session")
def recording() -> Callable[[str], Pcm]:
    """Real Mandarin recordings by file name; skips where they are not at hand."""

    def load(name: str) -> Pcm:
        path = _recordings() / name
        if not path.is_file():
            pytest.skip(f"no recording {name}: set KIOSK_TEST_AUDIO to the folder that holds it")
        return load_wav(path)

    return load


@pytest.fixture(scope="session")
def noises() -> dict[str, Pcm]:
    """Ten seconds each of what a hall sounds like when nobody speaks to the clerk."""
    rng = np.random.default_rng(7)
    count = 10 * RATE
    time = np.arange(count) / RATE
    white = rng.standard_normal(count)
    spectrum = np.fft.rfft(white)
    pink = np.fft.irfft(spectrum / np.sqrt(np.arange(1, len(spectrum) + 1)), count)
    clicks = np.zeros(count)
    for start in range(0, count - 400, 4000):
        clicks[start : start + 200] = rng.standard_normal(200) * np.exp(-np.arange(200) / 40)
    shapes = {
        "white": white,
        "pink": pink,
        "hum": sum(np.sin(2 * np.pi * 50 * k * time) / k for k in range(1, 8)),
        "tone": np.sin(2 * np.pi * 440 * time),
        "chime": np.sin(2 * np.pi * 660 * time) * np.exp(-(time % 2.0) * 3),
        "clicks": clicks,
        "bursts": pink * (time % 1.5 < 0.3),
    }
    return {name: scaled(shape, -30.0) for name, shape in shapes.items()}


def scaled(shape: NDArray[np.float64], level_db: float) -> Pcm:
    """`shape` at an RMS level in dBFS."""
    gain = 32768.0 * 10 ** (level_db / 20) / np.std(shape)
    return np.clip(shape * gain, -32768, 32767).astype(np.int16)
