"""The real Silero model: batching is exact, speech is told from noise, nonsense is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from asr.errors import VoiceActivityError
from asr.segmentation.vad import CHUNK, VadState, VoiceActivity

Pcm = NDArray[np.int16]


def probabilities(model: VoiceActivity, pcm: Pcm) -> NDArray[np.float32]:
    state = VadState()
    chunks = pcm[: len(pcm) // CHUNK * CHUNK].reshape(-1, CHUNK)
    return np.array([model.probability(state, chunk) for chunk in chunks])


def test_noise_is_not_voice(voice_activity: VoiceActivity, noises: dict[str, Pcm]) -> None:
    for name in ("white", "pink", "hum", "tone", "clicks"):
        assert np.mean(probabilities(voice_activity, noises[name]) > 0.5) < 0.05, name


def test_speech_is_voice(voice_activity: VoiceActivity, recording: Callable[[str], Pcm]) -> None:
    assert np.mean(probabilities(voice_activity, recording("zsp.wav")) > 0.5) > 0.7


def test_a_batch_is_the_same_as_one_by_one(voice_activity: VoiceActivity, noises: dict[str, Pcm]) -> None:
    sounds = np.stack([noises[n][: 30 * CHUNK].reshape(-1, CHUNK) for n in ("pink", "chime", "bursts")], axis=1)
    together = [VadState() for _ in range(3)]
    alone = [VadState() for _ in range(3)]
    for step in sounds:
        batch = voice_activity.probabilities(together, step)
        single = [voice_activity.probability(s, c) for s, c in zip(alone, step, strict=True)]
        np.testing.assert_allclose(batch, single, atol=1e-5)


def test_int16_and_float_are_the_same(voice_activity: VoiceActivity, noises: dict[str, Pcm]) -> None:
    chunk = noises["pink"][:CHUNK]
    whole = voice_activity.probability(VadState(), chunk)
    assert voice_activity.probability(VadState(), chunk.astype(np.float32) / 32768) == whole


@pytest.mark.parametrize(
    "chunk",
    [
        np.zeros(CHUNK - 1, np.int16),
        np.zeros((CHUNK, 1), np.int16),
        np.zeros(CHUNK, np.int32),
        np.full(CHUNK, np.nan, np.float32),
        np.full(CHUNK, np.inf, np.float32),
    ],
    ids=["short", "shape", "int32", "nan", "inf"],
)
def test_nonsense_is_refused_and_leaves_the_state(voice_activity: VoiceActivity, chunk: Pcm) -> None:
    state = VadState()
    voice_activity.probability(state, np.full(CHUNK, 900, np.int16))
    context, memory = state.context.copy(), state.memory.copy()
    with pytest.raises(VoiceActivityError):
        voice_activity.probability(state, chunk)
    np.testing.assert_array_equal(state.context, context)
    np.testing.assert_array_equal(state.memory, memory)


def test_one_state_twice_in_a_batch_is_refused(voice_activity: VoiceActivity) -> None:
    state = VadState()
    with pytest.raises(VoiceActivityError, match="twice"):
        voice_activity.probabilities([state, state], np.zeros((2, CHUNK), np.int16))


def test_an_empty_batch_is_fine(voice_activity: VoiceActivity) -> None:
    assert voice_activity.probabilities([], np.zeros((0, CHUNK), np.int16)).shape == (0,)


def test_a_missing_or_broken_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(VoiceActivityError, match="make models"):
        VoiceActivity(tmp_path / "none.onnx")
    (tmp_path / "broken.onnx").write_bytes(b"not a model")
    with pytest.raises(VoiceActivityError, match="cannot load"):
        VoiceActivity(tmp_path / "broken.onnx")
