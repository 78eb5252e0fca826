"""When is a sample heard?"""

from __future__ import annotations

import pytest

from kiosk.session.playback_clock import PlaybackClock


def test_before_any_report_soon_after_it_was_sent() -> None:
    clock = PlaybackClock(24_000)
    clock.sent(1, 10.0)
    clock.sent(1, 10.05)  # sent ahead: changes nothing
    assert clock.at(0) == pytest.approx(10.0)
    assert clock.at(24_000) == pytest.approx(11.0)


def test_reports_correct_it_beyond_jitter() -> None:
    clock = PlaybackClock(24_000)
    clock.sent(1, 10.0)
    clock.played(1, 12_000, 10.62)  # 20 ms off
    assert clock.at(0) == pytest.approx(10.0)
    clock.played(1, 12_000, 10.9)  # it had to wait for its sound
    assert clock.at(0) == pytest.approx(10.3)


def test_each_utterance_has_its_own_time_and_late_reports_of_the_last_change_nothing() -> None:
    clock = PlaybackClock(24_000)
    clock.sent(1, 10.0)
    clock.sent(2, 20.0)
    clock.played(1, 24_000, 25.0)
    clock.played(2, 0, 25.0)  # nothing heard yet says nothing
    assert clock.at(0) == pytest.approx(20.0)
