"""The sound of a conversation for those who listen: both sides in time, what was stopped, what is forgotten."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.hall.live import LiveView
from kiosk.hall.live.sound import FRAME, KEPT_S, RATE, LiveSound


def tone(level: int, seconds: float) -> NDArray[np.int16]:
    return np.full(round(seconds * RATE), level, np.int16)


def levels(sound: LiveSound, first_s: float, count: int) -> list[int]:
    """The loudest sample of each frame."""
    first = round(first_s * RATE)
    return [int(sound.frame(first + n * FRAME).max()) for n in range(count)]


def test_both_sides_are_mixed_where_they_were_heard() -> None:
    sound = LiveSound(100.0)
    sound.clerk(100.2, tone(1000, 0.3), 100.0)
    sound.citizen(100.6, tone(300, 0.2))  # heard from 100.4 on
    assert levels(sound, 0, 7) == [0, 0, 1000, 1000, 1300, 300, 0]
    sound.citizen(100.6, tone(32_700, 0.02))
    sound.clerk(100.6, tone(32_700, 0.2), 100.6)
    assert sound.frame(round(0.6 * RATE)).max() == 32_767


def test_what_the_clerk_did_not_come_to_say_is_not_heard() -> None:
    sound = LiveSound(0.0)
    for nth in range(10):
        sound.clerk(nth / 10, tone(1000, 0.1), 0.0)
    sound.clerk_stopped(0.35)
    assert levels(sound, 0, 5) == [1000, 1000, 1000, 1000, 0]
    assert np.count_nonzero(sound.frame(3 * FRAME)) == FRAME // 2
    sound.clerk(0.8, tone(2000, 0.1), 0.8)
    assert levels(sound, 0.7, 3) == [0, 2000, 0]


def test_sound_that_jitters_has_no_holes_and_a_burst_does_not_delay_what_follows() -> None:
    sound = LiveSound(0.0)
    sound.citizen(0.1, tone(500, 0.1))
    sound.citizen(0.32, tone(500, 0.1))  # 20 ms late
    assert sound.frame(0).min() == sound.frame(FRAME).min() == 500
    for _ in range(30):  # three seconds at once
        sound.citizen(4.0, tone(500, 0.1))
    sound.citizen(5.0, tone(900, 0.1))
    assert levels(sound, 4.9, 1) == [900]


def test_the_past_is_forgotten_however_long_it_goes_on() -> None:
    sound = LiveSound(0.0)
    for nth in range(1, 6001):
        sound.citizen(nth / 50, tone(500, 0.02))
        sound.clerk(nth / 50, tone(500, 0.02), nth / 50)
    assert levels(sound, 120 - KEPT_S - 1, 1) == [0]
    assert levels(sound, 119, 1) == [1000]


def test_nothing_of_the_sound_is_kept_once_nobody_listens() -> None:
    view = LiveView(
        "c1", channel="phone", device="line", place="", window="", now_ms=lambda: 0, on_change=lambda _: None,
        watched=lambda: False,
    )  # fmt: skip
    assert view.sound is None
    with view.listening(1.0) as first, view.listening(2.0) as second:
        assert first is second is view.sound
    assert view.sound is None
