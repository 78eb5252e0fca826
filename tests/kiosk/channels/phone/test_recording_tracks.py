"""A call's two sides by media time: late, lost and bursty frames, clocks that run apart, and any arrival at all."""

from __future__ import annotations

import random
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.channels.phone.media_time import MediaTime
from kiosk.channels.phone.recording_tracks import RECORDING_RATE, RecordedChunk, RecordingTracks
from kiosk.wire.phone.events import Pcm

FRAME = 160
#: Seconds at which the caller makes a click.
CLICKS = (0.5, 2.5, 4.5, 6.5, 8.5)
MANY = tuple(0.5 + 2 * n for n in range(30))
#: Samples by which a click may stand beside its moment: 20 ms for the frame that it comes in, and the tolerance.
NEAR = 2 * FRAME
CALL_S = 10.0


def clicking(seconds: float, at_s: tuple[float, ...] = CLICKS, *, fast: float = 1.0) -> list[Pcm]:
    """Frames of a sound with a click at each of `at_s`. `fast`: how fast the sender's clock is, beside ours."""
    sound = np.full(round(seconds * fast) * RECORDING_RATE, 1, np.int16)
    for at in at_s:
        sound[round(at * fast * RECORDING_RATE)] = 20_000
    return list(sound.reshape(-1, FRAME))


def on_time(frames: list[Pcm], *, fast: float = 1.0) -> list[tuple[float, Pcm]]:
    return [((n + 1) * 0.02 / fast, frame) for n, frame in enumerate(frames)]


def late(arrivals: list[tuple[float, Pcm]], begin: float, until: float) -> list[tuple[float, Pcm]]:
    """Nothing comes in between, and then all of it at once."""
    return [(until if begin <= at < until else at, pcm) for at, pcm in arrivals]


def lost(arrivals: list[tuple[float, Pcm]], begin: float, until: float) -> list[tuple[float, Pcm]]:
    return [(at, pcm) for at, pcm in arrivals if not begin <= at < until]


def jittered(arrivals: list[tuple[float, Pcm]], most_s: float) -> list[tuple[float, Pcm]]:
    chance, before = random.Random(5), 0.0
    moved = []
    for at, pcm in arrivals:
        before = max(before, at + chance.random() * most_s)
        moved.append((before, pcm))
    return moved


def recorded(arrivals: Iterable[tuple[float, Pcm]], ends: float = CALL_S) -> tuple[np.ndarray, int]:
    """The whole recording, shape (n, 2), made as a call makes it: one tick every 20 ms."""
    tracks, chunks = RecordingTracks(0.0), list[RecordedChunk]()
    coming = sorted(arrivals, key=lambda arrival: arrival[0])
    for tick in range(round(ends / 0.02)):
        now = tick * 0.02
        while coming and coming[0][0] <= now:
            at, pcm = coming.pop(0)
            tracks.caller(pcm, RECORDING_RATE, at)
        chunks += tracks.take(now)
    for at, pcm in coming:
        tracks.caller(pcm, RECORDING_RATE, min(at, ends))
    rest, length = tracks.finish(ends)
    return whole([*chunks, *rest], length), length


def whole(chunks: list[RecordedChunk], length: int) -> np.ndarray:
    sound, end = np.zeros((length, 2), np.int16), 0
    for chunk in chunks:
        assert chunk.first >= end, "chunks follow each other and never overlap"
        end = chunk.first + len(chunk.pcm)
        sound[chunk.first : end] = chunk.pcm
    assert end <= length
    return sound


def clicks(track: Pcm) -> list[float]:
    return [at / RECORDING_RATE for at in np.flatnonzero(track > 10_000)]


GOOD = on_time(clicking(CALL_S))


@pytest.mark.parametrize(
    ("arrivals", "heard"),
    [
        (GOOD, CLICKS),
        (jittered(GOOD, 0.03), CLICKS),
        (late(GOOD, 1.0, 1.4), CLICKS),
        (late(GOOD, 1.0, 3.0), CLICKS),
        (lost(GOOD, 1.0, 1.3), CLICKS),
        (lost(GOOD, 1.0, 3.9), (0.5, 4.5, 6.5, 8.5)),
        (lost(GOOD, 0.0, 1.9), (2.5, 4.5, 6.5, 8.5)),
        (lost(late(GOOD, 3.0, 3.5), 5.0, 5.4), CLICKS),
        (late(lost(GOOD, 3.0, 3.2), 3.2, 3.6), CLICKS),
        ([(at, pcm) for n, (at, pcm) in enumerate(GOOD) if n % 50 or n == 0], CLICKS),
    ],
    ids=["in time", "jitter", "0.4 s late", "2 s late", "0.3 s lost", "2.9 s lost", "a late beginning",
         "late, then lost", "lost, then late", "2 % lost"],
)  # fmt: skip
def test_each_sound_stands_at_its_moment(arrivals: list[tuple[float, Pcm]], heard: tuple[float, ...]) -> None:
    sound, length = recorded(arrivals)
    assert length == CALL_S * RECORDING_RATE
    found = clicks(sound[:, 0])
    assert len(found) == len(heard)
    for at, wanted in zip(found, heard, strict=True):
        assert at == pytest.approx(wanted, abs=NEAR / RECORDING_RATE + 0.005)
    assert not sound[:, 1].any()


@pytest.mark.parametrize("fast", [0.95, 0.999, 1.001, 1.05])
def test_a_sender_whose_clock_runs_apart_adds_no_drift(fast: float) -> None:
    sound, length = recorded(on_time(clicking(60, MANY, fast=fast), fast=fast), 60)
    assert length == 60 * RECORDING_RATE
    heard = clicks(sound[:, 0])
    assert len(heard) >= 0.8 * len(MANY), "of a fast sender's sound parts of 20 ms are left out"
    assert heard[-1] > MANY[-3]
    for at in heard:
        assert min(abs(at - click) for click in MANY) < 0.06
    assert np.count_nonzero(sound[:, 0]) > 0.94 * length


def test_a_burst_at_the_beginning_is_not_in_the_future() -> None:
    ahead = [(0.0, pcm) for _, pcm in GOOD[:25]] + [
        (at, pcm) for (at, _), (_, pcm) in zip(GOOD, GOOD[25:], strict=False)
    ]
    sound, _ = recorded(ahead)
    for at, wanted in zip(clicks(sound[:, 0])[-4:], CLICKS[1:], strict=True):
        assert at == pytest.approx(wanted - 0.5, abs=0.05), "what came half a second early is placed where it came"


def test_what_is_late_and_what_is_lost_is_counted() -> None:
    media = MediaTime(RECORDING_RATE, 0.0)
    for at, pcm in lost(late(GOOD, 2.0, 2.5), 5.0, 5.3):
        media.feed(pcm, at)
        media.settle(at)
    media.settle(CALL_S, final=True)
    assert media.late == pytest.approx(0.5 / 0.02 - 3, abs=1), "all but the last of the burst, which are in time"
    assert media.lost == pytest.approx(0.3 * RECORDING_RATE, abs=FRAME)
    assert media.longest_gap == media.lost
    assert media.gap_at(CALL_S + 40) == pytest.approx(40 * RECORDING_RATE, abs=FRAME)


def test_the_clerks_side_stands_where_it_is_played_and_ends_where_it_was_cleared() -> None:
    tracks = RecordingTracks(100.0)
    for n in range(50):
        tracks.clerk(np.full(FRAME, 5_000, np.int16), RECORDING_RATE, 101.0 + n * 0.02)
        if n == 30:
            tracks.cleared(101.55)
            break
    tracks.clerk(np.full(FRAME, 7_000, np.int16), RECORDING_RATE, 103.0)
    chunks, length = tracks.finish(104.0)
    sound = whole(chunks, length)[:, 1]
    assert length == 4 * RECORDING_RATE
    assert list(np.flatnonzero(sound == 5_000)[[0, -1]]) == [RECORDING_RATE, round(1.55 * RECORDING_RATE) - 1]
    assert np.flatnonzero(sound == 7_000)[0] == 3 * RECORDING_RATE


def test_other_rates_are_recorded_at_the_telephones() -> None:
    tracks = RecordingTracks(0.0)
    tone = np.rint(8_000 * np.sin(2 * np.pi * 400 * np.arange(320) / 16_000)).astype(np.int16)
    for n in range(100):
        tracks.caller(tone, 16_000, (n + 1) * 0.02)
        tracks.clerk(tone, 16_000, n * 0.02)
        assert tracks.take(n * 0.02) == []
    chunks, length = tracks.finish(2.0)
    assert length == 2 * RECORDING_RATE
    for side in whole(chunks, length).T:
        assert np.sqrt(np.mean(side[400:15_000].astype(float) ** 2)) == pytest.approx(8_000 / np.sqrt(2), rel=0.02)


def test_a_machine_that_slept_for_hours_holds_no_memory_for_it() -> None:
    tracks = RecordingTracks(0.0)
    tracks.caller(np.full(FRAME, 9, np.int16), RECORDING_RATE, 0.02)
    assert len(tracks.take(36_000.0)) == 1
    tracks.caller(np.full(FRAME, 9, np.int16), RECORDING_RATE, 36_000.0)
    chunks, length = tracks.finish(36_000.0)
    assert length == 36_000 * RECORDING_RATE
    (chunk,) = chunks
    assert chunk.first + len(chunk.pcm) == pytest.approx(length, abs=FRAME)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 0.5), st.integers(0, 2_000), st.booleans()), max_size=60),
    st.floats(0, 30),
)
def test_any_arrival_gives_the_length_of_the_call(steps: list[tuple[float, int, bool]], more: float) -> None:
    tracks, now, chunks = RecordingTracks(7.0), 7.0, list[RecordedChunk]()
    for wait, samples, from_caller in steps:
        now += wait
        pcm = np.full(samples, 3, np.int16)
        if from_caller:
            tracks.caller(pcm, RECORDING_RATE, now)
        else:
            tracks.clerk(pcm[:FRAME], RECORDING_RATE, now)
        chunks += tracks.take(now)
    rest, length = tracks.finish(now + more)
    assert abs(length - (now + more - 7.0) * RECORDING_RATE) <= 1
    whole([*chunks, *rest], length)
