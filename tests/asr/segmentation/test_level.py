"""Loudness and the room's floor."""

from __future__ import annotations

import numpy as np
import pytest

from asr.segmentation.level import SILENCE_DB, NoiseFloor, level_db


@pytest.mark.parametrize(
    ("pcm", "level"),
    [
        (np.resize(np.array([32767, -32768], np.int16), 512), 0.0),
        (np.resize(np.array([3277, -3277], np.int16), 512), -20.0),
        (np.resize(np.array([12000 + 33, 12000 - 33], np.int16), 400_000), -59.9),  # an offset is not loud
        (np.full(512, 12000, np.int16), SILENCE_DB),
        (np.zeros(512, np.int16), SILENCE_DB),
        (np.zeros(0, np.int16), SILENCE_DB),
    ],
)
def test_level(pcm: np.ndarray, level: float) -> None:
    assert level_db(pcm) == pytest.approx(level, abs=0.1)


def floor() -> NoiseFloor:
    return NoiseFloor(seconds=10.0, percentile=20.0, quietest_db=-60.0, chunk_s=0.032)


def test_nothing_is_assumed_before_a_second_was_heard() -> None:
    noise = floor()
    for _ in range(30):
        noise.add(-20.0)
    assert noise.db == -60.0
    for _ in range(15):
        noise.add(-20.0)
    assert noise.db == -20.0


def test_the_floor_follows_the_room_and_not_the_talker() -> None:
    noise = floor()
    for _ in range(300):
        noise.add(-45.0)
    for _ in range(60):  # syllables and the gaps between them
        for level in (-20.0, -20.0, -22.0, -46.0):
            noise.add(level)
    assert noise.db == pytest.approx(-46, abs=1.5)
    for _ in range(320):
        noise.add(-38.0)
    assert noise.db == -38.0
    noise.clear()
    assert noise.db == -60.0


def test_ten_seconds_of_noise_do_not_leave_the_ear_deaf() -> None:
    noise = floor()
    for _ in range(300):
        noise.add(-50.0)
    for _ in range(313):
        noise.add(-35.0)
    assert noise.db == -35.0
    for _ in range(16):
        noise.add(-50.0)
    assert noise.db == -50.0
    for _ in range(30):  # and a citizen who speaks at once does not bring the old floor back
        noise.add(-33.0)
    assert noise.db == pytest.approx(-50.0)


def test_a_pause_in_steady_noise_is_no_fall() -> None:
    noise = floor()
    rng = np.random.default_rng(3)
    levels = rng.normal(-45.0, 3.0, 3000)
    found = []
    for level in levels:
        noise.add(float(level))
        found.append(noise.db)
    assert max(found[400:]) - min(found[400:]) < 3.0
