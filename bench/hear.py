"""How well does the ear hear what is said in a hall, and what does correction by sound mend?

    python -m bench.hear [--quick] [--audio FOLDER] [--calibration out.svg] [--minutes 6]

The sentences of `bench.sentences`, spoken by two Kokoro voices, clean, in hall noise (`support.noise`), among talkers,
through a telephone's band, slower and faster. Each is corrected with the words that the dialogue expects at its moment.
Synthetic speech is easier than citizens': compare rows and versions, not with the world. `--audio`: a folder of
recordings with a README.md whose table has the file first and the text last.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from asr import RATE, Expectation, choose, correct, load_wav, resample
from asr.text.cleanup import refusal
from asr.transcript import Alternative, Transcript
from asr.whisper.confidence import Evidence, confidence
from asr.whisper.decoder import WhisperDecoder
from asr.whisper.hypothesis import Decoded
from bench.machine import describe
from bench.sentences import TERMS, all_sentences, expectations
from kiosk.config import load_settings
from support.measures import calibration, scores
from support.noise import babble, hall_noise, mix
from tts import CachedVoice, KokoroVoice

Pcm = NDArray[np.int16]
VOICES = ("zm_yunyang", "zf_xiaoxiao")
CONDITIONS = ("clean", "hall 15 dB", "hall 10 dB", "hall 5 dB", "babble 10 dB", "8 kHz", "slower 10 %", "faster 10 %")
_PAD = np.zeros(int(0.3 * RATE), np.int16)
_BEAM = 5
_QUICK = 4  # every so many utterances


@dataclass(frozen=True, slots=True)
class Item:
    """One utterance to be heard: what is said, when, how it sounds."""

    sentence: int
    text: str
    moment: str
    condition: str
    pcm: Pcm


@dataclass(slots=True)
class Row:
    """What became of one condition's utterances."""

    count: int = 0
    said: int = 0
    wrong: int = 0
    corrected: int = 0
    chosen: int = 0
    oracle: int = 0
    exact: int = 0
    exact_chosen: int = 0
    terms: int = 0
    kept: int = 0
    kept_chosen: int = 0
    traditional: int = 0
    refused: int = 0
    harmed: int = 0  # right before, wrong after
    cpu_s: float = 0.0
    cases: list[calibration.Case] = field(default_factory=list)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="every fourth utterance")
    parser.add_argument("--audio", type=Path, help="a folder of recordings")
    parser.add_argument("--calibration", type=Path, help="write the reliability diagram here")
    parser.add_argument("--minutes", type=float, default=6.0, help="stop after this long; utterances come shuffled")
    options = parser.parse_args()
    settings = load_settings(None, os.environ)
    folder = settings.models_dir / "whisper-base"
    expected = expectations(settings.services_dir)
    spoken = await speak(settings.models_dir / "kokoro", settings.data_dir / "bench" / "speech")
    items = list(made(spoken))
    items = [items[place] for place in np.random.default_rng(1).permutation(len(items))]
    if options.quick:
        items = items[::_QUICK]
    if options.audio:
        items = [*recordings(options.audio), *items]
    decoder = WhisperDecoder(folder, device="cpu", compute_type="int8")
    rows = hear(decoder, items, expected, options.minutes * 60)
    decoder.close()
    show(folder.name, rows)
    if options.calibration:
        calibrate([case for row in rows.values() for case in row.cases], options.calibration)


async def speak(models: Path, cache: Path) -> list[tuple[int, str, str, int, Pcm]]:
    """(sentence, moment, text, voice, sound) for every sentence and voice, from the cache where it is there."""
    found = []
    for place, name in enumerate(VOICES):
        voice = CachedVoice(KokoroVoice(models / "model.onnx", models / f"{name}.bin", threads=1), cache)
        for number, (moment, text) in enumerate(all_sentences()):
            speech = await voice.speak(text + "。", keep=True)
            sound = np.concatenate([_PAD, resample(speech.pcm, speech.rate, RATE), _PAD])
            found.append((number, moment, text, place, sound))
        await voice.close()
    return found


def made(spoken: list[tuple[int, str, str, int, Pcm]]) -> Iterator[Item]:
    """Every sentence in every condition, by one voice and then the other."""
    voices = [sound for *_, sound in spoken[::5]]
    hall, talk = hall_noise(60, 11, voices), babble(60, 12, voices)
    for number, moment, text, place, sound in spoken:
        for turn, condition in enumerate(CONDITIONS):
            if (number + turn) % len(VOICES) != place:
                continue
            seed = np.random.default_rng(1000 * number + turn)
            at = int(seed.integers(len(hall) - 20 * RATE))
            yield Item(number, text, moment, condition, altered(sound, condition, hall[at:], talk[at:]))


def altered(sound: Pcm, condition: str, hall: NDArray[np.float32], talk: NDArray[np.float32]) -> Pcm:
    """Speed changes the pitch too, as on a tape: harder than a citizen who talks faster."""
    if condition.startswith(("hall", "babble")):
        return mix(sound, hall if condition.startswith("hall") else talk, float(condition.split()[1]))
    if condition == "8 kHz":
        return resample(resample(sound, RATE, 8000), 8000, RATE)
    if condition.startswith(("slower", "faster")):
        return resample(sound, RATE, round(RATE * (1.1 if condition.startswith("slower") else 1 / 1.1)))
    return sound


def recordings(folder: Path) -> Iterator[Item]:
    for line in (folder / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) > 1 and (folder / cells[0]).is_file():
            text = re.sub(r"\s*\(.*\)$", "", cells[-1])
            yield Item(-1, text, "", "recordings", load_wav(folder / cells[0]))


def hear(
    decoder: WhisperDecoder, items: list[Item], expected: dict[str, Expectation], limit_s: float
) -> dict[str, Row]:
    rows = {name: Row() for name in ("recordings", *CONDITIONS)}
    begun = time.monotonic()
    for item in items:
        if time.monotonic() - begun > limit_s:
            print(f"stopped after {limit_s:.0f} s")
            break
        cpu = time.process_time()
        heard = decoder.decode([item.pcm.astype(np.float32) / 32768.0], beam=_BEAM)[0]
        rows[item.condition].cpu_s += time.process_time() - cpu
        judge(rows[item.condition], item, heard, expected.get(item.moment, Expectation("text")))
    return {name: row for name, row in rows.items() if row.count}


def judge(row: Row, item: Item, heard: Decoded, expectation: Expectation) -> None:
    transcript, seen = transcribed(heard, len(item.pcm) / RATE)
    words = () if expectation.kind in ("text", "id", "phone", "date") else expectation.biasing_phrases
    corrected = correct(transcript.text, words).text
    chosen = choose(transcript, expectation).text
    wrong, said = scores.errors(item.text, transcript.text)
    after = scores.errors(item.text, chosen)[0]
    row.count += 1
    row.said += said
    row.wrong += wrong
    row.corrected += scores.errors(item.text, corrected)[0]
    row.chosen += after
    row.oracle += min(scores.errors(item.text, reading.text)[0] for reading in heard.hypotheses)
    row.exact += wrong == 0
    row.exact_chosen += after == 0
    row.harmed += after > wrong
    kept, terms = scores.terms_kept(item.text, transcript.text, TERMS)
    row.terms += terms
    row.kept += kept
    row.kept_chosen += scores.terms_kept(item.text, chosen, TERMS)[0]
    row.traditional += scores.traditional(transcript.text)
    row.refused += transcript.refused is not None
    if item.sentence >= 0:
        right = scores.same_sound(item.text, heard.hypotheses[0].text)
        row.cases.append(calibration.Case(seen, right, item.sentence))


def transcribed(heard: Decoded, seconds: float) -> tuple[Transcript, Evidence]:
    """As `asr.WhisperRecogniser` hands it out, and what is known of the first reading."""
    first, *others = heard.hypotheses
    seen = [
        Evidence(
            reading.logprob,
            heard.no_speech,
            min((reading.total - other.total for other in heard.hypotheses if other is not reading), default=None),
            sum(character.isalnum() for character in reading.text),
            seconds,
        )
        for reading in heard.hypotheses
    ]
    reason = refusal(first.text, seconds=seconds, logprob=first.logprob, no_speech=heard.no_speech)
    alternatives = tuple(
        Alternative(reading.text, confidence(evidence)) for reading, evidence in zip(others, seen[1:], strict=True)
    )
    text = "" if reason else first.text
    return (
        Transcript(text, confidence(seen[0]), heard.no_speech, seconds, reason, () if reason else alternatives),
        seen[0],
    )


def show(name: str, rows: dict[str, Row]) -> None:
    """A Markdown table. CER in percent; `mended`: after correction; `chosen`: the fitting reading, corrected."""
    print(f"\n{name}, beam {_BEAM}; {describe()}\n")
    print(
        "| condition | n | CER | mended | chosen | n-best oracle | exact | exact chosen | terms | terms chosen "
        "| made worse | refused | Traditional | CPU-s |"
    )
    print("|---|" + "---:|" * 13)
    for title, row in (*rows.items(), ("all spoken", total(rows))):
        print(f"| {title} | {row.count} | " + " | ".join(cells(row)) + " |")


def cells(row: Row) -> list[str]:
    def percent(part: int, whole: int) -> str:
        return f"{100 * part / whole:.1f}" if whole else "-"

    return [
        *(percent(wrong, row.said) for wrong in (row.wrong, row.corrected, row.chosen, row.oracle)),
        *(percent(right, row.count) for right in (row.exact, row.exact_chosen)),
        *(percent(kept, row.terms) for kept in (row.kept, row.kept_chosen)),
        str(row.harmed),
        str(row.refused),
        str(row.traditional),
        f"{row.cpu_s / max(1, row.count):.2f}",
    ]


def total(rows: dict[str, Row]) -> Row:
    whole = Row()
    for name, row in rows.items():
        if name != "recordings":
            for part in Row.__slots__:
                setattr(whole, part, getattr(whole, part) + getattr(row, part))
    return whole


def calibrate(cases: list[calibration.Case], path: Path) -> None:
    """Fit on the sentences with even numbers, measure on the others; print and draw."""
    half = [[case for case in cases if case.sentence % 2 == side] for side in (0, 1)]
    weights = calibration.fit(half[0])
    table = np.array([calibration.features(case.evidence) for case in half[1]])
    right = np.array([case.right for case in half[1]], float)
    shown = {
        "mean probability": np.array([min(1.0, np.exp(case.evidence.logprob)) for case in half[1]]),
        "logistic fit": calibration.predicted(table, weights),
    }
    print(f"\nconfidence: {len(half[0])} readings fitted, {len(half[1])} measured, {right.mean():.0%} of these right")
    for name, sure in shown.items():
        print(
            f"{name:<18} calibration error {calibration.calibration_error(sure, right):.3f}, "
            f"Brier {np.mean((sure - right) ** 2):.3f}, discrimination {calibration.discrimination(sure, right):.3f}"
        )
    print(", ".join(f"{name} {weight:+.3f}" for name, weight in zip(calibration.FEATURES, weights, strict=True)))
    calibration.draw({name: calibration.bins(sure, right) for name, sure in shown.items()}, path)


if __name__ == "__main__":
    asyncio.run(main())
