"""Measures a head on the voices held out, by condition, and on recordings; the decoder beside it on the same sounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from asr.sound import load_wav
from asr.syllables.head import SyllableHead
from support.measures.distance import distance
from train.syllables.clips import SpokenClip
from train.syllables.recipe import Recipe
from train.syllables.score import digits, greedy
from train.syllables.sound.conditions import VALIDATION, NoiseBeds
from train.syllables.states import EncoderStates, copies, copy, read_examples
from train.syllables.texts.mixture import said_syllables

_BEAM = 5
_SEED = 12


@dataclass(slots=True)
class ErrorCount:
    """Syllables said, and wrong ones by the head and by the decoder (None: it was not asked)."""

    name: str
    said: int = 0
    wrong: int = 0
    by_decoder: int | None = None

    def __str__(self) -> str:
        decoder = "" if self.by_decoder is None else f"   decoder {100 * self.by_decoder / max(1, self.said):5.1f} %"
        return f"{self.name:<22} {self.said:5d} syllables   head {100 * self.wrong / max(1, self.said):5.1f} %{decoder}"


def on_held_out(
    head: SyllableHead, encoder: EncoderStates, clips: Sequence[SpokenClip], folder: Path, decoder: Sequence[str] = ()
) -> Iterator[ErrorCount]:
    """A count for each condition. `decoder`: the conditions in which it is asked too."""
    beds = NoiseBeds([clip.pcm for clip in clips[:40]], _SEED)
    for condition in VALIDATION:
        count = ErrorCount(condition.name, by_decoder=0 if condition.name in decoder else None)
        plain = Recipe(condition.name, texts=(), conditions=(condition,), seed=_SEED)  # every recipe is measured alike
        paths = copies(clips, 0, plain, encoder, folder / re.sub(r"\W+", "-", condition.name))
        for place, example in enumerate(read_examples(paths)):
            said = [str(number) for number in example.classes]
            count.said += len(said)
            count.wrong += distance(said, [str(one) for one in greedy(head.log_posteriors(_wide(example.states)))])
            if count.by_decoder is not None:
                rng = np.random.default_rng((_SEED, 0, place))
                pcm, _ = copy(clips[place], (), 0, condition, beds, rng, plain.copying)
                count.by_decoder += distance(said, _decoded(encoder, pcm))
        yield count


@dataclass(frozen=True, slots=True)
class RecordingResult:
    """One recording: its text, the syllables that head and decoder got wrong, and the digits read of a number."""

    name: str
    text: str
    count: ErrorCount
    number: str


def on_recordings(head: SyllableHead, encoder: EncoderStates, folder: Path) -> Iterator[RecordingResult]:
    """Each recording of a folder with a README.md whose tables have the file first and the text last."""
    for name, text in listed_recordings(folder):
        pcm = load_wav(folder / name)
        posteriors = head.log_posteriors(encoder.of(pcm))
        number = digits(posteriors) if text.isdigit() else ""
        said = [str(syllable.number) for syllable in said_syllables(_as_digits(text))]
        heard = [str(one) for one in greedy(posteriors)]
        decoded = _decoded(encoder, pcm)
        if number:  # 一 or 幺, 二 or 两: which was said is not known
            said, heard, decoded = list(text), list(number), _digits_of(encoder, pcm)
        yield RecordingResult(
            name, text, ErrorCount(name, len(said), distance(said, heard), distance(said, decoded)), number
        )


def _as_digits(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "零一二三四五六七八九")) if text.isdigit() else text


def _decoded(encoder: EncoderStates, pcm: NDArray[np.int16]) -> list[str]:
    return [str(syllable.number) for syllable in said_syllables(_as_digits(_text(encoder, pcm)))]


def _digits_of(encoder: EncoderStates, pcm: NDArray[np.int16]) -> list[str]:
    text = _text(encoder, pcm).translate(str.maketrans("零〇洞一幺二两三四五六七拐八九勾", "0001122345677899"))
    return list(re.sub(r"\D", "", text))


def _text(encoder: EncoderStates, pcm: NDArray[np.int16]) -> str:
    return encoder.decode([np.asarray(pcm / 32768, np.float32)], beam=_BEAM)[0].hypotheses[0].text


def _wide(states: NDArray[np.float16]) -> NDArray[np.float32]:
    return states.astype(np.float32)


def listed_recordings(folder: Path) -> list[tuple[str, str]]:
    """Names and texts. Raises ValueError where none is listed, or a listed one is not there."""
    rows = re.findall(r"^\| *([^| ]+\.\w+) *\|.*\| *([^|]+?) *\|$", (folder / "README.md").read_text("utf-8"), re.M)
    if not rows:
        raise ValueError(f"{folder / 'README.md'} lists no recordings: expected rows | file | … | text |")
    if absent := [name for name, _ in rows if not (folder / name).is_file()]:
        raise ValueError(f"{folder / 'README.md'} lists recordings that are not there: {', '.join(absent)}")
    return [(name, re.sub(r" *\(.*\)$", "", text)) for name, text in rows]
