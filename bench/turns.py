"""Who has the word? Ends of turns found too early and too late; nods, coughs and echoes that stop the clerk or do not.

    python -m bench.turns [--json FILE] [--only endings|over] [--policy WORD] [--head FILE] [--decoded FOLDER]
                          [--voices NAME,NAME] [--groups back-channels,farther] [--cases bench/blind/turns_dev.jsonl]

Synthesised Mandarin (`bench.turn_cases`, or those of a file) in the noise of a hall at 15 dB, through the real ear,
recogniser and turn machine in virtual time (`support.models_in_virtual_time`). Baselines in the same run: fixed
silences, and smart-turn alone (finished: end after 256 ms; not: wait 3 s), where its model has been fetched. Delays
count from the last sounding sample. A cut-off is an end taken before the citizen had finished; it is mended when what
follows joins the same turn before the answer was heard (see `kiosk.turn`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from asr import (
    RATE,
    EndSilenceSettings,
    Expectation,
    HeardSyllables,
    MicState,
    Segmenter,
    SegmenterHub,
    SegmenterSettings,
    SegmentPaused,
    SmartTurn,
    SpeechSegment,
    Transcript,
    VoiceActivity,
    resample,
)
from asr.syllables.head import SyllableHead
from asr.syllables.heads import head_for
from asr.whisper.decoder import WhisperDecoder
from bench.clips import audible, voice_files
from bench.machine import describe
from bench.sentences import expectations
from bench.turn_cases import Ending, Line, own_cases, read_cases
from bench.turns_over import VOICES, show_over, take_over
from kiosk.config import Settings, load_settings
from kiosk.session.recognition import Recognised, SpeechEnd
from kiosk.session.speech_input import SpeechInput
from kiosk.telemetry.fault import Fault
from support.measures.figures import p50, p95
from support.models_in_virtual_time import CachedRecogniser, CachedTurnDetector, Inline
from support.noise import hall_noise, mix
from support.virtual_time import VirtualTimeLoop
from tts import CachedVoice, KokoroVoice

Pcm = NDArray[np.int16]
Sounds = dict[Line, Pcm]
FRAME = 320
SNR_DB = 15.0
#: A reply from the cache is heard so soon after the end, and what begins so long after that still joins (s).
_REPLY_S, _JOIN_S = 0.05, 0.8


@dataclass(frozen=True, slots=True)
class Spoken:
    """A case as sound: `ends` behind the last sounding sample; `onsets` of its pieces."""

    case: Ending
    pcm: Pcm
    onsets: tuple[int, ...]
    ends: int


@dataclass(frozen=True, slots=True)
class Policy:
    name: str
    patience: EndSilenceSettings
    vote: bool = False


def fixed(ms: int) -> EndSilenceSettings:
    return EndSilenceSettings.always(ms)


POLICIES = (
    Policy("words and expectation (ours)", EndSilenceSettings()),
    Policy("ours with smart-turn's vote", EndSilenceSettings(), vote=True),
    Policy("fixed 400 ms", fixed(400)),
    Policy("fixed 600 ms", fixed(600)),
    Policy("fixed 800 ms", fixed(800)),
    Policy("fixed 1200 ms", fixed(1200)),
)
SMART_TURN = "smart-turn alone"


@dataclass(slots=True)
class Tally:
    """What became of one group under one policy; delays in ms."""

    cases: int = 0
    cut: int = 0
    mended: int = 0
    lost: int = 0
    delays: list[float] = field(default_factory=list)
    texts: list[float] = field(default_factory=list)


async def speak(settings: Settings, endings: Sequence[Ending]) -> Sounds:
    """Every piece by its citizen's voice, trimmed to what sounds, from the cache in the data folder."""
    lines = dict.fromkeys((case.voice, p) for case in endings for p in case.pieces if isinstance(p, str))
    folder = settings.models_dir / "kokoro"
    sounds: Sounds = {}
    for name, file in voice_files(settings.models_dir, dict.fromkeys(name for name, _ in lines)).items():
        voice = CachedVoice(KokoroVoice(folder / "model.onnx", file, threads=2), settings.data_dir / "bench/citizen")
        for text in (text for speaker, text in lines if speaker == name):
            print(f"\rspeaking {len(sounds) + 1}/{len(lines)}", end="", flush=True)
            speech = await voice.speak(text, keep=True)
            pcm = resample(speech.pcm, speech.rate, RATE)
            first, last = audible(pcm)
            sounds[name, text] = pcm[first:last]
        await voice.close()
    print()
    return sounds


def assemble(case: Ending, sounds: Sounds, noise: NDArray[np.float32]) -> Spoken:
    """Two seconds of hall, the pieces with their pauses, and time to be heard out."""
    parts: list[Pcm] = [np.zeros(2 * RATE, np.int16)]
    onsets = []
    for piece in case.pieces:
        if isinstance(piece, int):
            parts.append(np.zeros(piece * RATE // 1000, np.int16))
        else:
            onsets.append(sum(map(len, parts)))
            parts.append(sounds[case.voice, piece])
    ends = sum(map(len, parts))
    parts.append(np.zeros(5 * RATE, np.int16))
    pcm = np.concatenate(parts)
    start = (len(case.pieces[0]) * 7919 if isinstance(case.pieces[0], str) else 0) % (len(noise) - len(pcm))
    return Spoken(case, mix(pcm, noise[start : start + len(pcm)], SNR_DB), tuple(onsets), ends)


class Times:
    """A `SpeechInputListener`: when utterances ended and their texts came, by `now()` in seconds of the sound."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.ends: list[float] = []
        self.texts: list[float] = []
        self._now = now

    def speech_started(self, sample: int, at: float) -> None: ...
    def speech_resumed(self) -> None: ...
    def interim_transcript(self, text: str, stable: int) -> None: ...
    def syllables_heard(self, heard: HeardSyllables) -> None: ...
    def eager_transcript(self, transcript: Transcript) -> None: ...
    def mic_changed(self, state: MicState) -> None: ...

    def speech_ended(self, speech: SpeechEnd) -> None:
        self.ends.append(self._now())

    def final_transcript(self, recognised: Recognised) -> None:
        self.texts.append(self._now())

    def fault(self, fault: Fault) -> None:
        print(fault)


async def listen(
    spoken: Spoken,
    policy: Policy,
    expected: Expectation,
    vad: VoiceActivity,
    recogniser: CachedRecogniser,
    vote: CachedTurnDetector | None,
    inline: Executor,
) -> tuple[list[float], list[float]]:
    """When each end was taken, and when each text was there: seconds of the sound."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    segmenter_hub = SegmenterHub(vad, inline)
    heard = Times(lambda: loop.time() - began)
    segmenter = Segmenter(vad, SegmenterSettings(update_every_ms=10**6))
    turn_detector = vote if policy.vote else None
    listening = SpeechInput(heard, segmenter, segmenter_hub, recogniser, policy.patience, turn_detector)
    running = asyncio.create_task(listening.run())
    listening.expect(expected)
    for first in range(0, len(spoken.pcm) - FRAME + 1, FRAME):
        await asyncio.sleep(FRAME / RATE)
        listening.hear(first, spoken.pcm[first : first + FRAME], 0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await segmenter_hub.close()
    return heard.ends, heard.texts


def count(tally: Tally, spoken: Spoken, ends: list[float], texts: list[float]) -> None:
    tally.cases += 1
    true_end = spoken.ends / RATE
    early = [end for end in ends if end < true_end - 0.05]
    if early:
        tally.cut += 1
        following = [next((o / RATE for o in spoken.onsets if o / RATE > end - 0.05), None) for end in early]
        joins = [
            onset is not None and onset - end <= _REPLY_S + _JOIN_S for onset, end in zip(following, early, strict=True)
        ]
        tally.mended += all(joins)
    late = [end for end in ends if end >= true_end - 0.05]
    if not late:
        tally.lost += 1
        return
    tally.delays.append((late[0] - true_end) * 1000)
    if texts:
        tally.texts.append((texts[-1] - true_end) * 1000)


def spoken_cases(endings: Sequence[Ending], sounds: Sounds) -> Iterator[Spoken]:
    noise = hall_noise(60.0, 5, list(sounds.values())[:8])
    for case in endings:
        yield assemble(case, sounds, noise)


def take_endings(
    settings: Settings,
    endings: Sequence[Ending],
    vad: VoiceActivity,
    recogniser: CachedRecogniser,
    vote: CachedTurnDetector | None,
    only: str,
) -> dict[str, dict[str, Tally]]:
    sounds = asyncio.run(speak(settings, endings))
    expected = expectations(settings.services_dir)
    found: dict[str, dict[str, Tally]] = {}
    inline = Inline()
    policies = [p for p in POLICIES if (vote is not None or not p.vote) and only in p.name]
    spoken = list(spoken_cases(endings, sounds))
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        for policy in policies:
            print(policy.name, "...", flush=True)
            tallies = found.setdefault(policy.name, {})
            for one in spoken:
                heard = runner.run(listen(one, policy, expected[one.case.moment], vad, recogniser, vote, inline))
                count(tallies.setdefault(one.case.group, Tally()), one, *heard)
                count(tallies.setdefault("all", Tally()), one, *heard)
                if policy.patience == EndSilenceSettings() and any(end < one.ends / RATE - 0.05 for end in heard[0]):
                    print(f"  cut off: {one.case.pieces}, ends at {[round(e - 2, 2) for e in heard[0]]}")
        if vote is not None and only in SMART_TURN:
            print(SMART_TURN, "...", flush=True)
            tallies = found.setdefault(SMART_TURN, {})
            for one in spoken:
                heard = runner.run(alone(one, vad, vote))
                count(tallies.setdefault(one.case.group, Tally()), one, *heard)
                count(tallies.setdefault("all", Tally()), one, *heard)
    return found


async def alone(spoken: Spoken, vad: VoiceActivity, vote: CachedTurnDetector) -> tuple[list[float], list[float]]:
    """smart-turn decides at each pause: 256 ms if it says finished, else 3 s. No words are asked for."""
    ear = Segmenter(vad, SegmenterSettings(update_every_ms=10**6))
    ear.end_silence_ms = 3000
    ends: list[float] = []
    for first in range(0, len(spoken.pcm) - FRAME + 1, FRAME):
        events = ear.feed(spoken.pcm[first : first + FRAME])
        for event in list(events):
            if isinstance(event, SegmentPaused) and await vote.finished(event.segment.pcm) >= 0.5:
                events += ear.set_end_silence(256)
        ends += [(first + FRAME) / RATE for event in events if isinstance(event, SpeechSegment)]
    return ends, ends


def show(found: dict[str, dict[str, Tally]]) -> None:
    print("\n| policy | turns | cases | cut off | of them mended | not ended | delay p50 ms | p95 | text p50 | p95 |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for policy, groups in found.items():
        for group, t in sorted(groups.items(), key=lambda item: item[0] != "all"):
            share = f"{t.cut} ({100 * t.cut / t.cases:.1f} %)"
            figures = [f"{f(v):.0f}" if v else "-" for v in (t.delays, t.texts) for f in (p50, p95)]
            print(f"| {policy} | {group} | {t.cases} | {share} | {t.mended} | {t.lost} | {' | '.join(figures)} |")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", choices=("endings", "over"))
    parser.add_argument("--voices", default=",".join(VOICES), help="who speaks over her; what is not here is left out")
    parser.add_argument("--groups", default="", help="of what is over her voice, only what holds one of these words")
    parser.add_argument("--head", type=Path, help="another syllable head than the one that is shipped")
    parser.add_argument("--cases", type=Path, help="the cases of this file instead (bench/blind/turns_*.jsonl)")
    parser.add_argument("--decoded", type=Path, help="what was decoded is kept in this folder for later runs")
    parser.add_argument("--policy", default="", help="only those whose name holds this")
    options = parser.parse_args()
    settings = load_settings(None, os.environ)
    vad = VoiceActivity(settings.models_dir / "silero" / "silero_vad.onnx")
    folder = settings.models_dir / "whisper-base"
    head = SyllableHead.load(options.head, folder) if options.head else head_for(folder)
    decoder = WhisperDecoder(folder, device="cpu", compute_type="int8", threads=2, head=head)
    recogniser = CachedRecogniser(decoder, folder=options.decoded)
    cases = read_cases(options.cases) if options.cases else own_cases(options.voices.split(","))
    path = settings.models_dir / "smart-turn" / "smart-turn.onnx"
    vote = CachedTurnDetector(SmartTurn(path)) if path.exists() else None
    if vote is None:
        print("smart-turn is not here: its rows are left out (`kiosk models fetch smart-turn`)")
    print(describe())
    found: dict[str, dict[str, Tally]] = {}
    if options.only != "over":
        found = take_endings(settings, cases.endings, vad, recogniser, vote, options.policy)
        show(found)
    if options.only != "endings":
        over = take_over(settings, vad, recogniser, cases, options.groups.split(","))
        show_over(over)
    if options.json:
        options.json.write_text(json.dumps({p: {g: asdict(t) for g, t in gs.items()} for p, gs in found.items()}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
