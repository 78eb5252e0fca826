"""The clerk's own voice is told from a citizen's: synthetic voices, loudspeakers and delays."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from asr import SoundError
from asr.segmentation.echo_suppressor import EchoSuppressor, EchoSuppressorSettings
from asr.segmentation.endpointing import Endpointer, SpeechOnset
from asr.segmentation.vad import CHUNK
from asr.transcript import RATE

Pcm = NDArray[np.int16]
Wave = NDArray[np.float64]


@lru_cache
def voice(seconds: float, seed: int, pitch: float) -> Wave:
    """Syllables: a buzz of `pitch` Hz through formants that change five times a second. RMS about 0.1."""
    rng = np.random.default_rng(seed)
    parts = []
    while sum(map(len, parts)) < seconds * RATE:
        count = int(rng.uniform(0.12, 0.25) * RATE)
        time = np.arange(count) / RATE
        formants = rng.uniform([250, 900, 2200], [800, 2200, 5000])
        hz = np.arange(pitch, 6500, pitch * rng.uniform(0.9, 1.1))
        gains = sum(np.exp(-(((hz - f) / 200) ** 2)) for f in formants) + 0.01
        buzz = (gains[:, None] * np.sin(2 * np.pi * hz[:, None] * time + rng.uniform(0, 6, (len(hz), 1)))).sum(axis=0)
        parts.append(buzz * np.hanning(count) * rng.uniform(0.4, 1.0))
        parts.append(np.zeros(int(rng.uniform(0.02, 0.1) * RATE)))
    wave = np.concatenate(parts)[: int(seconds * RATE)]
    return wave * 0.1 / np.sqrt(np.mean(wave**2))


def pcm(wave: Wave) -> Pcm:
    return np.clip(np.rint(wave * 32768.0), -32768, 32767).astype(np.int16)


def late(wave: Wave, delay_ms: float) -> Wave:
    """In a small room, `delay_ms` later."""
    rng = np.random.default_rng(1)
    room = rng.standard_normal(RATE // 4) * 10 ** (-3 * np.arange(RATE // 4) / (RATE / 2)) * 0.03
    room[0] = 1.0
    size = 1 << (len(wave) + len(room)).bit_length()
    wet = np.fft.irfft(np.fft.rfft(wave, size) * np.fft.rfft(room, size), size)[: len(wave)]
    return np.concatenate([np.zeros(int(delay_ms * RATE / 1000)), wet])[: len(wave)]


def residuals(guard: EchoSuppressor, played: Pcm, heard: Pcm, *, lead: int = 1600) -> NDArray[np.float64]:
    """Tells the guard what is played `lead` samples ahead, 100 ms at a time; its answer for every chunk."""
    told, out = 0, []
    for at in range(0, len(heard) - CHUNK + 1, CHUNK):
        while told < min(at + CHUNK + lead, len(played)):
            guard.play(told, played[told : told + 1600])
            told += 1600
        out.append(guard.echo_probability(at, heard[at : at + CHUNK]))
    return np.array(out)


def speech_starts(answers: NDArray[np.float64]) -> list[float]:
    """When the endpointer would say that a citizen speaks, if all were voiced that is not hers. Seconds."""
    endpoint = Endpointer()
    events = [(i, endpoint.feed(0.0 if a >= 0.5 else 0.9, i * CHUNK)) for i, a in enumerate(answers)]
    return [(i + 1) * CHUNK / RATE for i, found in events for e in found if isinstance(e, SpeechOnset)]


def room_noise(count: int) -> Wave:
    return np.random.default_rng(5).standard_normal(count) * 0.0007


@pytest.mark.parametrize("echo_db", [-6.0, -15.0, -25.0])
@pytest.mark.parametrize("delay_ms", [0, 310, 580])
def test_the_clerk_alone_is_known_and_so_is_her_delay(delay_ms: int, echo_db: float) -> None:
    clerk = voice(8.0, 1, 220)
    heard = np.tanh(late(clerk, delay_ms)) * 10 ** (echo_db / 20) + room_noise(len(clerk))
    guard = EchoSuppressor()
    answers = residuals(guard, pcm(clerk), pcm(heard))
    assert not speech_starts(answers)
    assert (answers >= 0.5).mean() > 0.8
    assert guard.delay_ms == pytest.approx(delay_ms, abs=33)
    assert guard.coupling_db == pytest.approx(echo_db, abs=10)


@pytest.mark.parametrize("over_db", [0.0, 6.0, 12.0])
def test_a_citizen_over_her_is_heard(over_db: float) -> None:
    clerk = voice(8.0, 1, 220)
    heard = late(clerk, 200) * 0.1 + room_noise(len(clerk))
    citizen = voice(2.0, 2, 110) * 0.1 * 10 ** (over_db / 20)
    heard[5 * RATE : 7 * RATE] += citizen
    answers = residuals(EchoSuppressor(), pcm(clerk), pcm(heard))
    assert 5.2 < speech_starts(answers)[0] < (5.8 if over_db < 6.0 else 5.5)


def test_a_perfect_canceller_leaves_the_citizen_free() -> None:
    clerk = voice(8.0, 1, 220)
    heard = room_noise(len(clerk))
    heard[5 * RATE : 7 * RATE] += voice(2.0, 2, 110) * 0.1
    answers = residuals(EchoSuppressor(), pcm(clerk), pcm(heard))
    assert 5.2 < speech_starts(answers)[0] < 5.5


def test_a_louder_volume_is_learnt() -> None:
    clerk = voice(14.0, 1, 220)
    heard = late(clerk, 200) * 0.05
    heard[5 * RATE :] *= 5.0
    answers = residuals(EchoSuppressor(), pcm(clerk), pcm(heard + room_noise(len(clerk))))
    assert not [at for at in speech_starts(answers) if at < 5.0 or at > 8.0]


def test_while_she_is_silent_nothing_is_hers() -> None:
    guard = EchoSuppressor()
    chunk = pcm(voice(1.0, 2, 110))[:CHUNK]
    assert guard.echo_probability(0, chunk) == 0.0
    guard.play(RATE, pcm(voice(1.0, 1, 220)))
    assert guard.echo_probability(RATE // 2 // CHUNK * CHUNK, chunk) == 0.0
    assert guard.echo_probability(5 * RATE // CHUNK * CHUNK, chunk) == 0.0


def test_what_was_stopped_is_not_waited_for() -> None:
    guard = EchoSuppressor()
    clerk = pcm(voice(4.0, 1, 220))
    guard.play(0, clerk)
    guard.stop(RATE)
    late_chunk = 3 * RATE // CHUNK * CHUNK
    assert guard.echo_probability(late_chunk, clerk[:CHUNK]) == 0.0
    guard.play(4 * RATE, clerk)  # and the next utterance is heard again
    assert guard.echo_probability(5 * RATE // CHUNK * CHUNK, clerk[:CHUNK]) > 0.0


@pytest.mark.parametrize("bad", [np.zeros(512, np.float32), np.zeros((2, 512), np.int16), np.zeros(100, np.int16)])
def test_other_sound_is_refused(bad: NDArray[np.generic]) -> None:
    with pytest.raises(SoundError, match="int16"):
        EchoSuppressor().echo_probability(0, bad)  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["play", "stop", "hear"]), st.integers(0, 40_000), st.integers(0, 3000))))
def test_any_order_of_calls_gives_a_probability(calls: list[tuple[str, int, int]]) -> None:
    guard = EchoSuppressor()
    rng = np.random.default_rng(0)
    for what, at, count in calls:
        if what == "play":
            guard.play(at, rng.integers(-32768, 32767, count).astype(np.int16))
        elif what == "stop":
            guard.stop(at)
        else:
            chunk = rng.integers(-32768, 32767, CHUNK).astype(np.int16)
            assert 0.0 <= guard.echo_probability(at // CHUNK * CHUNK, chunk) <= 1.0


@pytest.mark.parametrize(("assumed_db", "heard_within_s"), [(None, 2.5), (-20.0, 0.5)])
def test_a_caller_over_the_first_words_is_heard_where_the_echo_is_known_to_be_faint(
    assumed_db: float | None, heard_within_s: float
) -> None:
    """A telephone: the caller says 喂 0.3 s into the clerk's first words, and there is no echo."""
    hers, theirs = voice(6.0, 1, 210.0), voice(5.7, 2, 120.0)
    heard = np.concatenate([np.zeros(int(0.3 * RATE)), theirs])
    heard += np.random.default_rng(3).standard_normal(len(heard)) * 1e-4
    guard = EchoSuppressor(EchoSuppressorSettings(assumed_db=assumed_db))
    first = speech_starts(residuals(guard, pcm(hers), pcm(heard)))[0] - 0.3
    assert first <= heard_within_s
    assert (first <= 0.5) is (assumed_db is not None)


def test_an_echo_as_faint_as_assumed_starts_nothing() -> None:
    hers = voice(8.0, 1, 210.0)
    heard = late(hers, 180) * 10 ** (-25 / 20) + np.random.default_rng(3).standard_normal(len(hers)) * 1e-4
    guard = EchoSuppressor(EchoSuppressorSettings(assumed_db=-20.0))
    assert speech_starts(residuals(guard, pcm(hers), pcm(heard))) == []
