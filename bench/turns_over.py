"""While the clerk speaks: what stops her, what does not, and how soon. The second half of `bench.turns`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from asr import RATE, EndSilenceSettings, MicState, Segmenter, SegmenterHub, VoiceActivity, resample
from bench.clips import audible, voice_file
from bench.turn_cases import HERS, TurnCases
from dialogue.acts import Begin, Expect, Said
from kiosk import turn
from kiosk.config import Settings
from kiosk.session.open_question import Aim
from kiosk.session.recognition import Recognised
from kiosk.session.turns import TurnManager
from kiosk.telemetry.fault import Fault
from support.measures.figures import p50, p95
from support.models_in_virtual_time import CachedRecogniser, Inline
from support.noise import hall_noise, reverberant
from support.profiles import TURN_PROFILE
from support.virtual_time import VirtualTimeLoop
from tts import CachedVoice, KokoroVoice

Pcm = NDArray[np.int16]
FRAME = 320
#: The citizen begins so long after she has (s), and she is heard in the microphone so much softer than they are (dB).
_AT_S, _ECHO_DB = 2.0, -18.0
VOICES = ("zm_yunyang", "zf_xiaoyi")


@dataclass(slots=True)
class Over:
    """One group. `stops`: from the citizen's first sound to her silence, ms."""

    cases: int = 0
    stopped: int = 0
    answered: int = 0
    stops: list[float] = field(default_factory=list)


class Clerk:
    """The host of the real turn-taking stage: she speaks until she is stopped."""

    def __init__(self, text: str, assent: bool, now: Callable[[], float]) -> None:
        self.text, self.now = text, now
        self.stopped_at: float | None = None
        self.answers: list[str] = []
        self.expect = Expect("yesno" if assent else "service")

    def do(self, action: turn.TurnAction) -> None:
        match action:
            case turn.StopSpeaking():
                self.stopped_at = self.stopped_at or self.now()
            case turn.Decide(Said(text)):
                self.answers.append(text)

    def state_is(self, state: turn.State) -> None: ...
    def turn_moved(self) -> None: ...
    def caption(self, text: str, stable: int) -> None: ...
    def understood(self, heard: Recognised) -> None: ...
    def refused(self, why: str) -> None: ...
    def microphone(self, state: MicState) -> None: ...
    def aim(self, began: float) -> Aim:
        return Aim()  # every word answers what is asked

    def prompt_text(self) -> str:
        return "" if self.stopped_at is not None else self.text

    def fault(self, fault: Fault) -> None:
        print(fault)


async def converse(
    heard: Pcm, hers: Pcm, text: str, assent: bool, vad: VoiceActivity, recogniser: CachedRecogniser, inline: Inline
) -> Clerk:
    """She begins at 0.5 s; the microphone hears `heard`."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    clerk = Clerk(text, assent, lambda: loop.time() - began)
    segmenter_hub = SegmenterHub(vad, inline)
    turns = TurnManager(clerk, TURN_PROFILE, Segmenter(vad), segmenter_hub, recogniser, EndSilenceSettings())
    running = asyncio.create_task(turns.run())
    turns.happened(turn.ConversationStarted(Begin()))
    turns.expect(clerk.expect, unhurried=False)
    turns.speaking(turn.PromptKind.QUESTION)
    turns.happened(turn.PlaybackStarted())
    turns.happened(turn.Decided())
    over_at = RATE // 2 + len(hers)
    told = spoken = False
    for first in range(0, len(heard) - FRAME + 1, FRAME):
        await asyncio.sleep(FRAME / RATE)
        turns.speech_input.hear(first, heard[first : first + FRAME], 0)
        if not told:
            told = True
            for at in range(0, len(hers), RATE // 10):
                turns.speech_input.playback(began + 0.5 + at / RATE, hers[at : at + RATE // 10])
        if clerk.stopped_at is not None and not spoken:
            spoken = True
            turns.speech_input.playback_stopped(loop.time())
        elif first >= over_at and not spoken:
            spoken = True
            turns.happened(turn.PlaybackFinished())
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await segmenter_hub.close()
    return clerk


def scene(hers: Pcm, citizen: Pcm | None, noise: NDArray[np.float32], *, seed: int, far: bool = False) -> Pcm:
    """What the microphone hears: the hall, her echo behind a canceller, and whoever else."""
    count = RATE // 2 + len(hers) + 2 * RATE
    near = np.zeros(count, np.float32)
    if citizen is not None:
        voice = reverberant(citizen.astype(np.float32) / 32768.0, seed=seed, decay_s=0.3, direct=0.4 if far else 0.9)
        level = 0.1 * (10 ** (-15 / 20) if far else 1.0) / max(1e-6, float(np.sqrt(np.mean(voice**2))))
        at = int((0.5 + _AT_S) * RATE)
        near[at : at + len(voice)] += (voice * level)[: count - at]
    echo = reverberant(hers.astype(np.float32) / 32768.0, seed=seed + 1, decay_s=0.5, direct=0.3)
    echo = echo * (0.1 * 10 ** (_ECHO_DB / 20) / max(1e-6, float(np.sqrt(np.mean(echo**2)))))
    at = RATE // 2 + int(0.12 * RATE)
    near[at : at + len(echo)] += echo[: count - at]
    hall = noise[seed * 997 % (len(noise) - count) :][:count]
    near += hall / max(1e-6, float(np.sqrt(np.mean(hall**2)))) * 0.1 * 10 ** (-22 / 20)
    sound: Pcm = np.clip(np.rint(near * 32768.0), -32768, 32767).astype(np.int16)
    return sound


def cough(seed: int) -> Pcm:
    """One to three bursts of breath with a throat behind them; doors and trolleys bang much like it."""
    rng = np.random.default_rng(seed)
    parts = []
    for _ in range(int(rng.integers(1, 4))):
        count = int(rng.uniform(0.12, 0.3) * RATE)
        time = np.arange(count) / RATE
        breath = rng.standard_normal(count) * np.exp(-time * rng.uniform(8, 20))
        throat = np.sin(2 * np.pi * rng.uniform(120, 300) * time) * np.exp(-time * 15)
        parts += [breath + 0.8 * throat, np.zeros(int(rng.uniform(0.05, 0.2) * RATE))]
    sound = np.concatenate(parts)
    return np.asarray(sound / np.abs(sound).max() * 20_000, np.int16)


async def speak(settings: Settings, cases: TurnCases) -> tuple[dict[str, list[Pcm]], list[Pcm]]:
    """What citizens say over her, by group, where the voice is here; and what she says."""
    folder, cache = settings.models_dir / "kokoro", settings.data_dir / "bench/citizen"
    sounds: dict[str, list[Pcm]] = {group: [] for group in cases.over}
    for name in dict.fromkeys(name for lines in cases.over.values() for name, _ in lines):
        if (file := voice_file(settings.models_dir, name)) is None:
            continue
        voice = CachedVoice(KokoroVoice(folder / "model.onnx", file, threads=2), cache)
        for group, lines in cases.over.items():
            for text in (text for speaker, text in lines if speaker == name):
                speech = await voice.speak(text, keep=True)
                pcm = resample(speech.pcm, speech.rate, RATE)
                first, last = audible(pcm)
                sounds[group].append(pcm[first:last])
        await voice.close()
    clerk = CachedVoice(KokoroVoice(folder / "model.onnx", folder / "zf_xiaoxiao.bin", threads=2), cache)
    hers = [await clerk.speak(text, keep=True) for text, _ in HERS]
    await clerk.close()
    return sounds, [resample(s.pcm, s.rate, RATE) for s in hers]


def take_over(
    settings: Settings,
    vad: VoiceActivity,
    recogniser: CachedRecogniser,
    cases: TurnCases,
    words: Sequence[str] = ("",),
) -> dict[str, Over]:
    """`words`: only groups whose name holds one of them."""
    sounds, hers = asyncio.run(speak(settings, cases))
    noise = hall_noise(60.0, 6, sounds["interruptions"][:8])
    groups: dict[str, list[Pcm | None]] = {
        "interruptions": list(sounds["interruptions"]),
        "back-channels": list(sounds["back-channels"]),
        "coughs and bangs": [cough(seed) for seed in range(20)],
        "nobody (echo and hall)": [None] * 10,
        "somebody farther away": list(sounds["interruptions"][:20]),
    }
    found: dict[str, Over] = {}
    inline = Inline()
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        for group, citizens in groups.items():
            if not any(word in group for word in words):
                continue
            print(f"{group} ...", flush=True)
            for which, (text, assent) in enumerate(HERS):
                tally = found.setdefault(f"{group}{', a yes is asked for' if assent else ''}", Over())
                for seed, citizen in enumerate(citizens):
                    heard = scene(hers[which], citizen, noise, seed=seed, far=group.startswith("somebody"))
                    clerk = runner.run(converse(heard, hers[which], text, assent, vad, recogniser, inline))
                    tally.cases += 1
                    tally.answered += bool(clerk.answers)
                    if clerk.stopped_at is not None:
                        tally.stopped += 1
                        tally.stops.append((clerk.stopped_at - 0.5 - _AT_S) * 1000)
    return found


def show_over(found: dict[str, Over]) -> None:
    print("\n| over her voice | cases | she stopped | taken for an answer | first sound to stop p50 ms | p95 |")
    print("|---|---:|---:|---:|---:|---:|")
    for group, over in found.items():
        times = f"{p50(over.stops):.0f} | {p95(over.stops):.0f}" if over.stops else "- | -"
        share = f"{over.stopped} ({100 * over.stopped / over.cases:.0f} %)"
        print(f"| {group} | {over.cases} | {share} | {over.answered} | {times} |")
