"""Copies of the clips, and for each the states that the running recogniser would get of it. Written as they are made.

The states come from `WhisperDecoder` itself: with the silence that it encodes after every sound, and a shorter or
longer stretch of it kept, because callers differ in how much they hand over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from asr.syllables.head import AFTER_FRAMES
from asr.transcript import RATE
from asr.whisper.decoder import WhisperDecoder
from asr.whisper.workers.estimate import AFTER_S
from train.syllables.clips import SpokenClip
from train.syllables.sound.conditions import Condition, NoiseBeds, heard
from train.syllables.sound.noises import wordless
from train.syllables.sound.splices import Part, answers_apart, spliced, whole

FRAME = RATE // 50
_LONGEST_S = 14.0
_SPLICED = 0.4


@dataclass(frozen=True, slots=True)
class Example:
    """`states`: float16 (frames, width). `classes`: of the syllables in them."""

    states: NDArray[np.float16]
    classes: NDArray[np.int16]


class EncoderStates(WhisperDecoder):
    """The recogniser's decoder, asked for the states alone."""

    def of(self, pcm: NDArray[np.int16], after: int = AFTER_FRAMES) -> NDArray[np.float32]:
        """The states of a sound at 16 kHz and of `after` frames of the silence behind it."""
        window = np.zeros((len(pcm) + round(AFTER_S * RATE)) // FRAME * FRAME, np.float32)
        window[: len(pcm)] = pcm.astype(np.float32) / 32768.0
        return np.asarray(self._encode(self._mel(window)[None])[0, : -(-len(pcm) // FRAME) + after], np.float32)


def copies(
    clips: Sequence[SpokenClip],
    number: int,
    condition: Condition,
    encoder: EncoderStates,
    folder: Path,
    seed: int,
    on_progress: Callable[[int], None] = lambda done: None,
) -> list[Path]:
    """The `number`-th copy of every clip, as a file of an `Example` each. Files that are there stay.

    Depends on the first 40 clips (who talk in the background), the clip with those before it, `condition` and `seed`
    alone, wherever an earlier run ended.
    """
    folder.mkdir(parents=True, exist_ok=True)
    beds: NoiseBeds | None = None
    by_speaker: dict[str, list[SpokenClip]] = defaultdict(list)
    paths = []
    for place, clip in enumerate(clips):
        if len(clip.edges):
            by_speaker[clip.speaker].append(clip)  # only earlier clips are spliced in: later ones change no copy
        path = folder / f"{number:02d}-{place:06d}.npz"
        paths.append(path)
        if path.exists():
            continue
        if beds is None:
            beds = NoiseBeds([clip.pcm for clip in clips[:40]], seed)
        rng = np.random.default_rng((seed, number, place))
        pcm, classes = copy(clip, by_speaker[clip.speaker], number, condition, beds, rng)
        states = encoder.of(pcm, int(rng.integers(8, AFTER_FRAMES + 1)))
        _write(path, Example(states.astype(np.float16), classes))
        on_progress(place + 1)
    return paths


def noises(
    count: int,
    encoder: EncoderStates,
    folder: Path,
    seed: int,
    on_progress: Callable[[int], None] = lambda done: None,
) -> list[Path]:
    """`count` examples in which nothing is said. Files that are there stay."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"noise-{place:06d}.npz" for place in range(count)]
    for place, path in enumerate(paths):
        if not path.exists():
            states = encoder.of(wordless(np.random.default_rng((seed, place))))
            _write(path, Example(states.astype(np.float16), np.zeros(0, np.int16)))
        on_progress(place + 1)
    return paths


def read_examples(paths: Sequence[Path]) -> list[Example]:
    found = []
    for path in paths:
        with np.load(path) as stored:
            found.append(Example(stored["states"], stored["classes"]))
    return found


def _write(path: Path, example: Example) -> None:
    """Whole or not at all."""
    part = path.with_suffix(".part")
    with part.open("wb") as stream:
        np.savez(stream, states=example.states, classes=example.classes)
    part.replace(path)


def copy(
    clip: SpokenClip,
    others: Sequence[SpokenClip],
    number: int,
    condition: Condition,
    beds: NoiseBeds,
    rng: np.random.Generator,
) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """What is heard of a clip, and the classes in it. Copy 0 is the clip; some of the later ones are spliced."""
    sound, classes = _chosen(clip, others, number, rng)
    return heard(sound, condition, beds, rng)[: round(_LONGEST_S * RATE)], classes


def _chosen(clip: SpokenClip, others: Sequence[SpokenClip], number: int, rng: np.random.Generator) -> Part:
    if clip.kind == "answers" and len(clip.edges):
        return answers_apart(clip, rng)
    if number and len(others) > 3 and rng.random() < _SPLICED:
        return spliced(others, rng)
    return whole(clip)
