"""One heard copy of an utterance: a vocal tract, a room, noise, a microphone or a telephone, a level. Seeded.

The copy stands between silences as the recogniser's segments do: some lead-in, and the silence that ended it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from asr.sound import resample
from asr.transcript import RATE
from support.noise import babble, hall_noise, mix, pink, spoken_rms
from train.syllables.sound import phone_line, room

Pcm = NDArray[np.int16]
Sound = NDArray[np.float32]

#: Resampling by these factors changes the length of the vocal tract, pitch and speed together.
_SHORTEST_TRACT, _LONGEST_TRACT = 0.86, 1.16
_BED_S = 40.0
_LEAD_S = (0.02, 0.5)


@dataclass(frozen=True, slots=True)
class Condition:
    """Shares (0..1) of copies, and ranges. SNR in dB, levels in dB below full scale, distances in m.

    `tail_s`: seconds of silence behind the sound.
    """

    name: str
    tract: float = 0.0
    tilt: float = 0.0
    room: float = 0.0
    noise: float = 0.0
    snr_db: tuple[float, float] = (5.0, 30.0)
    kinds: tuple[str, ...] = ("pink", "white", "babble", "hall", "hall")
    clipped: float = 0.0
    phone: float = 0.0
    loss: tuple[float, float] = (0.0, 0.0)
    level_db: tuple[float, float] = (-20.0, -20.0)
    distance_m: tuple[float, float] = (0.4, 1.0)
    decay_s: tuple[float, float] = (0.3, 0.6)
    tail_s: tuple[float, float] = (0.1, 0.8)


TRAINING = Condition(
    "training",
    tract=0.7,
    tilt=0.5,
    room=0.45,
    noise=0.7,
    clipped=0.06,
    phone=0.22,
    loss=(0.0, 0.05),
    level_db=(-45.0, -12.0),
    distance_m=(0.3, 4.0),
    decay_s=(0.15, 0.9),
)
#: A lighter copy: what a quiet hall and a near microphone make of a voice.
NEAR = Condition("near", tract=0.5, tilt=0.3, room=0.2, noise=0.5, snr_db=(15.0, 35.0), level_db=(-35.0, -15.0))

#: A hall and its talk a few decibels under the voice.
NOISY_HALL = Condition(
    "noisy hall",
    tract=0.6,
    tilt=0.3,
    room=0.3,
    noise=1.0,
    snr_db=(3.0, 15.0),
    kinds=("hall", "hall", "babble", "pink"),
    level_db=(-40.0, -14.0),
    distance_m=(0.3, 2.0),
    decay_s=(0.15, 0.7),
)
#: A telephone, half of the time in a noisy place.
CALL = Condition("call", tract=0.6, noise=0.5, snr_db=(8.0, 30.0), phone=1.0, loss=(0.0, 0.06), level_db=(-38.0, -14.0))

#: The held-out voices are heard in each of these.
VALIDATION = (
    Condition("clean"),
    Condition("hall 15 dB", noise=1.0, snr_db=(15.0, 15.0), kinds=("hall",)),
    Condition("babble 10 dB", noise=1.0, snr_db=(10.0, 10.0), kinds=("babble",)),
    Condition("hall 5 dB", noise=1.0, snr_db=(5.0, 5.0), kinds=("hall",)),
    Condition("far room", room=1.0, distance_m=(3.0, 3.0), decay_s=(0.7, 0.7), level_db=(-38.0, -38.0)),
    Condition("G.711, 3 % lost", phone=1.0, loss=(0.03, 0.03)),
    Condition("-45 dBFS", noise=1.0, snr_db=(25.0, 25.0), kinds=("pink",), level_db=(-45.0, -45.0)),
    Condition("other tracts", tract=1.0),
)


class NoiseBeds:
    """Long noises made once, from which every copy takes a random stretch. `voices`: who talks in the background.

    `seconds`: how long each noise is before it repeats.
    """

    def __init__(self, voices: Sequence[Pcm], seed: int, seconds: float = _BED_S) -> None:
        rng = np.random.default_rng(seed)
        count = round(seconds * RATE)
        self._beds = {
            "pink": pink(count, rng),
            "white": rng.standard_normal(count).astype(np.float32) * np.float32(0.1),
            "babble": np.concatenate(
                [babble(seconds, seed + talkers, voices, talkers=talkers) for talkers in (2, 3, 6)]
            ),
            "hall": hall_noise(seconds, seed + 1, voices),
        }

    def stretch(self, kind: str, count: int, rng: np.random.Generator) -> Sound:
        bed = self._beds[kind]
        return np.take(bed, np.arange(count) + int(rng.integers(len(bed))), mode="wrap")


def heard(sound: Sound, condition: Condition, beds: NoiseBeds, rng: np.random.Generator) -> Pcm:
    """`sound` (16 kHz, -1..1) as the recogniser gets it under `condition`: int16 at 16 kHz."""

    def drawn(bounds: tuple[float, float]) -> float:
        return float(rng.uniform(*bounds))

    if rng.random() < condition.tract:
        tract = drawn((_SHORTEST_TRACT, _LONGEST_TRACT))
        sound = _sound(resample(_pcm(sound), round(RATE * tract), RATE))
    silences = [np.zeros(round(drawn(bounds) * RATE), np.float32) for bounds in (_LEAD_S, condition.tail_s)]
    sound = np.concatenate([silences[0], sound, silences[1]])
    if rng.random() < condition.tilt:
        sound = _tilted(sound, rng)
    if rng.random() < condition.room:
        place = room.response(rng, decay_s=drawn(condition.decay_s), distance_m=drawn(condition.distance_m))
        sound = room.through(sound, place)
    pcm = _levelled(sound, -20.0)
    if rng.random() < condition.noise:
        kind = condition.kinds[int(rng.integers(len(condition.kinds)))]
        pcm = mix(pcm, beds.stretch(kind, len(pcm), rng), drawn(condition.snr_db))
    if rng.random() < condition.clipped:
        pcm = np.clip(_levelled(_sound(pcm), drawn((-8.0, -2.0))), -32000, 32000).astype(np.int16)
    if rng.random() < condition.phone:
        pcm = phone_line.call(pcm, rng, loss=drawn(condition.loss))
    return _levelled(_sound(pcm), drawn(condition.level_db))


def _tilted(sound: Sound, rng: np.random.Generator) -> Sound:
    """A microphone's response: up to 4 dB an octave, around 1 kHz, and a low cut somewhere under 200 Hz."""
    spectrum = np.fft.rfft(sound)
    hz = np.maximum(np.arange(len(spectrum)) * (RATE / len(sound)), 1.0)
    gain = (hz / 1000) ** (rng.uniform(-4, 4) / 6.02) / (1 + (rng.uniform(20, 200) / hz) ** 4)
    return np.fft.irfft(spectrum * np.clip(gain, 0.05, 20), len(sound)).astype(np.float32)


def _levelled(sound: Sound, level_db: float) -> Pcm:
    """The spoken parts at `level_db` below full scale, as int16; what is louder than that is clipped."""
    level = spoken_rms(_pcm(sound / max(float(np.abs(sound).max(initial=0)), 1e-6)))
    peak = max(float(np.abs(sound).max(initial=0)), 1e-6)
    return _pcm(sound * np.float32(10 ** (level_db / 20) / max(level * peak, 1e-7)))


def _sound(pcm: Pcm) -> Sound:
    return np.asarray(pcm / 32768, np.float32)


def _pcm(sound: Sound) -> Pcm:
    return np.clip(np.rint(sound * 32767), -32768, 32767).astype(np.int16)
