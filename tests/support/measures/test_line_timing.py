from __future__ import annotations

import pytest

from support.measures.line_timing import delays, silence_after, sound_after, sounded_at

AT = [n / 50 for n in range(12)]
#: Silence, a click of one frame, a voice of four, a pause of one, a voice, silence.
LOUD = [False, True, False, True, True, True, True, False, True, True, False, False]


def test_a_voice_begins_with_its_first_frame_and_a_click_is_none() -> None:
    assert sound_after(AT, LOUD, -1, frames=1) == AT[1]
    assert sound_after(AT, LOUD, -1, frames=3) == AT[3]
    assert sound_after(AT, LOUD, -1, frames=5) is None


def test_frames_before_the_given_time_do_not_count() -> None:
    assert sound_after(AT, LOUD, AT[3], frames=3) == AT[4]
    assert sound_after(AT, LOUD, AT[4], frames=3) is None, "the pause ends the run"
    assert sound_after(AT, LOUD, AT[-1]) is None


def test_silence_begins_behind_the_last_loud_frame() -> None:
    assert silence_after(AT, LOUD, AT[3], frames=1) == AT[7]
    assert silence_after(AT, LOUD, AT[3], frames=2) == AT[10]
    assert silence_after(AT, LOUD, AT[3], frames=3) is None, "not heard yet"


def test_a_frame_whose_time_is_not_known_yet_is_not_looked_at() -> None:
    assert sound_after(AT[:3], LOUD, -1, frames=3) is None


def test_whether_the_line_sounded_a_moment_ago() -> None:
    assert sounded_at(AT, LOUD, AT[7], within_s=0.03)
    assert not sounded_at(AT, LOUD, AT[11], within_s=0.03)
    assert sounded_at(AT, LOUD, AT[11], within_s=0.05)
    assert not sounded_at([], [], 1.0, within_s=1.0)


def test_each_sent_sample_is_matched_with_the_first_that_follows() -> None:
    assert delays([1.0, 2.0], [1.03, 1.05, 2.01], within_s=0.5) == pytest.approx([0.03, 0.01])


def test_a_lost_sample_shifts_no_other() -> None:
    assert delays([1.0, 2.0, 3.0], [1.03, 3.04], within_s=0.5) == pytest.approx([0.03, 0.04])
    assert delays([1.0, 1.2], [1.25], within_s=0.5) == pytest.approx([0.05]), "the later one's, not the earlier one's"
    assert delays([1.0], [0.99], within_s=0.5) == []
    assert delays([1.0], [1.6], within_s=0.5) == []
    assert delays([], [1.0], within_s=0.5) == []
