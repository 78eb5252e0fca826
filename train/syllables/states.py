"""Copies of the clips, and for each the states that the running recogniser would get of it. Written as they are made.

The states come from `WhisperDecoder` itself: with the silence that it encodes after every sound, and a shorter or
longer stretch of it kept, because callers differ in how much they hand over. Where only the syllables are wanted it
encodes less silence.
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
from train.syllables.clips import NUMBERS, SpokenClip
from train.syllables.recipe import CopyPlan, Recipe
from train.syllables.sound.conditions import Condition, NoiseBeds, heard
from train.syllables.sound.noises import wordless
from train.syllables.sound.splices import Part, answers_apart, broken_off, dialled, spliced, whole

FRAME = RATE // 50
_LONGEST_S = 14.0
#: Silence that is encoded behind a sound of which only the syllables are wanted.
_SHORT_AFTER_S = AFTER_FRAMES * FRAME / RATE


@dataclass(frozen=True, slots=True)
class Example:
    """`states`: float16 (frames, width). `classes`: of the syllables in them."""

    states: NDArray[np.float16]
    classes: NDArray[np.int16]


class EncoderStates(WhisperDecoder):
    """The recogniser's decoder, asked for the states alone."""

    def of(self, pcm: NDArray[np.int16], after: int = AFTER_FRAMES, silence_s: float = AFTER_S) -> NDArray[np.float32]:
        """The states of a sound at 16 kHz and of `after` frames of the `silence_s` that is encoded behind it."""
        window = np.zeros((len(pcm) + round(silence_s * RATE)) // FRAME * FRAME, np.float32)
        window[: len(pcm)] = pcm.astype(np.float32) / 32768.0
        return np.asarray(self._encode(self._mel(window)[None])[0, : -(-len(pcm) // FRAME) + after], np.float32)


def copies(
    clips: Sequence[SpokenClip],
    number: int,
    recipe: Recipe,
    encoder: EncoderStates,
    folder: Path,
    on_progress: Callable[[int], None] = lambda done: None,
) -> list[Path]:
    """The `number`-th copy of every clip, as a file of an `Example` each. Files that are there stay.

    Depends on the first 40 clips (who talk in the background), the clip with those before it, and `recipe`
    alone, wherever an earlier run ended.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plan = recipe.copying
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
            beds = NoiseBeds([clip.pcm for clip in clips[:40]], recipe.seed, plan.bed_s)
        rng = np.random.default_rng((recipe.seed, number, place))
        pcm, classes = copy(clip, by_speaker[clip.speaker], number, recipe.condition(number), beds, rng, plan)
        after = int(rng.integers(8, AFTER_FRAMES + 1))
        states = encoder.of(pcm, after, _SHORT_AFTER_S if _chance(plan.short_after, rng) else AFTER_S)
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
    plan: CopyPlan,
) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """What is heard of a clip, and the classes in it. Copy 0 is the clip; later ones are as `plan` has it."""
    sound, classes = _chosen(clip, others, number, rng, plan)
    return heard(sound, condition, beds, rng)[: round(_LONGEST_S * RATE)], classes


def _chosen(
    clip: SpokenClip, others: Sequence[SpokenClip], number: int, rng: np.random.Generator, plan: CopyPlan
) -> Part:
    if clip.kind == "answers" and len(clip.edges):
        return answers_apart(clip, rng)
    if number and _chance(plan.broken_off, rng):
        return broken_off(clip, rng)
    if number and len(others) > 3 and _chance(plan.spliced, rng):
        return dialled(others, rng) if clip.kind in NUMBERS and _chance(plan.dialled, rng) else spliced(others, rng)
    return whole(clip)


def _chance(share: float, rng: np.random.Generator) -> bool:
    """True as often as `share` says; nothing is drawn for a share of 0, so that what follows is drawn as without it."""
    return share > 0 and rng.random() < share
