"""The sound of a service hall, made from a seed: equal seeds give equal samples, on every machine.

A hall at work is pink noise (air, feet, paper) under mains hum, distant talk smeared by a big room, and now and then
footsteps, a stamp, a dropped key. Voices are handed in (any speech, int16 at 16 kHz); without them a modulated noise
in the band of speech stands for the talk.

All levels are relative: `mix` sets the signal-to-noise ratio.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

RATE = 16_000

Noise = NDArray[np.float32]
Pcm = NDArray[np.int16]

#: Decibels of each part of `hall_noise`, relative to the pink bed.
_HUM_DB, _TALK_DB, _STEPS_DB, _CLICKS_DB = -12.0, -1.0, -4.0, -8.0
#: Samples quieter than this share of the loudest 20 ms are pauses: they do not count for the level of speech.
_PAUSE = 0.03


def hall_noise(seconds: float, seed: int, voices: Sequence[Pcm] = ()) -> Noise:
    """`seconds` of a busy hall, float32 mono at 16 kHz with an RMS of 0.1: pink noise, hum, distant talk, footsteps."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    talk = reverberant(babble(seconds, seed + 1, voices, talkers=6), seed=seed + 2, decay_s=0.9, direct=0.15)
    parts = (
        (0.0, pink(count, rng)),
        (_HUM_DB, _hum(count, rng)),
        (_TALK_DB, talk),
        (_STEPS_DB, reverberant(_steps(count, rng), seed=seed + 3, decay_s=0.5, direct=0.6)),
        (_CLICKS_DB, _clicks(count, rng)),
    )
    return _levelled(np.sum([_levelled(part) * 10 ** (db / 20) for db, part in parts], axis=0))


def babble(seconds: float, seed: int, voices: Sequence[Pcm] = (), *, talkers: int = 4) -> Noise:
    """`talkers` people talking over each other, RMS 0.1. Each strings `voices` together in an order of their own."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    usable = [voice.astype(np.float32) / 32768.0 for voice in voices if len(voice) and voice.any()]
    total = np.zeros(count, np.float32)
    for _ in range(talkers):
        talk = _talk(usable, count, rng) if usable else _murmur(count, rng)
        total += _levelled(talk) * float(rng.uniform(0.5, 1.0))
    return _levelled(total)


def announcements(seconds: float, seed: int, voices: Sequence[Pcm], *, every_s: float = 8.0) -> Noise:
    """A loudspeaker calling numbers: one of `voices` about every `every_s`, narrow-band and reverberant. RMS 0.1."""
    rng = np.random.default_rng(seed)
    count = round(seconds * RATE)
    sound = np.zeros(count, np.float32)
    at = int(rng.uniform(0, 0.3) * every_s * RATE)
    while at < count and voices:
        voice = voices[int(rng.integers(len(voices)))].astype(np.float32)[: count - at]
        sound[at : at + len(voice)] += _levelled(voice)
        at += len(voice) + int(rng.uniform(0.7, 1.3) * every_s * RATE)
    narrow = _shaped(sound, lambda hz: ((hz > 300) & (hz < 5000)).astype(float))
    return _levelled(reverberant(narrow, seed=seed + 1, decay_s=0.7, direct=0.5))


def mix(speech: Pcm, noise: Noise, snr_db: float) -> Pcm:
    """`speech` (int16) with `noise` laid over it, `snr_db` below the level of its spoken parts. As long as `speech`.

    Shorter noise is repeated. Where the sum would clip, all of it is made softer.
    """
    if not len(speech) or not len(noise):
        return speech.copy()
    clean = speech.astype(np.float32) / 32768.0
    bed = np.resize(noise, len(speech)).astype(np.float32)
    gain = spoken_rms(speech) / max(float(np.sqrt(np.mean(bed**2))), 1e-9) * 10 ** (-snr_db / 20)
    total = clean + bed * np.float32(gain)
    total *= min(1.0, 0.98 / max(float(np.abs(total).max()), 1e-9))
    return np.rint(total * 32767.0).astype(np.int16)


def spoken_rms(speech: Pcm) -> float:
    """The RMS (0..1) of the parts of `speech` that are not pauses, so that a pause does not raise the noise's share."""
    if not len(speech):
        return 0.0
    step = RATE // 50
    frames = np.resize(speech, -(-len(speech) // step) * step).reshape(-1, step).astype(np.float64) / 32768.0
    power = np.mean(frames**2, axis=1)
    loud = power[power >= _PAUSE**2 * power.max()]
    return float(np.sqrt(loud.mean()))


def pink(count: int, rng: np.random.Generator) -> Noise:
    """Noise whose power falls by 3 dB an octave above 20 Hz. RMS 0.1."""
    return _levelled(_shaped(rng.standard_normal(count), lambda hz: 1.0 / np.sqrt(np.maximum(hz, 20.0))))


def reverberant(sound: NDArray[np.floating], *, seed: int, decay_s: float, direct: float) -> Noise:
    """`sound` in a room whose echoes fall by 60 dB in `decay_s`; `direct` (0..1) is the share that comes straight."""
    rng = np.random.default_rng(seed)
    length = round(decay_s * RATE)
    tail = rng.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    room = (1 - direct) * tail / np.sqrt(np.sum(tail**2))
    room[0] += direct
    size = 1 << (len(sound) + length - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(room, size), size)[: len(sound)]
    return wet.astype(np.float32)


def _talk(voices: Sequence[Noise], count: int, rng: np.random.Generator) -> Noise:
    """One talker: voices one after the other with short gaps, begun in the middle."""
    pieces: list[Noise] = []
    skip, length = int(rng.uniform(0, 3) * RATE), 0
    while length < count + skip:
        pieces += [voices[int(rng.integers(len(voices)))], np.zeros(int(rng.uniform(0.1, 0.6) * RATE), np.float32)]
        length += len(pieces[-2]) + len(pieces[-1])
    return np.asarray(np.concatenate(pieces)[skip : skip + count], np.float32)


def _murmur(count: int, rng: np.random.Generator) -> Noise:
    """Noise in the band of speech, louder and softer four times a second as syllables are."""
    carrier = _shaped(rng.standard_normal(count), lambda hz: np.exp(-(((np.log2(np.maximum(hz, 1)) - 9.0) / 1.3) ** 2)))
    rhythm = _shaped(rng.standard_normal(count), lambda hz: np.exp(-(((hz - 4.0) / 3.0) ** 2)))
    return np.asarray(carrier * np.maximum(0.0, 0.6 + rhythm / max(float(np.std(rhythm)), 1e-9)), np.float32)


def _hum(count: int, rng: np.random.Generator) -> Noise:
    """50 Hz and its harmonics, as lamps and fans have them."""
    time = np.arange(count) / RATE
    parts = [np.sin(2 * np.pi * (50 * k * time + rng.uniform())) / k for k in range(1, 9)]
    return np.asarray(np.sum(parts, axis=0), np.float32)


def _steps(count: int, rng: np.random.Generator) -> Noise:
    """Walkers: dull knocks, about two a second for a few seconds, then nobody."""
    sound = np.zeros(count, np.float32)
    at = int(rng.uniform(0, 1.5) * RATE)
    while at < count:
        weight, pace = rng.uniform(0.3, 1.0), rng.uniform(0.45, 0.65)
        for _ in range(int(rng.integers(4, 12))):
            knock = rng.standard_normal(2400) * np.exp(-np.arange(2400) / 260)
            _add(sound, at, np.convolve(knock, np.full(12, 1 / 12), "same") * weight * rng.uniform(0.7, 1.0))
            at += int(pace * rng.uniform(0.93, 1.07) * RATE)
        at += int(rng.uniform(0.5, 4.0) * RATE)
    return sound


def _clicks(count: int, rng: np.random.Generator) -> Noise:
    """Stamps, staplers and keys: short and bright, every second or two."""
    sound = np.zeros(count, np.float32)
    at = int(rng.exponential(1.5) * RATE)
    while at < count:
        length = int(rng.uniform(0.003, 0.03) * RATE)
        _add(sound, at, rng.standard_normal(5 * length) * np.exp(-np.arange(5 * length) / length))
        at += max(1, int(rng.exponential(1.5) * RATE))
    return sound


def _add(sound: Noise, at: int, piece: NDArray[np.floating]) -> None:
    room = len(sound) - at
    if room > 0:
        sound[at : at + len(piece)] += piece[:room].astype(np.float32)


def _shaped(sound: NDArray[np.floating], gain: Callable[[NDArray[np.floating]], NDArray[np.floating]]) -> Noise:
    """`sound` with its spectrum weighted by `gain(hz)`."""
    spectrum = np.fft.rfft(sound)
    hz = np.arange(len(spectrum)) * (RATE / max(len(sound), 1))
    return np.fft.irfft(spectrum * gain(hz), len(sound)).astype(np.float32)


def _levelled(sound: NDArray[np.floating]) -> Noise:
    """`sound` at an RMS of 0.1; silence stays silence."""
    rms = float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))) if len(sound) else 0.0
    return (sound * (0.1 / rms if rms > 0 else 0.0)).astype(np.float32)
