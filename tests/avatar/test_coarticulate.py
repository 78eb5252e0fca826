from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from avatar import COLUMNS, ROWS_PER_SECOND, FaceTrack, aperture, face
from avatar.shapes import COLUMN
from avatar.visemes import CLOSED, GESTURES
from tts import Phone, Speech

RATE = 24_000
STEP = RATE // ROWS_PER_SECOND


def said(*phones: tuple[str, int], extra: int = 0) -> Speech:
    """A clause of phones with lengths in milliseconds; its sound is loud where they are, silent in pauses."""
    placed, parts, at = [], [], 0
    for symbol, ms in phones:
        length = ms * RATE // 1000
        placed.append(Phone(symbol, at, at + length))
        level = 0 if symbol == "sil" else 500 if symbol in CLOSED else 8000
        parts.append((level * np.sin(np.arange(length) / 20)).astype(np.int16))
        at += length
    return Speech("", np.concatenate([*parts, np.zeros(extra, np.int16)]), RATE, tuple(placed))


def gaps(track: FaceTrack) -> NDArray[np.float32]:
    return aperture(track.weights.astype(np.float32) / 255)


def gap_at(track: FaceTrack, ms: float) -> float:
    return float(np.interp(ms * RATE / 1000, track.samples, gaps(track)))


SYMBOLS = st.sampled_from([*GESTURES, "?"])
CLAUSES = st.lists(st.tuples(SYMBOLS, st.integers(25, 400)), min_size=1, max_size=40)


@given(CLAUSES, st.integers(0, 1000))
@settings(max_examples=60)
def test_rows_of_any_phones_are_as_promised(phones: list[tuple[str, int]], extra: int) -> None:
    speech = said(*phones, extra=extra)
    track = face(speech)
    assert track.weights.shape == (-(-len(speech.pcm) // STEP), len(COLUMNS))
    assert track.weights.dtype == np.uint8
    assert np.array_equal(track.samples, np.arange(len(track.samples)) * STEP)
    assert track.samples[-1] < len(speech.pcm)
    assert not track.weights[0].any()
    assert not track.weights[-1].any()
    eyes = [place for name, place in COLUMN.items() if name.startswith(("eyeBlink", "eyeLook"))]
    assert not track.weights[:, eyes].any()


@given(st.lists(st.tuples(SYMBOLS, st.integers(60, 300)), min_size=1, max_size=30))
@settings(max_examples=60)
def test_the_lips_meet_in_the_middle_of_every_labial(phones: list[tuple[str, int]]) -> None:
    speech = said(("sil", 100), *phones, ("sil", 200))
    track = face(speech)
    for phone in speech.phones:
        if phone.symbol in CLOSED:
            share = 4 if phone.symbol == "pʰ" else 2
            middle = phone.start + (phone.end - phone.start) // share
            nearest = round(middle / STEP)
            assert gaps(track)[nearest] < 0.03, phone


@given(CLAUSES)
@settings(max_examples=60)
def test_nothing_jumps(phones: list[tuple[str, int]]) -> None:
    track = face(said(("sil", 60), *phones, ("sil", 120)))
    steps = np.abs(np.diff(track.weights.astype(int), axis=0))
    assert steps.max() <= 0.5 * 255


@pytest.mark.parametrize("labial", ["p", "m"])
def test_a_closure_holds_and_opens(labial: str) -> None:
    track = face(said(("sil", 60), ("a", 150), (labial, 60), ("a", 150), ("sil", 200)))
    assert gap_at(track, 130) > 0.4
    assert gap_at(track, 330) > 0.4
    fine = np.array([gap_at(track, ms) for ms in range(180, 300)])
    closed = np.flatnonzero(fine < 0.02)
    assert 40 <= len(closed) <= 80
    assert 180 + closed.mean() == pytest.approx(240, abs=8)


def test_the_breath_of_an_aspirated_p_comes_through_open_lips() -> None:
    track = face(said(("sil", 60), ("a", 150), ("pʰ", 120), ("a", 150), ("sil", 200)))
    assert gap_at(track, 240) < 0.03
    assert gap_at(track, 325) > 0.2


def test_lips_round_before_the_rounded_vowel() -> None:
    pucker = COLUMN["mouthPucker"]
    rounded = face(said(("sil", 60), ("s", 120), ("u", 200), ("sil", 200))).weights[:, pucker]
    spread = face(said(("sil", 60), ("s", 120), ("i", 200), ("sil", 200))).weights[:, pucker]
    late_in_s = int(0.165 * ROWS_PER_SECOND)
    assert rounded[late_in_s] > 60
    assert spread[late_in_s] < 10


def test_a_glide_moves_the_mouth_before_the_vowel_opens_it() -> None:
    pucker = COLUMN["mouthPucker"]
    track = face(said(("sil", 60), ("k", 60), ("w", 70), ("a", 200), ("sil", 200)))
    row = int(0.155 * ROWS_PER_SECOND)
    assert track.weights[row, pucker] > 60
    assert gap_at(track, 155) < gap_at(track, 260)


def test_the_mouth_rests_in_a_long_pause() -> None:
    track = face(said(("sil", 60), ("a", 200), ("sil", 400), ("a", 200), ("sil", 200)))
    assert gap_at(track, 460) < 0.01


def test_loud_vowels_open_wider_and_lift_the_brows() -> None:
    speech = said(("sil", 60), ("a", 300), ("l", 60), ("a", 300), ("l", 60), ("a", 300), ("sil", 300))
    pcm = speech.pcm.copy()
    pcm[int(0.78 * RATE) :] //= 4
    pcm[: int(0.42 * RATE)] //= 4
    track = face(Speech("", pcm, RATE, speech.phones))
    assert gap_at(track, 570) > gap_at(track, 210) + 0.03
    brow = track.weights[:, COLUMN["browInnerUp"]]
    assert brow[int(0.57 * ROWS_PER_SECOND)] > 10
    assert brow.max() <= 0.22 * 255 + 1


@pytest.mark.parametrize("samples", [0, 1, 479, 480, 481])
def test_the_shortest_clauses(samples: int) -> None:
    track = face(Speech("", np.ones(samples, np.int16), RATE, (Phone("a", 0, samples),) if samples else ()))
    assert len(track.samples) == len(track.weights) == -(-samples // STEP)


def test_sound_without_phones_leaves_the_face_at_rest() -> None:
    track = face(Speech("", np.ones(4800, np.int16), RATE, ()))
    assert len(track.samples) == 10
    assert not track.weights.any()


def test_other_rates_have_their_own_clock() -> None:
    track = face(Speech("", np.ones(16_000, np.int16), 16_000, (Phone("a", 0, 16_000),)))
    assert np.array_equal(track.samples, np.arange(50) * 320)
