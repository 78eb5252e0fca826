"""Our log-mel features are Whisper's: compared with faster-whisper's own extractor."""

from __future__ import annotations

import numpy as np
import pytest

from asr.whisper.log_mel import LogMel


@pytest.mark.parametrize("bands", [80, 128])
def test_the_same_as_faster_whisper(bands: int) -> None:
    extractor = pytest.importorskip("faster_whisper.feature_extractor").FeatureExtractor(feature_size=bands)
    rng = np.random.default_rng(5)
    sound = (rng.standard_normal(40_000) * np.linspace(0, 0.4, 40_000)).astype(np.float32)
    ours = LogMel(bands)(sound)
    assert ours.shape == (bands, 250)
    np.testing.assert_allclose(ours, extractor(sound, padding=0)[:, :250], atol=1e-4)


def test_digital_silence_is_the_lowest_value() -> None:
    assert np.unique(LogMel(80)(np.zeros(16_000, np.float32))) == pytest.approx([-1.5])
