"""The p_finished on whether somebody has finished: real model where it has been fetched, and errors everywhere."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from asr import EndSilenceSettings, Expectation, RecogniserError, SmartTurn, VoiceActivity, end_silence_after_text

P = EndSilenceSettings()


@pytest.fixture(scope="module")
def model() -> Path:
    models = Path(os.environ.get("KIOSK_MODELS", Path.home() / ".cache" / "hall-clerk" / "models"))
    path = models / "smart-turn" / "smart-turn.onnx"
    if not path.is_file():
        pytest.skip("smart-turn is optional and not here: run `kiosk models fetch smart-turn`")
    return path


async def test_any_length_of_sound_gets_a_vote(model: Path) -> None:
    p_finished = SmartTurn(model)
    noise = np.random.default_rng(1).integers(-3000, 3000, 12 * 16_000).astype(np.int16)
    for seconds in (0.0, 0.3, 8.0, 12.0):
        assert 0.0 <= await p_finished.finished(noise[: int(seconds * 16_000)]) <= 1.0
    await p_finished.close()


def test_a_model_that_is_missing_or_another_is_named(tmp_path: Path, voice_activity: VoiceActivity) -> None:
    with pytest.raises(RecogniserError, match="kiosk models fetch smart-turn"):
        SmartTurn(tmp_path / "smart-turn.onnx")
    (tmp_path / "broken.onnx").write_bytes(b"not a model")
    with pytest.raises(RecogniserError, match="cannot load"):
        SmartTurn(tmp_path / "broken.onnx")


@pytest.mark.parametrize(
    ("text", "p_finished", "end_ms"),
    [
        ("我有个事情", None, 600),
        ("我有个事情", 0.5, 600),
        ("我有个事情", 0.95, 450),
        ("我有个事情", 0.05, 900),
        ("社保卡丢了怎么办", 0.05, 256),  # the words leave nothing open
        ("我想办", 0.95, 1400),
    ],
)
def test_the_detector_counts_only_where_the_text_leaves_it_open(
    text: str, p_finished: float | None, end_ms: int
) -> None:
    assert end_silence_after_text(Expectation("service"), text, P, p_finished) == end_ms
