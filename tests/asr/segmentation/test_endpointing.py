"""The endpointer: tables for what it must do, properties for what it must never do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.segmentation.endpointing import (
    Endpointer,
    EndpointEvent,
    EndpointSettings,
    SpeechContinuation,
    SpeechOffset,
    SpeechOnset,
    SpeechPause,
)
from asr.segmentation.vad import CHUNK

MS = 16


def play(endpointer: Endpointer, *parts: tuple[float, int], start: int = 0) -> list[EndpointEvent]:
    """Starts and ends while `(probability, chunks)` stretches are fed."""
    return [e for e in play_all(endpointer, *parts, start=start) if isinstance(e, SpeechOnset | SpeechOffset)]


def play_all(endpointer: Endpointer, *parts: tuple[float, int], start: int = 0) -> list[EndpointEvent]:
    events: list[EndpointEvent] = []
    sample = start
    for probability, chunks in parts:
        for _ in range(chunks):
            events += endpointer.feed(probability, sample)
            sample += CHUNK
    return events


def test_one_utterance_with_pre_roll_and_tail() -> None:
    events = play(Endpointer(), (0.0, 40), (0.9, 30), (0.0, 40))
    onset, until = 40 * CHUNK, 70 * CHUNK
    assert events == [SpeechOnset(onset), SpeechOffset(onset - 300 * MS, until + 96 * MS)]


def test_start_is_told_as_soon_as_enough_was_voiced_and_carries_the_first_voiced_sample() -> None:
    endpointer = Endpointer(EndpointSettings(min_speech_ms=200))
    assert play(endpointer, (0.9, 6)) == []
    assert play(endpointer, (0.9, 1), start=6 * CHUNK) == [SpeechOnset(0)]
    assert endpointer.speaking


@pytest.mark.parametrize("chunks", range(1, 7))
def test_clicks_and_coughs_start_nothing(chunks: int) -> None:
    assert play(Endpointer(), (0.0, 5), (1.0, chunks), (0.0, 60)) == []


def test_clicks_do_not_add_up() -> None:
    assert play(Endpointer(), *[(1.0, 2), (0.0, 6)] * 20) == []


def test_a_syllable_and_a_short_gap_add_up() -> None:
    events = play(Endpointer(), (0.9, 4), (0.0, 3), (0.9, 4), (0.0, 40))
    assert events[0] == SpeechOnset(0)
    assert len(events) == 2


def test_hysteresis_holds_between_the_thresholds() -> None:
    endpointer = Endpointer()
    assert play(endpointer, (0.4, 60)) == []
    events = play(endpointer, (0.9, 10), (0.4, 60), start=60 * CHUNK)
    assert events == [SpeechOnset(60 * CHUNK)]


def test_a_pause_shorter_than_patience_does_not_end() -> None:
    events = play(Endpointer(), (0.9, 10), (0.0, 20), (0.9, 10), (0.0, 40))
    assert events == [SpeechOnset(0), SpeechOffset(0, 40 * CHUNK + 96 * MS)]


@pytest.mark.parametrize(("end_silence", "silent_chunks"), [(32, 1), (300, 10), (700, 22), (2000, 63)])
def test_end_silence_is_the_silence_that_ends(end_silence: int, silent_chunks: int) -> None:
    endpointer = Endpointer()
    endpointer.end_silence_ms = end_silence
    assert play(endpointer, (0.9, 10), (0.0, silent_chunks - 1)) == [SpeechOnset(0)]
    events = play(endpointer, (0.0, 1), start=(9 + silent_chunks) * CHUNK)
    assert [type(e) for e in events] == [SpeechOffset]
    assert endpointer.end_silence_ms == end_silence


def test_end_silence_changes_in_mid_silence() -> None:
    endpointer = Endpointer()
    assert play(endpointer, (0.9, 10), (0.0, 15)) == [SpeechOnset(0)]
    endpointer.end_silence_ms = 300
    assert [type(e) for e in play(endpointer, (0.0, 1), start=25 * CHUNK)] == [SpeechOffset]


def test_the_longest_utterance_is_cut_and_the_rest_is_another() -> None:
    settings = EndpointSettings(max_utterance_ms=3000, hurry_ms=0)
    endpointer = Endpointer(settings)
    events = play(endpointer, (0.9, 150)) + endpointer.flush()
    ends = [e for e in events if isinstance(e, SpeechOffset)]
    assert [e.cut for e in ends] == [True, True]
    assert ends[0].end == ends[1].start
    assert ends[1].end == 150 * CHUNK


def test_near_the_limit_a_breath_ends() -> None:
    settings = EndpointSettings(max_utterance_ms=3000, hurry_ms=1500)
    events = play(Endpointer(settings), (0.9, 60), (0.0, 8), (0.9, 5))
    assert isinstance(events[1], SpeechOffset)
    assert not events[1].cut


def test_flush_ends_once_and_reset_says_nothing() -> None:
    endpointer = Endpointer()
    play(endpointer, (0.9, 10))
    assert endpointer.flush() == [SpeechOffset(0, 10 * CHUNK, cut=True)]
    assert endpointer.flush() == []
    play(endpointer, (0.9, 10), start=10 * CHUNK)
    endpointer.reset(21 * CHUNK)
    assert not endpointer.speaking
    assert play(endpointer, (0.0, 40), start=21 * CHUNK) == []
    with pytest.raises(ValueError, match="already fed"):
        endpointer.feed(0.0, 20 * CHUNK)


@pytest.mark.parametrize(
    "wrong",
    [
        {"start_probability": 0.3, "stop_probability": 0.5},
        {"stop_probability": 0.0},
        {"min_speech_ms": 0},
        {"end_silence_ms": 0},
        {"pre_roll_ms": -1},
        {"pause_ms": 0},
        {"pause_ms": 100, "tail_ms": 101},
        {"max_utterance_ms": 500},
    ],
)
def test_settings_that_contradict_each_other_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="_"):
        EndpointSettings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan")])
def test_only_probabilities_are_taken(probability: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        Endpointer().feed(probability, 0)


def test_end_silence_must_be_positive() -> None:
    with pytest.raises(ValueError, match="end_silence_ms"):
        Endpointer().end_silence_ms = 0
    with pytest.raises(ValueError, match="end_silence_ms"):
        Endpointer().set_end_silence(0)
    with pytest.raises(ValueError, match="min_speech_ms"):
        Endpointer().min_speech_ms = 0


def test_a_pause_promises_the_samples_of_the_end() -> None:
    events = play_all(Endpointer(), (0.9, 10), (0.0, 40))
    assert events == [SpeechOnset(0), SpeechPause(0, 13 * CHUNK), SpeechOffset(0, 13 * CHUNK)]


def test_a_pause_that_was_none() -> None:
    events = play_all(Endpointer(), (0.9, 10), (0.0, 8), (0.9, 10), (0.0, 40))
    assert events == [
        SpeechOnset(0),
        SpeechPause(0, 13 * CHUNK),
        SpeechContinuation(18 * CHUNK),
        SpeechPause(0, 31 * CHUNK),
        SpeechOffset(0, 31 * CHUNK),
    ]


def test_words_that_are_complete_end_a_pause_that_has_lasted_long_enough() -> None:
    endpointer = Endpointer()
    play(endpointer, (0.9, 10), (0.0, 9))
    assert endpointer.set_end_silence(256) == [SpeechOffset(0, 13 * CHUNK)]
    assert not endpointer.speaking


def test_words_that_are_complete_shorten_the_rest_of_the_pause() -> None:
    endpointer = Endpointer()
    play(endpointer, (0.9, 10), (0.0, 6))
    assert endpointer.set_end_silence(320) == []
    assert play(endpointer, (0.0, 3), start=16 * CHUNK) == []
    assert play(endpointer, (0.0, 1), start=19 * CHUNK) == [SpeechOffset(0, 13 * CHUNK)]


def test_words_that_break_off_lengthen_this_pause_alone() -> None:
    endpointer = Endpointer()
    play(endpointer, (0.9, 10), (0.0, 6))
    assert endpointer.set_end_silence(2000) == []
    assert play(endpointer, (0.0, 50), start=16 * CHUNK) == []
    events = play(endpointer, (0.9, 10), (0.0, 22), start=66 * CHUNK)
    assert events == [SpeechOffset(0, 79 * CHUNK)]


def test_words_of_an_earlier_pause_change_nothing() -> None:
    endpointer = Endpointer()
    play(endpointer, (0.9, 10), (0.0, 6), (0.9, 3))
    assert endpointer.set_end_silence(1) == []
    assert endpointer.speaking


def test_where_a_short_answer_is_waited_for_less_voice_is_a_start() -> None:
    endpointer = Endpointer()
    endpointer.min_speech_ms = 96
    assert play(endpointer, (0.9, 3)) == [SpeechOnset(0)]


@st.composite
def settings(draw: st.DrawFn) -> EndpointSettings:
    stop = draw(st.floats(0.05, 0.9))
    pause = draw(st.integers(1, 500))
    return EndpointSettings(
        start_probability=draw(st.floats(stop, 0.95)),
        stop_probability=stop,
        min_speech_ms=draw(st.integers(1, 300)),
        onset_gap_ms=draw(st.integers(1, 300)),
        end_silence_ms=draw(st.integers(1, 1500)),
        pre_roll_ms=draw(st.integers(0, 500)),
        pause_ms=pause,
        tail_ms=draw(st.integers(0, pause)),
        max_utterance_ms=draw(st.integers(3000, 6000)),
        hurry_ms=draw(st.integers(0, 3000)),
        breath_ms=draw(st.integers(1, 400)),
    )


stretch = st.tuples(
    st.sampled_from([0.0, 0.2, 0.4, 0.6, 1.0]), st.integers(1, 80), st.integers(0, 2000), st.integers(0, 2000)
)


@given(settings(), st.lists(stretch, max_size=25))
def test_spans_are_ordered_apart_and_bounded(
    settings: EndpointSettings, stretches: list[tuple[float, int, int, int]]
) -> None:
    endpointer = Endpointer(settings)
    events: list[EndpointEvent] = []
    sample = 0
    for probability, chunks, end_silence, settled in stretches:
        if end_silence:
            endpointer.end_silence_ms = end_silence
        for _ in range(chunks):
            needed = endpointer.needed_from
            new = endpointer.feed(probability, sample)
            assert all(e.start >= needed for e in new if isinstance(e, SpeechOffset | SpeechPause))
            events += new
            sample += CHUNK
            assert endpointer.needed_from <= sample
        if settled:
            events += endpointer.set_end_silence(settled)
    events += endpointer.flush()

    assert not endpointer.speaking
    pauses_keep_their_promise(events)
    spans = [e for e in events if isinstance(e, SpeechOnset | SpeechOffset)]
    assert [type(e) for e in spans] == [SpeechOnset, SpeechOffset] * (len(spans) // 2)
    last = 0
    for started, ended in zip(spans[::2], spans[1::2], strict=True):
        assert isinstance(started, SpeechOnset)
        assert isinstance(ended, SpeechOffset)
        assert last <= ended.start <= started.sample < ended.end <= sample
        assert ended.end - ended.start <= settings.max_utterance_ms * MS
        last = ended.end


def pauses_keep_their_promise(events: list[EndpointEvent]) -> None:
    """Each is followed by a resumption, or by an end over the same samples."""
    paused: SpeechPause | None = None
    for event in events:
        match event:
            case SpeechPause():
                assert paused is None
                paused = event
            case SpeechContinuation():
                assert paused is not None
                paused = None
            case SpeechOffset(start, end):
                assert paused is None or (paused.start, paused.end) == (start, end)
                paused = None
