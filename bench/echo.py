"""Does the clerk interrupt herself, and is a citizen who interrupts her heard? `asr.EchoSuppressor` in synthetic rooms.

    python -m bench.echo [--rooms 12]

The clerk's sentences (Kokoro) go through a cheap loudspeaker (soft clipping), a room (RT60 0.5 s, random) and a
canceller that leaks (its gain wanders by 6 dB), late by a delay that drifts; a citizen talks over her. The real ear
listens, with and without the guard. Needs `data/bench/echo/{clerk,citizen}_*.npy`, rendered at the first run.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from asr import RATE, Segmenter, SegmentStarted, VoiceActivity, resample
from asr.segmentation.echo_suppressor import EchoSuppressor
from asr.segmentation.vad import CHUNK, VadState
from bench.machine import describe
from kiosk.config import Settings, load_settings
from kiosk.hall import engines
from support.noise import pink, reverberant

Pcm = NDArray[np.int16]

CLERK = (
    "您好，我是小惠，请问您想办理什么业务？", "补办社保卡需要身份证原件，和一张一寸白底照片。",
    "请您把身份证放在读卡区，也可以说出您的身份证号码。", "居住证一般十五个工作日办好，您可以选择邮寄到家。",
    "好的，我给您核对一下，您的手机号是一三八零零一三八零零零，对吗？",
    "这项业务不收费，周一到周五上午九点到下午五点都可以办理。",
)  # fmt: skip
CITIZEN = (
    "等一下，我不是要办这个。", "我的社保卡丢了，想补办一张。", "不用了，我要转人工。", "周末上班吗？",
    "多少钱？", "不对，是八零零零。", "你好，居住证怎么办？", "停，先别说了。",
)  # fmt: skip
#: A citizen counts as interrupting in time if heard so long after their first sound.
_IN_TIME_MS = (300, 400, 600)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the microphone got, what the loudspeaker was given, and when the citizen began (None: never)."""

    heard: Pcm
    played: Pcm
    onset: int | None
    voiced: tuple[float, ...] = ()


async def sentences(settings: Settings, voice_name: str, who: str, lines: tuple[str, ...]) -> list[Pcm]:
    """Each line as int16 at 16 kHz, synthesised once and kept."""
    folder = settings.data_dir / "bench" / "echo"
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{who}_{i}.npy" for i in range(len(lines))]
    if not all(path.exists() for path in paths):
        voice = engines.load_voice(settings, voice_name)
        for path, line in zip(paths, lines, strict=True):
            speech = await voice.speak(line)
            np.save(path, resample(speech.pcm, speech.rate, RATE))
        await voice.close()
    return [np.load(path) for path in paths]


def scene(
    clerk: list[Pcm], citizen: Pcm | None, *, seed: int, echo_db: float, delay_ms: int, over_db: float, noise_db: float
) -> Scene:
    """Half a second of silence, then three of her sentences; the citizen in the second or third."""
    rng = np.random.default_rng(seed)
    lines = [clerk[int(i)] for i in rng.permutation(len(clerk))[:3]]
    gap = np.zeros(RATE // 4, np.int16)
    played = np.concatenate([np.zeros(RATE // 2, np.int16), *(part for line in lines for part in (line, gap))])
    played = np.concatenate([played, np.zeros(RATE, np.int16)])
    loud = np.tanh(played.astype(np.float64) / 32768.0 * 6.0) / 6.0
    wet = reverberant(loud, seed=seed + 1, decay_s=0.5, direct=0.3).astype(np.float64)
    echo = _late(wet, delay_ms, rng) * _wandering(len(wet), rng)
    echo *= 10 ** (echo_db / 20) / _loudness(echo)
    total = echo + pink(len(echo), rng) / 0.1 * 10 ** (noise_db / 20)
    onset = None
    if citizen is not None:
        first = len(lines[0]) + RATE * 3 // 4
        onset = int(rng.integers(first, first + len(lines[1])))
        near = reverberant(citizen.astype(np.float64) / 32768.0, seed=seed + 2, decay_s=0.4, direct=0.8)
        near = near / _loudness(near) * 10 ** ((echo_db + over_db) / 20)
        near = near[: len(total) - onset]
        total[onset : onset + len(near)] += near
        onset += int(np.argmax(np.abs(near) > 0.1 * np.abs(near).max()))
    heard = np.clip(np.rint(total * 32768.0), -32768, 32767).astype(np.int16)
    return Scene(heard, played, onset)


def _late(sound: NDArray[np.float64], delay_ms: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Delayed, and wandering by 20 ms to and fro."""
    time = np.arange(len(sound), dtype=np.float64)
    wander = 0.010 * RATE * (1 + np.sin(2 * np.pi * (time / RATE / 7.0 + rng.uniform())))
    return np.interp(time - delay_ms * RATE / 1000 - wander, time, sound, left=0.0)


def _wandering(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """The gain of a canceller that adapts: 6 dB (standard deviation), new about three times a second."""
    points = rng.standard_normal(count * 3 // RATE + 2) * 6.0
    return np.asarray(10 ** (np.interp(np.arange(count) * 3 / RATE, np.arange(len(points)), points) / 20))


def _loudness(sound: NDArray[np.floating]) -> float:
    """RMS of what is not pause."""
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320).astype(np.float64)
    power = np.mean(frames**2, axis=1)
    return float(np.sqrt(power[power > 0.001 * power.max()].mean()))


class _Judge:
    """The voice activity model with the guard's veto: what the ear asks."""

    def __init__(self, shot: Scene, guard: EchoSuppressor | None) -> None:
        self.shot, self.guard, self.now, self.told = shot, guard, 0, 0

    def probability(self, state: VadState, chunk: Pcm) -> float:
        veto = 0.0
        if self.guard is not None:
            while self.told < self.now + CHUNK:  # the page reports in steps of 100 ms
                part = self.shot.played[self.told : self.told + RATE // 10]
                if part.any():
                    self.guard.play(self.told, part)
                self.told += RATE // 10
            veto = self.guard.echo_probability(self.now, chunk)
        voiced = self.shot.voiced[self.now // CHUNK]
        self.now += CHUNK
        return voiced if veto < 0.5 else 0.0


def starts(shot: Scene, guard: EchoSuppressor | None) -> list[tuple[int, int]]:
    """(sample at which speech was noticed, sample at which it had begun) of all utterances."""
    ear = Segmenter(_Judge(shot, guard))
    found = []
    for at in range(0, len(shot.heard) - CHUNK, CHUNK):
        found += [
            (at + CHUNK, e.sample) for e in ear.feed(shot.heard[at : at + CHUNK]) if isinstance(e, SegmentStarted)
        ]
    return found


def with_voice(shot: Scene, model: VoiceActivity) -> Scene:
    """With the model's probabilities, which do not depend on the guard."""
    state = VadState()
    chunks = [shot.heard[a : a + CHUNK] for a in range(0, len(shot.heard) - CHUNK + 1, CHUNK)]
    return Scene(shot.heard, shot.played, shot.onset, tuple(model.probability(state, c) for c in chunks))


def tally(scenes: list[Scene], guarded: bool) -> list[float]:
    """Share of scenes with a start while only the clerk spoke, and of citizens heard within each of `_IN_TIME_MS`."""
    false, delays = 0, []
    for shot in scenes:
        found = starts(shot, EchoSuppressor() if guarded else None)
        onset = shot.onset if shot.onset is not None else len(shot.heard)
        false += any(noticed <= onset for noticed, _ in found)
        if shot.onset is not None:
            after = [noticed - onset for noticed, _ in found if noticed > onset]
            delays.append(after[0] * 1000 / RATE if after else np.inf)
    heard = [float(np.mean(np.array(delays) <= limit)) if delays else np.nan for limit in _IN_TIME_MS]
    return [false / len(scenes), *heard]


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rooms", type=int, default=12)
    options = parser.parse_args()
    settings = load_settings(None, os.environ)
    clerk = await sentences(settings, "zf_xiaoxiao", "clerk", CLERK)
    citizen = await sentences(settings, "zm_yunyang", "citizen", CITIZEN)
    model = engines.load_voice_activity(settings)
    print(describe())
    print(f"{'':<26}{'':<9}{'false':>7}" + "".join(f"{f'<{ms} ms':>9}" for ms in _IN_TIME_MS))
    for name, echo_db, over_db in (
        ("echo -25 dBFS", -25, None), ("echo -35", -35, None), ("echo -45", -45, None),
        ("citizen +0 dB", -35, 0), ("citizen +6", -35, 6), ("citizen +12", -35, 12),
        ("citizen, no echo", -80, 50),
    ):  # fmt: skip
        scenes = [
            with_voice(
                scene(
                    clerk, None if over_db is None else citizen[i % len(citizen)], seed=100 * i, echo_db=echo_db,
                    delay_ms=(40, 180, 320, 500)[i % 4], over_db=over_db or 0.0, noise_db=-62.0,
                ),
                model,
            )
            for i in range(options.rooms)
        ]  # fmt: skip
        for guarded in (False, True):
            shares = tally(scenes, guarded)
            row = "".join(f"{100 * share:>8.0f}%" for share in shares[1:])
            print(f"{name:<26}{'guarded' if guarded else 'bare':<9}{100 * shares[0]:>6.0f}%{row}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
