"""The hall's noise: the same from the same seed, at the level that was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from support.noise import RATE, announcements, babble, hall_noise, mix, spoken_rms

VOICE = (3000 * np.sin(np.arange(RATE) / 8)).astype(np.int16)


@pytest.mark.parametrize("voices", [[], [VOICE]])
def test_equal_seeds_equal_sound(voices: list[np.ndarray]) -> None:
    for make in (hall_noise, babble, announcements):
        one, other, another = make(2, 5, voices), make(2, 5, voices), make(2, 6, voices)
        assert one.dtype == np.float32
        assert one.shape == (2 * RATE,)
        np.testing.assert_array_equal(one, other)
        if one.any():
            assert not np.array_equal(one, another)
            assert np.std(one) == pytest.approx(0.1, rel=0.05)


@pytest.mark.parametrize("snr", [15.0, 5.0, -3.0])
def test_mix_keeps_the_ratio(snr: float) -> None:
    noise = hall_noise(1, 3)
    mixed = mix(VOICE, noise, snr)
    assert mixed.dtype == np.int16
    assert mixed.shape == VOICE.shape
    level = np.sqrt(np.mean(((mixed.astype(float) - VOICE) / 32768) ** 2))
    assert 20 * np.log10(spoken_rms(VOICE) / level) == pytest.approx(snr, abs=0.3)


def test_pauses_do_not_count_for_the_level() -> None:
    paused = np.concatenate([VOICE, np.zeros(3 * RATE, np.int16)])
    assert spoken_rms(paused) == pytest.approx(spoken_rms(VOICE), rel=0.02)


def test_loud_sums_are_made_softer_and_never_wrap() -> None:
    loud = np.full(RATE, 32000, np.int16)
    mixed = mix(loud, hall_noise(1, 3), 0.0)
    assert np.abs(mixed.astype(int)).max() <= 32767
    assert mixed.mean() > 0


def test_empty_and_silent_sounds() -> None:
    silence = np.zeros(100, np.int16)
    assert not mix(silence, hall_noise(1, 1), 5).any()
    assert len(mix(np.zeros(0, np.int16), hall_noise(1, 1), 5)) == 0
