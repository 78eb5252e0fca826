from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tts import Phone, Speech
from tts.stretch import FASTEST, SLOWEST, can_stretch, stretched

RATE = 24_000


def tone(seconds: float = 1.0, hertz: float = 220.0) -> Speech:
    """Silence, a tone, silence: a third each."""
    length = int(seconds * RATE)
    sound = np.zeros(length)
    third = length // 3
    sound[third : 2 * third] = 8000 * np.sin(2 * np.pi * hertz * np.arange(third) / RATE)
    phones = (Phone("sil", 0, third), Phone("a", third, 2 * third), Phone("sil", 2 * third, length))
    return Speech("啊", sound.astype(np.int16), RATE, phones)


def loud(speech: Speech) -> tuple[int, int]:
    found = np.flatnonzero(np.abs(speech.pcm.astype(np.int32)) > 2000)
    return int(found[0]), int(found[-1])


@pytest.mark.parametrize("factor", [0.75, 0.8, 0.9])
def test_length_and_phones_scale(factor: float) -> None:
    speech = tone()
    slow = stretched(speech, factor)
    assert len(slow.pcm) == round(len(speech.pcm) / factor)
    assert [(p.start, p.end) for p in slow.phones] == [
        (round(p.start / factor), round(p.end / factor)) for p in speech.phones
    ]
    assert slow.phones[-1].end == len(slow.pcm)
    assert (slow.text, slow.rate) == (speech.text, speech.rate)


@pytest.mark.parametrize("factor", [0.75, 0.8, 0.9])
def test_the_sound_is_where_its_phones_say(factor: float) -> None:
    slow = stretched(tone(), factor)
    begin, end = loud(slow)
    assert abs(begin - slow.phones[1].start) < 0.03 * RATE
    assert abs(end - slow.phones[1].end) < 0.03 * RATE


def test_the_pitch_stays() -> None:
    slow = stretched(tone(2.0), 0.8)
    begin, end = loud(slow)
    spectrum = np.abs(np.fft.rfft(slow.pcm[begin:end].astype(float)))
    assert abs(np.argmax(spectrum) * RATE / (end - begin) - 220) < 5


def test_nothing_to_stretch() -> None:
    speech = tone()
    assert stretched(speech, 1.0) is speech
    empty = Speech("", np.zeros(0, np.int16), RATE, ())
    assert stretched(empty, 0.8) is empty


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 4000), st.floats(SLOWEST, FASTEST))
def test_any_length_at_any_speed(length: int, factor: float) -> None:
    assert can_stretch(factor)
    speech = Speech("啊", np.ones(length, np.int16), RATE, (Phone("a", 0, length),))
    slow = stretched(speech, factor)
    assert len(slow.pcm) == slow.phones[-1].end == round(length / factor)
