from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tts import VoiceError
from tts.phonemes import PAUSE
from tts.sound import LEAD, LEVEL_DB, PEAK_DB, Span, Timing, active_span, finished, levels, placed, speech_level, to_pcm

RATE = 24_000


def tone(seconds: float, level: float = 0.2) -> NDArray[np.float32]:
    return (level * np.sin(2 * np.pi * 220 * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def silence(seconds: float) -> NDArray[np.float32]:
    return np.zeros(int(seconds * RATE), np.float32)


def test_the_span_is_where_the_sound_is() -> None:
    span = active_span(np.concatenate([silence(0.3), tone(0.5), silence(0.4)]), RATE)
    assert span == Span(int(0.3 * RATE), int(0.8 * RATE))


def test_what_comes_before_the_onset_is_not_the_sound() -> None:
    sound = np.concatenate([silence(0.1), tone(0.05), silence(0.15), tone(0.5)])
    span = active_span(sound, RATE, after=int(0.25 * RATE))
    assert span is not None
    assert span.start == int(0.3 * RATE)


@pytest.mark.parametrize("level", [0.003, 0.05, 0.2])
def test_every_clause_has_the_same_loudness(level: float) -> None:
    pcm = to_pcm(np.concatenate([tone(0.4, level), silence(0.5), tone(0.4, level)]), RATE)
    reached = 20 * np.log10(speech_level(levels(pcm.astype(np.float32) / 32768, RATE)))
    assert reached == pytest.approx(LEVEL_DB, abs=0.3)


def test_a_peak_is_never_clipped() -> None:
    sound = tone(0.5, 0.01)
    sound[6000:6010] = 0.9
    assert np.abs(to_pcm(sound, RATE)).max() <= 32768 * 10 ** (PEAK_DB / 20) + 1


def test_both_ends_are_faded() -> None:
    pcm = to_pcm(tone(0.3), RATE)
    assert pcm[0] == pcm[-1] == 0


def test_a_finished_clause() -> None:
    raw = np.concatenate([silence(0.4), tone(0.6), silence(0.7)])
    edges = [0, int(0.38 * RATE), int(0.7 * RATE), int(1.2 * RATE), len(raw)]
    speech = finished("好", raw, RATE, Timing([PAUSE, "x", "a", PAUSE], edges, onset=0), pause=0.2)
    assert speech.seconds == pytest.approx(LEAD + 0.6 + 0.2, abs=1e-3)
    names = [phone.symbol for phone in speech.phones]
    assert names == [PAUSE, "x", "a", PAUSE]
    assert speech.phones[1].start == pytest.approx((LEAD - 0.02) * RATE, abs=1)  # a closure may begin in the lead
    assert speech.phones[2].end == pytest.approx((LEAD + 0.6) * RATE, abs=1)  # the over-run is cut with the sound


def test_silence_is_an_error() -> None:
    with pytest.raises(VoiceError):
        finished("好", silence(1.0), RATE, Timing(["a"], [0, RATE], onset=0), pause=0.1)


@given(
    st.lists(st.tuples(st.sampled_from([PAUSE, "a", "p", "m"]), st.integers(0, 4000)), min_size=1, max_size=30),
    st.integers(-3000, 3000),
    st.integers(0, 30_000),
    st.integers(1, 30_000),
)
def test_placed_phones_fill_the_clause_without_gaps(
    phones: list[tuple[str, int]], first: int, start: int, sounding: int
) -> None:
    edges = (first + np.cumsum([0, *(length for _, length in phones)])).tolist()
    length = 960 + sounding + 2400
    out = placed(Timing([symbol for symbol, _ in phones], edges, 0), Span(start, start + sounding), 960, length)
    assert out[0].start == 0
    assert out[-1].end == length
    assert all(one.end == two.start for one, two in pairwise(out))
    assert all(phone.start < phone.end for phone in out)
    assert out[-1].symbol == PAUSE
