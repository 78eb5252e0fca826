"""How well are numbers, yes and no, and options heard, and by which ears?

    python -m bench.hear_answers [--audio FOLDER] [--voices zf_xiaoyi,zm_yunxia] [--count 4] [--conditions clean,G.711]
                                 [--head FILE]

Recordings of a folder (README.md with a table: the file first, the text last; a text of digits alone is a number), and
answers spoken by Kokoro voices in several conditions. The ears:

    before     the decoder as it was: five hypotheses, read by the dialogue
    prompted   the decoder in the style of a number, where the syllables are digits
    head       the syllables alone
    all        what the hall uses: the syllables against the decoder's text

A number is right, wrong but plausible (the hall would go on with it), asked about, or nothing. Characters and syllables
are of the recordings that are sentences.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from stdnum.cn import ric

from asr import RATE, Transcript, choose, choose_answer, load_wav, resample
from asr.syllables.head import SyllableHead
from asr.syllables.heads import head_for
from asr.syllables.heard_answer import Use
from asr.syllables.inventory import SYLLABLES
from asr.syllables.symbols import greedy
from asr.whisper.decoder import WhisperDecoder
from asr.whisper.recogniser import judged
from bench.clips import voice_files
from bench.hear import altered
from bench.machine import describe
from kiosk.commands.expecting import ExpectedAnswer, expected_answer
from kiosk.config import Settings, load_settings
from mandarin import exact
from support.measures import scores
from support.measures.distance import distance
from support.noise import babble, hall_noise
from tts import CachedVoice, KokoroVoice

EARS = ("before", "prompted", "head", "all")
CONDITIONS = ("clean", "hall 10 dB", "G.711")
_OPTIONS = ("正式挂失", "临时挂失", "补卡", "解挂")
_YES_NO = {"是": ("是的", "对", "可以", "没问题"), "不是": ("不是", "不对", "不用了", "不同意")}
_TODAY = date(2026, 11, 30)
_BEAM = 5
_MU = 255.0


@dataclass(frozen=True, slots=True)
class Answered:
    """`question`: as `kiosk hear --expect` takes it. `value`: what is right; of a sentence, its text."""

    question: str
    value: str
    condition: str
    pcm: NDArray[np.int16]


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audio", type=Path, action="append", default=[], help="a folder of recordings")
    parser.add_argument("--voices", default="", help="Kokoro voices, with commas between them")
    parser.add_argument("--count", type=int, default=4, help="numbers of each kind for each voice")
    parser.add_argument("--conditions", default=",".join(CONDITIONS))
    parser.add_argument("--head", type=Path, help="another syllable head than the one that is shipped")
    parser.add_argument("--each", action="store_true", help="print every answer of every ear")
    options = parser.parse_args()
    settings = load_settings(None, os.environ)
    cases = [case for folder in options.audio for case in recorded(folder)]
    if options.voices:
        conditions = options.conditions.split(",")
        cases += await spoken(settings, options.voices.split(","), options.count, conditions)
    folder = settings.models_dir / "whisper-base"
    head = SyllableHead.load(options.head, folder) if options.head else head_for(folder)
    decoder = WhisperDecoder(folder, device="cpu", compute_type="int8", head=head)
    print(f"{folder.name}, beam {_BEAM}, {'with' if head else 'without'} a syllable head; {describe()}\n")
    measure(decoder, cases, each=options.each)
    decoder.close()


def recorded(folder: Path) -> Iterator[Answered]:
    for line in (folder / "README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) < 2 or not (folder / cells[0]).is_file():
            continue
        text = re.sub(r"\s*\(.*\)$", "", cells[-1])
        yield Answered(_question(text), text, "recorded", load_wav(folder / cells[0]))


def _question(text: str) -> str:
    if re.fullmatch(r"1[3-9]\d{9}", text):
        return "phone"
    if re.fullmatch(r"\d{17}[\dX]", text):
        return "id"
    return f"number:{len(text)}" if text.isdigit() else "text"


async def spoken(settings: Settings, voices: list[str], count: int, conditions: list[str]) -> list[Answered]:
    model = settings.models_dir / "kokoro" / "model.onnx"
    cache = settings.data_dir / "bench" / "speech"
    pad = np.zeros(int(0.3 * RATE), np.int16)
    clean: list[Answered] = []
    for place, path in enumerate(voice_files(settings.models_dir, voices).values()):
        voice = CachedVoice(KokoroVoice(model, path, threads=1), cache)
        for question, value, text in said(count, place):
            speech = await voice.speak(text, keep=True)
            pcm = np.concatenate([pad, resample(speech.pcm, speech.rate, RATE), pad])
            clean.append(Answered(question, value, "clean", pcm))
        await voice.close()
    noise = [case.pcm for case in clean]
    hall, talk = hall_noise(60, 11, noise), babble(60, 12, noise)
    found = []
    for condition in conditions:
        for number, case in enumerate(clean):
            at = int(np.random.default_rng(number).integers(len(hall) - 20 * RATE))
            pcm = g711(case.pcm) if condition == "G.711" else altered(case.pcm, condition, hall[at:], talk[at:])
            found.append(replace(case, condition=condition, pcm=pcm))
    return found


def said(count: int, seed: int) -> Iterator[tuple[str, str, str]]:
    """(question, right value, text to be spoken)."""
    draw = random.Random(seed)
    for number in range(count):
        one = "幺" if number % 2 else "一"
        mobile = "1" + draw.choice("3456789") + "".join(draw.choice("0123456789") for _ in range(9))
        yield "phone", mobile, _aloud(mobile, one, (3, 4, 4))
        digits = "".join(draw.choice("0012345678899") for _ in range(8))
        yield "number:8", digits, _aloud(digits, one, (4, 4))
        born = f"{draw.randint(1950, 2005)}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}"
        body = f"{draw.choice(('110105', '330106', '440305'))}{born}{draw.randint(0, 999):03d}"
        number_of_id = body + ric.calc_check_digit(body + "0")
        yield "id", number_of_id, _aloud(number_of_id, one, (6, 8, 4))
    for meaning, words in _YES_NO.items():
        for word in words:
            yield "yesno", meaning, word + "。"
    for option in _OPTIONS:
        yield f"option:{','.join(_OPTIONS)}", option, option + "。"


def _aloud(number: str, one: str, groups: tuple[int, ...]) -> str:
    digits = number.translate(str.maketrans("0123456789X", f"零{one}二三四五六七八九叉"))
    pieces, at = [], 0
    for size in groups:
        pieces.append(digits[at : at + size])
        at += size
    return "，".join(pieces) + "。"


def g711(pcm: NDArray[np.int16]) -> NDArray[np.int16]:
    """Through a telephone: 8 kHz, mu-law, and back."""
    narrow = resample(pcm, RATE, 8000).astype(np.float64) / 32768
    code = np.rint(np.sign(narrow) * np.log1p(_MU * np.abs(narrow)) / np.log1p(_MU) * 127) / 127
    wide = np.sign(code) * np.expm1(np.abs(code) * np.log1p(_MU)) / _MU
    return resample(np.asarray(np.rint(wide * 32767), np.int16), 8000, RATE)


def measure(decoder: WhisperDecoder, cases: list[Answered], *, each: bool) -> None:
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    wrong: Counter[str] = Counter()
    spent: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        expected = expected_answer(case.question, _TODAY)
        kind = case.question.partition(":")[0]
        for ear, transcript, ms in heard(decoder, case.pcm, expected):
            spent[ear].append(ms)
            if kind == "text":
                if ear == "all":
                    _count_errors(wrong, case.value, transcript)
                continue
            what, value = outcome(case.value, transcript, expected)
            counts[kind, case.condition, ear][what] += 1
            if each:
                print(f"{kind} {case.condition} {ear}: {case.value} {what} {value or '-'} {_rivals(transcript)}")
    print("| answer | condition | ear | n | right | wrong | asked | nothing |\n|---|---|---|---:|---:|---:|---:|---:|")
    for (kind, condition, ear), row in sorted(counts.items(), key=lambda item: (item[0][:2], EARS.index(item[0][2]))):
        cells = [row.total(), *(row[what] for what in ("right", "wrong", "asked", "nothing"))]
        print(f"| {kind} | {condition} | {ear} | " + " | ".join(map(str, cells)) + " |")
    if wrong["said"]:
        print(
            f"\nsentences: {100 * wrong['characters'] / wrong['said']:.1f} % of characters wrong, "
            f"{100 * wrong['text'] / wrong['said']:.1f} % of the text's syllables, "
            f"{100 * wrong['head'] / wrong['said']:.1f} % of the head's"
        )
    for ear, times in spent.items():
        print(f"{ear}: {np.median(times):.0f} ms of CPU an answer (median)")


def heard(
    decoder: WhisperDecoder, pcm: NDArray[np.int16], expected: ExpectedAnswer
) -> Iterator[tuple[str, Transcript, float]]:
    """(ear, what it makes of the sound, CPU milliseconds)."""
    sound, seconds = pcm.astype(np.float32) / 32768.0, len(pcm) / RATE
    expectation = expected.expectation
    began = time.process_time()
    plain = judged(decoder.decode([sound], beam=_BEAM)[0], seconds)
    yield "before", choose(plain, expectation), _ms(began)
    began = time.process_time()
    styled = judged(decoder.decode([sound], beam=_BEAM, digits=bool(expectation.characters))[0], seconds)
    decoding = _ms(began)
    yield "prompted", choose(styled, expectation), decoding
    if styled.lattice is None:
        return
    began = time.process_time()
    alone = replace(styled, text="", alternatives=(), confidence=0.0, refused=None)
    yield "head", choose_answer(alone, expectation, _TODAY), _ms(began)
    began = time.process_time()
    yield "all", choose_answer(styled, expectation, _TODAY), decoding + _ms(began)


def _ms(began: float) -> float:
    return (time.process_time() - began) * 1000


def outcome(right: str, transcript: Transcript, expected: ExpectedAnswer) -> tuple[str, str]:
    """right, wrong, asked or nothing; and the value."""
    reading = expected.read(transcript.text)
    answer = transcript.answer
    if reading.doubtful or (answer is not None and answer.use is Use.ASK and answer.number):
        return "asked", reading.value
    if not reading.value:
        return "nothing", ""
    return ("right" if reading.value == right else "wrong"), reading.value


def _count_errors(wrong: Counter[str], said: str, transcript: Transcript) -> None:
    characters, count = scores.errors(said, transcript.text)
    syllables = list(exact(said))
    wrong["said"] += count
    wrong["characters"] += characters
    wrong["text"] += distance(syllables, list(exact(transcript.text)))
    if transcript.lattice is not None:
        by_head = [SYLLABLES[one - 1] for one in greedy(transcript.lattice.posteriors())]
        wrong["head"] += distance(syllables, by_head)


def _rivals(transcript: Transcript) -> str:
    answer = transcript.answer
    if answer is None:
        return transcript.text
    others = " ".join(f"{rival.value}:{rival.share:.3f}" for rival in answer.rivals[:2])
    return f"{answer.value}:{answer.confidence:.3f} {answer.use.value} | {others} | {transcript.text}"


if __name__ == "__main__":
    asyncio.run(main())
