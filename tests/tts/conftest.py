"""The real voice, shared by the tests that need it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tts import KokoroVoice


@pytest.fixture(scope="session")
def kokoro_folder() -> Path:
    models = Path(os.environ.get("KIOSK_MODELS", Path.home() / ".cache/hall-clerk/models"))
    folder = models / "kokoro"
    if not (folder / "model.onnx").exists():
        pytest.skip("the Kokoro model is missing: `make models` fetches it")
    return folder


@pytest.fixture(scope="session")
def kokoro(kokoro_folder: Path) -> Iterator[KokoroVoice]:
    voice = KokoroVoice(kokoro_folder / "model.onnx", kokoro_folder / "zf_xiaoxiao.bin", threads=2)
    yield voice
    asyncio.run(voice.close())
