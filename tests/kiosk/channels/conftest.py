"""The real models, and one sentence really spoken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from numpy.typing import NDArray

from asr import RATE, WhisperRecogniser, resample
from support.callers import SENTENCE
from support.halls import file_of
from tts import KokoroVoice


@pytest.fixture(scope="session")
def sentence(models: Path) -> NDArray[np.int16]:
    """`SENTENCE` at 16 kHz in a synthetic citizen's voice, with quiet before and behind it."""
    folder = file_of(models, "kokoro/model.onnx").parent
    voice = KokoroVoice(folder / "model.onnx", file_of(models, "kokoro/zm_yunyang.bin"))

    async def speak() -> NDArray[np.int16]:
        speech = await voice.speak(SENTENCE)
        await voice.close()
        return resample(speech.pcm, speech.rate, RATE)

    spoken = asyncio.run(speak())
    room = np.random.default_rng(2).normal(0, 12, RATE).astype(np.int16)  # a microphone is never quite silent
    return np.concatenate([room[: RATE // 2], spoken, room])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whisper(models: Path) -> AsyncIterator[WhisperRecogniser]:
    engine = WhisperRecogniser(file_of(models, "whisper-base/model.bin").parent, workers=1)
    await engine.warm()
    yield engine
    await engine.close()
