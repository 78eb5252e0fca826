"""faster-whisper as a recogniser: the real package over a generated model, and over the real one where it is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from asr import RATE, Recogniser, RecogniserError
from asr.engines import FasterWhisperRecogniser
from support.made_whisper import TINIEST, make_whisper
from support.measures.distance import distance

SPEECH = (np.random.default_rng(3).standard_normal(RATE) * 3000).astype(np.int16)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A multilingual one: faster-whisper knows that by the size of the vocabulary."""
    return make_whisper(tmp_path_factory.mktemp("made") / "made-up", replace(TINIEST, tokens=51_865))


async def test_a_generated_model_decodes_and_is_guarded(folder: Path) -> None:
    engine: Recogniser = FasterWhisperRecogniser(folder, workers=2)
    assert engine.name == "made-up int8 cpu by faster-whisper"
    heard = await engine.transcribe(SPEECH)
    assert heard.seconds == 1.0
    assert heard.refused in ("empty", "too_fast", "loop", "unsure", "no_speech"), "noise through random weights"
    assert heard.text == ""
    assert (await engine.transcribe(SPEECH[:100])).refused == "short"
    with pytest.raises(RecogniserError, match="longest"):
        await engine.transcribe(np.tile(SPEECH, 30))
    await engine.close()
    with pytest.raises(RecogniserError, match="closed"):
        await engine.transcribe(SPEECH)


async def test_a_folder_without_a_model_is_told_and_no_hub_is_asked(tmp_path: Path, folder: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json"):
        engine = FasterWhisperRecogniser(tmp_path)
        with pytest.raises(RecogniserError, match=f"{name} is missing"):
            await engine.warm()
        await engine.close()
        (tmp_path / name).write_bytes(b"x")
    engine = FasterWhisperRecogniser(tmp_path)
    with pytest.raises(RecogniserError, match="cannot load"):
        await engine.warm()
    await engine.close()


@pytest.mark.parametrize("numbers", [{"threads": 0}, {"workers": 0}, {"beam": 0}])
def test_numbers_out_of_range(tmp_path: Path, numbers: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        FasterWhisperRecogniser(tmp_path, **numbers)


async def test_real_speech_through_the_real_model(
    whisper_folder: Path, recording: Callable[[str], NDArray[np.int16]]
) -> None:
    engine = FasterWhisperRecogniser(whisper_folder, threads=2)
    heard = await engine.transcribe(recording("zsp.wav"))
    assert distance(heard.text.strip("。，"), "希望你以后能够做的比我还好呦") <= 4
    assert 0.3 < heard.confidence <= 1.0
    await engine.close()
