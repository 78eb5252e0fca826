"""What a telephone line costs the recogniser: the same sentences and numbers at 16 kHz and by telephone.

The sentences are those of `bench.hear`, the numbers and answers those of `bench.hear_answers`, and so are the ears.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

import numpy as np

from asr import RATE, Expectation, resample
from asr.syllables.heads import head_for
from asr.whisper.decoder import WhisperDecoder
from bench.hear import VOICES, Item, Row, judge
from bench.hear_answers import EARS, Answered, heard, outcome, spoken
from bench.phone.line import by_telephone
from bench.sentences import all_sentences, expectations
from kiosk.commands.expecting import expected_answer
from kiosk.config import Settings
from kiosk.wire.phone.events import Pcm
from tts import CachedVoice, KokoroVoice

#: The row, and the share of lost packets; None: no telephone.
LINES: dict[str, float | None] = {
    "16 kHz": None,
    "8 kHz G.711": 0.0,
    "8 kHz G.711, 1 % lost": 0.01,
    "8 kHz G.711, 3 % lost": 0.03,
}
_BEAM = 5
_TODAY = date(2026, 11, 30)


def run(settings: Settings, *, every: int, count: int) -> int:
    """`every`: takes each so manieth sentence. `count`: numbers of each kind for each of two voices."""
    folder = settings.models_dir / "whisper-base"
    head = head_for(folder)
    decoder = WhisperDecoder(folder, device="cpu", compute_type="int8", head=head)
    print(f"\nHearing: {folder.name}, beam {_BEAM}, {'with' if head else 'without'} a syllable head\n", flush=True)
    try:
        _sentences(settings, decoder, every)
        _numbers(settings, decoder, count)
    finally:
        decoder.close()
    return 0


def _sentences(settings: Settings, decoder: WhisperDecoder, every: int) -> None:
    expected = expectations(settings.services_dir)
    rows = {line: Row() for line in LINES}
    for number, (moment, text, sound) in enumerate(asyncio.run(_spoken(settings, every))):
        for line, loss in LINES.items():
            pcm = sound if loss is None else by_telephone(sound, loss=loss, seed=number)
            (found,) = decoder.decode([pcm.astype(np.float32) / 32768.0], beam=_BEAM)
            item = Item(number, text, moment, line, pcm)
            judge(rows[line], item, found, expected.get(moment, Expectation("text")))
    print("| line | sentences | characters wrong, % | after correction | sentences right, % | after correction |")
    print("|---|---:|---:|---:|---:|---:|")
    for line, row in rows.items():
        wrong, chosen = 100 * row.wrong / row.said, 100 * row.chosen / row.said
        exact, after = 100 * row.exact / row.count, 100 * row.exact_chosen / row.count
        print(f"| {line} | {row.count} | {wrong:.1f} | {chosen:.1f} | {exact:.0f} | {after:.0f} |", flush=True)


async def _spoken(settings: Settings, every: int) -> list[tuple[str, str, Pcm]]:
    """(moment, text, sound at 16 kHz with silence around it), by both voices in turn."""
    models, cache = settings.models_dir / "kokoro", settings.data_dir / "bench" / "speech"
    found = []
    for place, name in enumerate(VOICES):
        voice = CachedVoice(KokoroVoice(models / "model.onnx", models / f"{name}.bin", threads=1), cache)
        for moment, text in list(all_sentences())[place * every :: len(VOICES) * every]:
            speech = await voice.speak(text + "。", keep=True)
            pad = np.zeros(int(0.3 * RATE), np.int16)
            found.append((moment, text, np.concatenate([pad, resample(speech.pcm, speech.rate, RATE), pad])))
        await voice.close()
    return found


def _numbers(settings: Settings, decoder: WhisperDecoder, count: int) -> None:
    clean = asyncio.run(spoken(settings, ["zm_yunyang", "zf_xiaoxiao"], count, ["clean"]))
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for seed, case in enumerate(clean):
        kind = "number" if case.question.partition(":")[0] in ("phone", "id", "number") else "choice"
        for line, loss in LINES.items():
            pcm = case.pcm if loss is None else by_telephone(case.pcm, loss=loss, seed=seed)
            for ear, what in _outcomes(decoder, replace(case, condition=line, pcm=pcm)):
                counts[kind, line, ear][what] += 1
    print("\n| answer | line | ear | answers | right | wrong and plausible | asked about | nothing |")
    print("|---|---|---|---:|---:|---:|---:|---:|")
    for kind in ("number", "choice"):
        for line in LINES:
            for ear in (each for each in EARS if (kind, line, each) in counts):
                row = counts[kind, line, ear]
                cells = [row.total(), *(row[what] for what in ("right", "wrong", "asked", "nothing"))]
                print(f"| {kind} | {line} | {ear} | " + " | ".join(map(str, cells)) + " |", flush=True)


def _outcomes(decoder: WhisperDecoder, case: Answered) -> list[tuple[str, str]]:
    expected = expected_answer(case.question, _TODAY)
    return [(ear, outcome(case.value, found, expected)[0]) for ear, found, _ in heard(decoder, case.pcm, expected)]
