"""Rooms, telephones, splices and conditions do to a sound what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from asr.syllables.inventory import class_of
from asr.transcript import RATE
from support.noise import spoken_rms
from train.syllables.clips import SpokenClip
from train.syllables.sound import phone_line, room
from train.syllables.sound.conditions import CALL, NOISY_HALL, TRAINING, VALIDATION, Condition, NoiseBeds, heard
from train.syllables.sound.splices import answers_apart, broken_off, dialled, spliced, whole

RNG = np.random.default_rng


def tone(hertz: float, seconds: float = 1.0, level: float = 0.3) -> NDArray[np.float32]:
    return (level * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def pcm(sound: NDArray[np.float32]) -> NDArray[np.int16]:
    return np.rint(sound * 32767).astype(np.int16)


def power_db(sound: NDArray[np.int16], hertz: float) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    return float(20 * np.log10(spectrum[round(hertz * len(sound) / RATE)] + 1e-9))


@pytest.mark.parametrize("law", [phone_line.mu_law, phone_line.a_law])
def test_g711_keeps_sign_and_size_within_a_twentieth(law: object) -> None:
    values = np.unique(np.rint(np.geomspace(300, 32000, 400)).astype(np.int16))
    found = law(values).astype(int)  # type: ignore[operator]
    assert np.abs(found / values - 1).max() < 1 / 20
    assert (law(-values) == -found).all()  # type: ignore[operator]
    assert len(np.unique(law(np.arange(-32768, 32768, dtype=np.int64).astype(np.int16)))) <= 256  # type: ignore[operator]


def test_a_telephone_passes_its_band_alone() -> None:
    sound = pcm(tone(150) + tone(1000) + tone(5000))
    out = phone_line.call(sound, RNG(1), loss=0.0)
    assert len(out) == len(sound)
    assert abs(power_db(out, 1000) - power_db(sound, 1000)) < 1
    assert power_db(out, 150) < power_db(sound, 150) - 15
    assert power_db(out, 5000) < power_db(sound, 5000) - 40


def test_lost_packets_take_sound_away() -> None:
    sound = pcm(tone(1000, 8.0))
    packets = np.abs(phone_line.call(sound, RNG(2), loss=0.1).reshape(-1, RATE // 50)).max(axis=1)
    assert 0.03 < np.mean(packets < 6000) < 0.3


def test_a_room_decays_by_60_db_in_its_time_and_begins_with_the_direct_sound() -> None:
    response = room.response(RNG(3), decay_s=0.6, distance_m=2.0)
    assert response[0] == pytest.approx(1.0, abs=0.2)
    tail = [float(np.mean(np.square(response[int(at * RATE) : int((at + 0.1) * RATE)]))) for at in (0.1, 0.4)]
    fall = 10 * np.log10(tail[0] / tail[1])
    assert fall == pytest.approx(30, abs=4), f"expected 30 dB in 0.3 s; got {fall:.1f}"


def test_farther_away_more_echo_beside_the_direct_sound() -> None:
    echo = [np.sum(np.square(room.response(RNG(4), decay_s=0.5, distance_m=metres)[50:])) for metres in (0.5, 4.0)]
    assert echo[1] > 5 * echo[0]


def test_each_condition_sets_its_level_and_is_the_same_for_the_same_seed() -> None:
    beds = NoiseBeds([pcm(tone(220))], 5)
    speech = tone(300) * (np.arange(RATE) % 4000 > 1500)
    for condition in (*VALIDATION, TRAINING, NOISY_HALL, CALL):
        found = [heard(speech, condition, beds, RNG(6)) for _ in range(2)]
        assert (found[0] == found[1]).all(), condition.name
        assert found[0].dtype == np.int16
        low, high = condition.level_db
        level = 20 * np.log10(spoken_rms(found[0]))
        assert low - 3 < level < high + 3, f"{condition.name}: {level:.1f} dB"
        assert len(found[0]) > len(speech) * 0.8


def test_noise_stands_at_its_distance_and_clipping_cuts() -> None:
    beds = NoiseBeds([pcm(tone(220))], 5)
    noisy = Condition("x", noise=1.0, snr_db=(10.0, 10.0), kinds=("white",))
    found = heard(tone(1000), noisy, beds, RNG(7))
    rest = np.concatenate([found[:200], found[-1000:]]).astype(float) / 32768
    assert 20 * np.log10(np.sqrt(np.mean(rest**2))) == pytest.approx(-30, abs=2.5)
    peaky = RNG(9).standard_normal(RATE).astype(np.float32) * np.float32(0.05)
    clipped = np.abs(heard(peaky, replace(noisy, noise=0.0, clipped=1.0), beds, RNG(8)).astype(float))
    assert np.mean(clipped > 0.99 * clipped.max()) > 0.005, "expected the peaks of noise at one level"


def clip(syllables: int, kind: str = "digits") -> SpokenClip:
    """Each syllable is 0.1 s of its own constant level, after 0.1 s of silence."""
    levels = np.repeat(np.arange(1, syllables + 1) * 1000, RATE // 10)
    return SpokenClip(
        "",
        kind,
        "toy",
        np.arange(1, syllables + 1, dtype=np.int16),
        np.arange(syllables, dtype=np.int16) // 2,
        np.arange(1, syllables + 2, dtype=np.int32) * (RATE // 10),
        np.concatenate([np.zeros(RATE // 10), levels]).astype(np.int16),
    )


def levels_of(sound: NDArray[np.float32]) -> list[int]:
    """Of every stretch of a constant level, that level in thousands."""
    steps = np.rint(sound[np.abs(np.diff(sound, append=0)) < 1e-6] * 32.768).astype(int)
    runs = np.flatnonzero(np.diff(steps, prepend=-1))
    return [
        int(steps[at]) for at, end in zip(runs, [*runs[1:], len(steps)], strict=True) if end - at > 800 and steps[at]
    ]


def test_what_is_spliced_sounds_as_its_classes_say() -> None:
    for seed in range(10):
        sound, classes = spliced([clip(6), clip(6)], RNG(seed))
        assert levels_of(sound) == [
            int(one) for one, after in zip(classes, [*classes[1:], 0], strict=True) if one != after
        ]


def test_answers_come_apart_at_their_phrases() -> None:
    found = {tuple(int(one) for one in answers_apart(clip(6, "answers"), RNG(seed))[1]) for seed in range(20)}
    assert found <= {(1, 2), (3, 4), (5, 6), (1, 2, 3, 4), (3, 4, 5, 6)}
    assert {(1, 2), (3, 4), (5, 6)} <= found
    sound, classes = answers_apart(clip(6, "answers"), RNG(3))
    assert levels_of(sound) == list(classes)


def number(*names: str) -> SpokenClip:
    """A clip of these syllables; of each its class is its level."""
    said = replace(clip(len(names)), classes=np.array([class_of(name) for name in names], np.int16))
    levels = np.concatenate([np.zeros(1), said.classes * 50])
    return replace(said, pcm=np.repeat(levels, RATE // 10).astype(np.int16))


def test_digits_are_dialled_from_numbers_alone_and_equal_neighbours_are_frequent() -> None:
    others = [
        number("wo", "shi", "yao", "san", "ba", "ling", "wu", "wu", "dui"),
        number("qi", "er", "jiu", "liu", "si"),
    ]
    others = [*others, number("yi", "ba", "san", "hao"), replace(clip(6), kind="request")]
    digits = {class_of(name) for name in ("yao", "san", "ba", "ling", "wu", "qi", "er", "jiu", "liu", "si", "yi")}
    equal = pairs = 0
    for seed in range(40):
        sound, classes = dialled(others, RNG(seed))
        assert set(classes.tolist()) <= digits
        assert 4 <= len(classes) <= 14
        assert len(sound) > 0.09 * RATE * len(classes)
        equal += int(np.sum(classes[1:] == classes[:-1]))
        pairs += len(classes) - 1
    assert 0.1 < equal / pairs < 0.4, f"expected equal neighbours oftener than by chance; {equal} of {pairs}"


def test_for_want_of_digits_anything_is_spliced() -> None:
    clips = [clip(6, "request")] * 2
    assert (dialled(clips, RNG(1))[1] == spliced(clips, RNG(1))[1]).all()


def test_what_breaks_off_has_the_whole_syllables_alone() -> None:
    for seed in range(20):
        sound, classes = broken_off(clip(6), RNG(seed))
        assert 1 <= len(classes) <= 5
        assert list(classes) == list(range(1, len(classes) + 1))
        assert len(classes) * 1600 <= len(sound) - 1600 <= (len(classes) + 0.35) * 1600
    short = clip(1)
    assert (broken_off(short, RNG(1))[0] == whole(short)[0]).all()
