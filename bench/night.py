"""A night alone: hall noise through the real ear and the real recogniser. How many words does nobody say to it?

    python -m bench.night [--hours 24] [--minutes 10] [--seed 1] [--cuts 0] [--no-whisper]

Two minutes at a time, each a scene of its own at a level of its own: an empty hall, a hall at work, a queue that talks
(babble of three or four), numbers called out, doors and coughs and telephones. Nobody speaks to the clerk, so each
text that passes the guards is a phantom that would have been acted upon; the aim is 0. Text recognised in a scene
with numbers called out is counted apart: somebody did say that, though not to her. `--cuts 3` also hands three
stretches of each scene to the recogniser past the ear, to try the guards behind it: they have a row of their own.

Figures of 24 hours: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from asr import RATE, Recogniser, RecogniserError, Segmenter, SpeechSegment, Transcript, VoiceActivity
from bench.echo import CITIZEN, CLERK, sentences
from bench.machine import describe
from kiosk.config import load_settings
from kiosk.hall import engines
from support.noise import announcements, babble, hall_noise, pink, reverberant

Pcm = NDArray[np.int16]
Wave = NDArray[np.float32]

_SCENE_S = 120
#: Scene -> (how often, level of the hall in dBFS, from and to).
SCENES: dict[str, tuple[float, float, float]] = {
    "empty": (0.25, -66.0, -56.0),
    "work": (0.25, -58.0, -45.0),
    "queue": (0.2, -55.0, -40.0),
    "announced": (0.15, -58.0, -48.0),
    "bangs": (0.15, -60.0, -48.0),
}


@dataclass(slots=True)
class Count:
    """What became of one scene's noise."""

    seconds: float = 0.0
    chunks: int = 0
    run: int = 0  # times the voice activity model was asked
    utterances: int = 0
    spoken_s: float = 0.0  # of the utterances
    refused: Counter[str] = field(default_factory=Counter)
    passed: list[Transcript] = field(default_factory=list)


class Sounds:
    """Two minutes each of what a night is mixed from: made once, then turned and mixed anew for each scene."""

    def __init__(self, seed: int, voices: list[Pcm]) -> None:
        self.empty = [hall_noise(_SCENE_S, seed + i) for i in range(3)]
        self.work = [hall_noise(_SCENE_S, seed + 10 + i, voices) for i in range(4)]
        self.queue = [
            reverberant(babble(_SCENE_S, seed + 20 + i, voices, talkers=3 + i % 2), seed=i, decay_s=0.6, direct=0.3)
            for i in range(4)
        ]
        self.called = [announcements(_SCENE_S, seed + 30 + i, voices, every_s=15.0) for i in range(3)]

    @staticmethod
    def any_of(kind: list[Wave], rng: np.random.Generator) -> Wave:
        """Two of a kind, each begun somewhere else."""
        first, second = (np.roll(kind[int(rng.integers(len(kind)))], int(rng.integers(RATE * _SCENE_S))) for _ in "12")
        return np.asarray((first + second * 0.5) / np.sqrt(1.25), np.float32)


def night(hours: float, seed: int, voices: list[Pcm]) -> Iterator[tuple[str, Pcm]]:
    """Scene by scene: its name and its sound. Equal seeds give equal nights."""
    rng = np.random.default_rng(seed)
    sounds = Sounds(seed * 1000, voices)
    names = list(SCENES)
    odds = np.array([SCENES[name][0] for name in names])
    for _ in range(max(1, round(hours * 3600 / _SCENE_S))):
        name = names[int(rng.choice(len(names), p=odds / odds.sum()))]
        level = rng.uniform(*SCENES[name][1:])
        sound = _scene(name, sounds, rng) * np.float32(_gain(level) / 0.1 * 32768.0)
        yield name, np.clip(np.rint(sound), -32768, 32767).astype(np.int16)


def _scene(name: str, sounds: Sounds, rng: np.random.Generator) -> Wave:
    """Two minutes, RMS of the hall 0.1; what happens in it is louder."""
    sound = sounds.any_of(sounds.empty if name == "empty" else sounds.work, rng)
    if name == "queue":
        sound = sound + sounds.any_of(sounds.queue, rng) * _gain(rng.uniform(0, 9))
    elif name == "announced":
        called = sounds.called[int(rng.integers(len(sounds.called)))]
        sound = sound + np.roll(called, int(rng.integers(len(called)))) * _gain(rng.uniform(3, 15))
    elif name == "bangs":
        sound = sound + _bangs(rng)
    return np.asarray(sound, np.float32)


def _bangs(rng: np.random.Generator) -> Wave:
    """Every few seconds a door, a cough, a chair that scrapes, or a telephone; 6 to 26 dB over the hall."""
    sound = np.zeros(_SCENE_S * RATE, np.float32)
    at = 0
    while (at := at + int(rng.uniform(1.0, 9.0) * RATE)) < len(sound) - 3 * RATE:
        event = (_door, _cough, _scrape, _telephone)[int(rng.integers(4))](rng)
        event = event / max(float(np.sqrt(np.mean(event**2))), 1e-9) * 0.1 * _gain(rng.uniform(6, 26))
        sound[at : at + len(event)] += event
    return sound


def _door(rng: np.random.Generator) -> Wave:
    knock = np.convolve(rng.standard_normal(RATE // 2), np.full(20, 0.05), "same")
    return (knock * np.exp(-np.arange(RATE // 2) / 1500)).astype(np.float32)


def _cough(rng: np.random.Generator) -> Wave:
    """Two or three bursts with the resonances of a throat."""
    burst = pink(int(0.22 * RATE), rng) * np.exp(-np.arange(int(0.22 * RATE)) / 1200)
    for hz in (600.0, 1300.0, 2600.0):
        ring = np.exp(-np.arange(400) / 60) * np.sin(2 * np.pi * hz * np.arange(400) / RATE)
        burst = burst + np.convolve(burst, ring, "same").astype(np.float32) * 0.15
    pause = np.zeros(int(rng.uniform(0.08, 0.2) * RATE), np.float32)
    return np.concatenate([part for _ in range(int(rng.integers(2, 4))) for part in (burst, pause)]).astype(np.float32)


def _scrape(rng: np.random.Generator) -> Wave:
    time_ = np.arange(int(rng.uniform(0.3, 1.2) * RATE)) / RATE
    pitch = np.cumsum(rng.uniform(250, 900) + 60 * np.sin(2 * np.pi * 7 * time_)) / RATE
    return (np.sign(np.sin(2 * np.pi * pitch)) * 0.3 + rng.standard_normal(len(time_)) * 0.2).astype(np.float32)


def _telephone(rng: np.random.Generator) -> Wave:
    time_ = np.arange(int(rng.uniform(1.0, 2.5) * RATE)) / RATE
    low, high = rng.uniform(400, 900), rng.uniform(900, 2000)
    warble = np.where(time_ % 0.1 < 0.05, np.sin(2 * np.pi * low * time_), np.sin(2 * np.pi * high * time_))
    return (warble * (time_ % 1.0 < 0.6)).astype(np.float32)


def _gain(db: float) -> np.float32:
    return np.float32(10 ** (db / 20))


async def listen(
    scenes: Iterator[tuple[str, Pcm]], model: VoiceActivity, recogniser: Recogniser | None, options: argparse.Namespace
) -> dict[str, Count]:
    """Until the scenes or the minutes are over."""
    ear, rng = Segmenter(model), np.random.default_rng(options.seed)
    counts: dict[str, Count] = {}
    end = time.perf_counter() + options.minutes * 60
    for name, sound in scenes:
        if time.perf_counter() > end:
            break
        count = counts.setdefault(name, Count())
        count.seconds += len(sound) / RATE
        for chunk in ear.chunks(sound):
            for event in ear.step(chunk, _probability(chunk, ear, model, count)):
                if isinstance(event, SpeechSegment):
                    await _recognise(event, name, count, recogniser)
        for _ in range(options.cuts):
            start, length = int(rng.integers(len(sound) - 5 * RATE)), int(rng.uniform(0.5, 4.0) * RATE)
            cut = SpeechSegment(start, start + length, sound[start : start + length])
            await _recognise(cut, f"{name}, cut", counts.setdefault(f"{name}, cut", Count()), recogniser)
    return counts


def _probability(chunk: Pcm, ear: Segmenter, model: VoiceActivity, count: Count) -> float:
    """As the ear asks the model: not while its gate sleeps."""
    wanted = ear.model_input(chunk)
    count.chunks += 1
    count.run += len(wanted)
    return ([0.0] + [model.probability(ear.voice_state, c) for c in wanted])[-1]


async def _recognise(utterance: SpeechSegment, name: str, count: Count, recogniser: Recogniser | None) -> None:
    count.utterances += 1
    count.spoken_s += utterance.seconds
    if recogniser is None:
        return
    try:
        found = await recogniser.transcribe(utterance.pcm)
    except RecogniserError:
        count.refused["no answer"] += 1  # a machine under load; the pool has started another worker by now
        return
    if found.refused:
        count.refused[found.refused] += 1
    else:
        count.passed.append(found)
        print(f"  {name}: {found.text!r}, {_why(found)}", flush=True)


def _why(found: Transcript) -> str:
    logprob = math.log(max(found.confidence, 1e-9))
    return f"{found.seconds:.1f} s, log-probability {logprob:.2f}, no_speech {found.no_speech:.2f}"


def show(counts: dict[str, Count]) -> None:
    print(f"\n{'scene':<16}{'hours':>7}{'model run':>11}{'heard':>7}{'an hour':>9}{'passed':>8}  refused")
    for name, count in sorted(counts.items()):
        hours = count.seconds / 3600
        run = f"{100 * count.run / count.chunks:.0f}%" if count.chunks else ""
        rate = f"{count.utterances / hours:.1f}" if hours else ""
        why = ", ".join(f"{reason} {number}" for reason, number in count.refused.most_common())
        print(f"{name:<16}{hours:>7.2f}{run:>11}{count.utterances:>7}{rate:>9}{len(count.passed):>8}  {why}")
    real = {name: count for name, count in counts.items() if "cut" not in name}
    phantoms = sum(len(count.passed) for name, count in real.items() if name != "announced")
    overheard = len(real["announced"].passed) if "announced" in real else 0
    print(f"\n{sum(count.seconds for count in real.values()) / 3600:.1f} hours of noise")
    print(f"phantom words acted upon: {phantoms}; called-out numbers overheard: {overheard}")


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop after so long, whatever the hours")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cuts", type=int, default=0, help="stretches of each scene that go past the ear")
    parser.add_argument("--no-whisper", action="store_true", help="count utterances only")
    options = parser.parse_args()
    settings = load_settings(None, os.environ)
    voices = await sentences(settings, "zf_xiaoxiao", "clerk", CLERK)
    voices += await sentences(settings, "zm_yunyang", "citizen", CITIZEN)
    recogniser = None if options.no_whisper else engines.load_recogniser(settings)
    print(describe(), flush=True)
    begun = time.perf_counter()
    counts = await listen(
        night(options.hours, options.seed, voices), engines.load_voice_activity(settings), recogniser, options
    )
    show(counts)
    print(f"{(time.perf_counter() - begun) / 60:.1f} minutes")
    if recogniser is not None:
        await recogniser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
