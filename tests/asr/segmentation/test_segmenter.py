"""The segmenter with a model that says what the test wants, and with any chunking."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from asr import (
    EndpointSettings,
    MicState,
    MicStateChanged,
    Segmenter,
    SegmenterSettings,
    SegmentStarted,
    SoundError,
    SpeechSegment,
)
from asr.segmentation.echo_suppressor import EchoSuppressorSettings
from asr.segmentation.segmenter import Flushed, SegmenterEvent, SegmentPaused, SegmentResumed, SegmentUpdated
from asr.segmentation.vad import CHUNK, VadState

Pcm = NDArray[np.int16]


class Loudness:
    """Hears a voice in everything louder than -40 dBFS."""

    def probability(self, state: VadState, chunk: Pcm) -> float:
        return 0.95 if np.std(chunk.astype(np.float32)) > 327 else 0.02


def spans(events: list[SegmenterEvent]) -> list[SegmenterEvent]:
    """Beginnings and ends alone."""
    return [e for e in events if isinstance(e, SegmentStarted | SpeechSegment)]


def voice_recent(event: SegmenterEvent) -> SpeechSegment | None:
    return (
        event.segment
        if isinstance(event, SegmentPaused | SegmentUpdated)
        else event
        if isinstance(event, SpeechSegment)
        else None
    )


def sound(*parts: tuple[int, float]) -> Pcm:
    """Noise: `(chunks, level in dBFS)` stretches. Every sample is its own, so that a cut can be checked."""
    rng = np.random.default_rng(3)
    pieces = [rng.standard_normal(n * CHUNK) * 32768 * 10 ** (level / 20) for n, level in parts]
    return np.clip(np.concatenate(pieces), -32768, 32767).astype(np.int16)


def test_an_utterance_carries_its_own_samples() -> None:
    pcm = sound((60, -70), (30, -25), (40, -70))
    started, utterance = spans(Segmenter(Loudness()).feed(pcm))
    assert started == SegmentStarted(60 * CHUNK)
    assert isinstance(utterance, SpeechSegment)
    assert (utterance.start, utterance.end) == (60 * CHUNK - 4800, 90 * CHUNK + 1536)
    np.testing.assert_array_equal(utterance.pcm, pcm[utterance.start : utterance.end])
    assert utterance.seconds == len(utterance.pcm) / 16000


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 3000), min_size=1, max_size=12))
def test_chunking_changes_nothing(sizes: list[int]) -> None:
    pcm = sound((40, -70), (20, -25), (30, -70), (20, -22), (30, -70))
    whole = Segmenter(Loudness()).feed(pcm)
    segmenter = Segmenter(Loudness())
    events, at = [], 0
    while at < len(pcm):
        for size in [*sizes, 320]:
            events += segmenter.feed(pcm[at : at + size])
            at += size
    assert [type(e) for e in spans(events)] == [SegmentStarted, SpeechSegment] * 2
    for a, b in zip(whole, events, strict=True):
        assert type(a) is type(b)
        one, other = voice_recent(a), voice_recent(b)
        if one is not None and other is not None:
            assert (one.start, one.end) == (other.start, other.end)
            np.testing.assert_array_equal(one.pcm, other.pcm)
        else:
            assert a == b


def test_batching_in_two_halves_is_the_same_as_feeding() -> None:
    pcm = sound((40, -70), (20, -25), (30, -70))
    model, segmenter = Loudness(), Segmenter(Loudness())
    events: list[SegmenterEvent] = []
    for chunk in segmenter.chunks(pcm):
        voiced = [model.probability(segmenter.voice_state, model_input) for model_input in segmenter.model_input(chunk)]
        events += segmenter.step(chunk, voiced[-1] if voiced else 0.0)
    assert [type(e) for e in spans(events)] == [SegmentStarted, SpeechSegment]


def test_nothing_is_kept_before_speech_but_the_pre_roll() -> None:
    segmenter = Segmenter(Loudness())
    segmenter.feed(sound((3000, -70)))
    assert segmenter.buffered_samples <= 4800 + CHUNK
    segmenter.feed(sound((30, -25)))
    assert segmenter.buffered_samples >= 30 * CHUNK
    segmenter.feed(sound((60, -70)))
    assert segmenter.buffered_samples <= 4800 + CHUNK


def test_memory_is_bounded_by_the_longest_utterance() -> None:
    segmenter = Segmenter(Loudness(), SegmenterSettings(near_db=0.0, hold_db=0.0))
    for _ in range(40):
        segmenter.feed(sound((100, -25)))
        assert segmenter.buffered_samples <= 25 * 16000 + CHUNK


def test_distant_talk_that_does_not_stand_out_starts_nothing() -> None:
    segmenter = Segmenter(Loudness())
    murmur = sound((400, -33))
    segmenter.feed(murmur)  # a hall that murmurs all the time: after a while, this is the floor
    segmenter.flush()
    assert segmenter.floor == pytest.approx(-33, abs=1)
    assert segmenter.feed(murmur) == []
    events = segmenter.feed(sound((30, -15), (40, -33)))
    assert [type(e) for e in spans(events)] == [SegmentStarted, SpeechSegment]


def test_the_end_is_found_although_the_hall_goes_on_murmuring() -> None:
    segmenter = Segmenter(Loudness())
    segmenter.feed(sound((400, -36)))
    segmenter.flush()
    (_, utterance) = spans(segmenter.feed(sound((40, -15), (60, -36))))
    assert isinstance(utterance, SpeechSegment)
    assert utterance.seconds < 40 * 0.032 + 0.6


def test_end_silence_is_settable_while_running() -> None:
    segmenter = Segmenter(Loudness())
    segmenter.end_silence_ms = 1500
    assert [type(e) for e in spans(segmenter.feed(sound((40, -70), (30, -25), (40, -70))))] == [SegmentStarted]
    assert segmenter.speaking
    segmenter.end_silence_ms = 300
    assert [type(e) for e in segmenter.feed(sound((1, -70)))] == [SpeechSegment]
    assert segmenter.end_silence_ms == 300


def test_flush_hands_out_what_was_being_said() -> None:
    segmenter = Segmenter(Loudness())
    segmenter.feed(sound((40, -70), (30, -25)))
    utterance, flushed = segmenter.flush()
    assert isinstance(utterance, SpeechSegment)
    assert flushed == Flushed()
    assert utterance.end == 70 * CHUNK
    assert segmenter.flush() == [Flushed()]


def test_reset_forgets_the_citizen_but_not_the_time() -> None:
    segmenter = Segmenter(Loudness())
    segmenter.feed(sound((40, -70), (30, -25))[:-100])
    before = segmenter.sample
    segmenter.reset()
    assert (segmenter.sample, segmenter.buffered_samples, segmenter.speaking) == (before, 0, False)
    assert segmenter.feed(sound((60, -70))) == []
    (started, _) = spans(segmenter.feed(sound((20, -25), (40, -70))))
    assert isinstance(started, SegmentStarted)
    assert started.sample >= before + 60 * CHUNK


def test_level_and_floor_are_in_dbfs() -> None:
    segmenter = Segmenter(Loudness())
    segmenter.feed(sound((100, -45)))
    assert segmenter.level == pytest.approx(-45, abs=1)
    assert segmenter.floor == pytest.approx(-45, abs=1)
    segmenter.feed(np.zeros(100 * CHUNK * 5, np.int16))
    assert (segmenter.level, segmenter.floor) == (-100.0, -60.0)


@pytest.mark.parametrize("wrong", [np.zeros(512, np.float32), np.zeros((2, 512), np.int16)])
def test_only_mono_int16_is_taken(wrong: Pcm) -> None:
    with pytest.raises(SoundError):
        Segmenter(Loudness()).feed(wrong)


def test_a_longer_start_setting_delays_the_voice_but_not_its_sample() -> None:
    slow = Segmenter(Loudness(), SegmenterSettings(endpoint=EndpointSettings(min_speech_ms=480)))
    assert slow.feed(sound((40, -70), (14, -25))) == []
    assert slow.feed(sound((1, -25))) == [SegmentStarted(40 * CHUNK)]


def test_a_pause_hands_out_what_the_end_will() -> None:
    segmenter = Segmenter(Loudness())
    events = segmenter.feed(sound((40, -70), (15, -25), (40, -70)))
    _, paused, utterance = events
    assert isinstance(paused, SegmentPaused)
    assert isinstance(utterance, SpeechSegment)
    np.testing.assert_array_equal(paused.segment.pcm, utterance.pcm)


def test_known_words_end_the_pause() -> None:
    segmenter = Segmenter(Loudness())
    events = segmenter.feed(sound((40, -70), (15, -25), (9, -70)))
    assert isinstance(events[-1], SegmentPaused)
    (utterance,) = segmenter.set_end_silence(250)
    assert isinstance(utterance, SpeechSegment)
    np.testing.assert_array_equal(events[-1].segment.pcm, utterance.pcm)
    assert segmenter.set_end_silence(250) == []


def test_a_voice_that_comes_back_says_so() -> None:
    events = Segmenter(Loudness()).feed(sound((40, -70), (15, -25), (9, -70), (5, -25)))
    assert [type(e) for e in events] == [SegmentStarted, SegmentPaused, SegmentResumed, SegmentUpdated]


def test_what_was_said_so_far_comes_again_and_again_from_the_start() -> None:
    pcm = sound((40, -70), (100, -25))
    so_far = [e.segment for e in Segmenter(Loudness()).feed(pcm) if isinstance(e, SegmentUpdated)]
    assert len(so_far) == 4
    assert len({u.start for u in so_far}) == 1
    for utterance in so_far:
        np.testing.assert_array_equal(utterance.pcm, pcm[utterance.start : utterance.end])


def test_a_long_segment_comes_again_after_longer_and_longer() -> None:
    """From its start each time: at a fixed period the work would grow with the square of its length."""
    pcm = sound((40, -70), (750, -25))
    ends = [e.segment.seconds for e in Segmenter(Loudness()).feed(pcm) if isinstance(e, SegmentUpdated)]
    steps = [after - before for before, after in pairwise(ends)]
    assert all(step >= max(0.64, 0.2 * before) - 1e-6 for before, step in zip(ends, steps, strict=False))
    assert all(step <= max(0.64, 0.2 * before) + CHUNK / 16_000 for before, step in zip(ends, steps, strict=False))
    assert len(ends) <= 16, "37 at a fixed period"


def test_a_switched_off_microphone_is_told_once() -> None:
    events = Segmenter(Loudness()).feed(np.zeros(200 * CHUNK, np.int16))
    assert events == [MicStateChanged(MicState.MUTED)]


def test_a_microphone_that_sends_nothing_is_dead_until_it_does() -> None:
    segmenter = Segmenter(Loudness())
    segmenter.feed(sound((60, -50)))
    assert segmenter.no_sound(1.0) == []
    assert segmenter.no_sound(2.0) == [MicStateChanged(MicState.DEAD)]
    assert segmenter.no_sound(3.0) == []
    assert segmenter.feed(sound((60, -50))) == [MicStateChanged(MicState.OK)]


def test_somebody_who_makes_a_sound_is_there_for_a_second() -> None:
    segmenter = Segmenter(Loudness())
    segmenter.feed(sound((40, -70)))
    assert not segmenter.voice_recent
    segmenter.feed(sound((2, -25)))
    assert segmenter.voice_recent, "too short to be an utterance, but somebody is there"
    segmenter.feed(sound((32, -70)))
    assert not segmenter.voice_recent


def test_the_clerks_own_voice_starts_nothing() -> None:
    hers = sound((60, -20), (10, -70), (60, -20))
    echo = (np.roll(hers, 1600) * 0.3).astype(np.int16)
    plain, guarded = Segmenter(Loudness()), Segmenter(Loudness())
    for at in range(0, len(hers), CHUNK):
        guarded.playback(at, hers[at : at + CHUNK])
    assert spans(plain.feed(echo)) != []
    assert spans(guarded.feed(echo)) == []


def test_in_a_quiet_room_the_model_sleeps_and_nothing_is_missed() -> None:
    model, asked = Loudness(), []

    class Counted(Loudness):
        def probability(self, state: VadState, chunk: Pcm) -> float:
            asked.append(state)
            return model.probability(state, chunk)

    segmenter = Segmenter(Counted())
    segmenter.feed(sound((400, -55)))
    quiet = len(asked)
    assert quiet < 100, "awake only until the floor is known"
    (started, _) = spans(segmenter.feed(sound((100, -55), (30, -25), (40, -55))))
    assert started == SegmentStarted(500 * CHUNK)
    assert len(asked) - quiet < 30 + 40 + 16


def over_the_clerk(*levels: float) -> list[SegmenterEvent]:
    """What a hall, the clerk's voice (not heard in the microphone) and voices of these levels (15 chunks) give."""
    segmenter = Segmenter(Loudness(), SegmenterSettings(echo=EchoSuppressorSettings(assumed_db=-40.0)))
    events = segmenter.feed(sound((60, -52)))
    segmenter.playback(60 * CHUNK, sound((400, -20)))
    for level in levels:
        events += segmenter.feed(sound((15, level), (40, -52)))
    return spans(events)


def test_over_the_clerk_a_voice_farther_away_starts_nothing() -> None:
    assert over_the_clerk(-39) == []
    assert [type(e) for e in over_the_clerk(-39, -25)] == [SegmentStarted, SpeechSegment]


def test_once_the_citizen_has_spoken_the_level_is_theirs() -> None:
    assert len(over_the_clerk(-15, -30)) == 2
    assert len(over_the_clerk(-30, -36)) == 4
