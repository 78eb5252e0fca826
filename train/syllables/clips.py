"""Synthesis: utterances spoken by Kokoro, one file each, so that training can begin with those that are there."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from asr.sound import resample
from asr.transcript import RATE
from train.syllables.cast import Speaker
from train.syllables.recipe import TextShares
from train.syllables.texts.mixture import Utterance, utterances
from tts import KokoroVoice, Speech, VoiceError
from tts.phonemes import PAUSE

#: Utterances that one speaker says before the next one is loaded.
_TURN = 16
#: Speed of speech; numbers are also said faster.
_SLOWEST, _FASTEST, _FASTEST_NUMBER = 0.8, 1.35, 1.55
_WORDS = ("text", "kind", "speaker")
_ARRAYS = ("classes", "phrases", "edges", "pcm")
#: Kinds that are strings of digits.
NUMBERS = frozenset({"mobile", "identity", "eight digits", "landline", "short code", "digits"})


@dataclass(frozen=True, slots=True)
class SpokenClip:
    """One utterance: mono int16 at 16 kHz, its syllables' classes, and the phrase that each belongs to.

    `edges` (n + 1,): syllable i fills samples [edges[i], edges[i + 1]), with the pause after it if there is one. Empty
    where the voice's times do not fit the syllables.
    """

    text: str
    kind: str
    speaker: str
    classes: NDArray[np.int16]
    phrases: NDArray[np.int16]
    edges: NDArray[np.int32]
    pcm: NDArray[np.int16]

    @property
    def seconds(self) -> float:
        return len(self.pcm) / RATE


@dataclass(frozen=True, slots=True)
class Casting:
    """Which texts (seed, shares) are said by whom, from where the voices come and to where the clips go."""

    seed: int
    texts: TextShares
    speakers: tuple[Speaker, ...]
    model: Path
    voices: Path
    folder: Path


def synthesise(casting: Casting, seconds: float, on_progress: Callable[[float], None] = lambda done: None) -> float:
    """Speak until the folder holds `seconds` of speech; returns the seconds that it holds. Continues an earlier run."""
    casting.folder.mkdir(parents=True, exist_ok=True)
    done = 0.0
    lines = utterances(casting.seed, casting.texts)
    for turn in itertools.count():
        todo = list(itertools.islice(lines, _TURN))
        missing = [place for place in range(_TURN) if not _path(casting.folder, turn * _TURN + place).exists()]
        if missing:
            speaker = casting.speakers[turn % len(casting.speakers)]
            asyncio.run(_turn(casting, speaker, [(turn * _TURN + place, todo[place]) for place in missing]))
        for place in range(_TURN):
            done += _seconds(_path(casting.folder, turn * _TURN + place))
            if done >= seconds:
                return done
        on_progress(done)
    raise AssertionError("unreachable: count has no end")


def read(folder: Path) -> Iterator[SpokenClip]:
    """The clips that are there, in their order."""
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as stored:
            text, kind, speaker = (str(stored[name]) for name in _WORDS)
            yield SpokenClip(text, kind, speaker, *(stored[name] for name in _ARRAYS))


def described(clips: Iterable[SpokenClip]) -> dict[str, Any]:
    """For the head's file: how much it is, and hashes of the texts (the same everywhere) and of the sounds."""
    texts, sounds = hashlib.sha256(), hashlib.sha256()
    count, seconds = 0, 0.0
    for clip in clips:
        texts.update(f"{clip.speaker}\t{clip.text}\n".encode())
        sounds.update(clip.pcm.tobytes())
        count, seconds = count + 1, seconds + clip.seconds
    return {
        "clips": count,
        "seconds": round(seconds, 1),
        "texts_sha256": texts.hexdigest(),
        "sounds_sha256": sounds.hexdigest(),
    }


async def _turn(casting: Casting, speaker: Speaker, todo: Sequence[tuple[int, Utterance]]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        voice = KokoroVoice(casting.model, speaker.write(casting.voices, Path(scratch) / f"{speaker.name}.bin"))
        try:
            for number, utterance in todo:
                write_clip(_path(casting.folder, number), await _said(voice, speaker, number, utterance, casting.seed))
        finally:
            await voice.close()


async def _said(voice: KokoroVoice, speaker: Speaker, number: int, utterance: Utterance, seed: int) -> SpokenClip:
    """The clip; an empty sound where the voice refuses the text, so that the number is not tried again."""
    fastest = _FASTEST_NUMBER if utterance.kind in NUMBERS else _FASTEST
    speed = random.Random(seed * 1_000_003 + number).uniform(_SLOWEST, fastest)
    try:
        speech = await voice.speak(utterance.text, speed=speed)
    except VoiceError:
        speech = Speech(utterance.text, np.zeros(0, np.int16), RATE, ())
    return as_clip(utterance, speaker.name, speech)


def as_clip(utterance: Utterance, speaker: str, speech: Speech) -> SpokenClip:
    return SpokenClip(
        utterance.text,
        utterance.kind,
        speaker,
        np.array([syllable.number for syllable in utterance.syllables], np.int16),
        np.array([syllable.phrase for syllable in utterance.syllables], np.int16),
        syllable_edges(speech, [syllable.phones for syllable in utterance.syllables]),
        resample(speech.pcm, speech.rate, RATE),
    )


def syllable_edges(speech: Speech, phones: Sequence[int]) -> NDArray[np.int32]:
    """Where each syllable of so many phones begins, and where the last one ends, in samples at 16 kHz."""
    sounding = [phone for phone in speech.phones if phone.symbol != PAUSE]
    if len(sounding) != sum(phones) or not all(phones):
        return np.zeros(0, np.int32)
    firsts = itertools.accumulate(phones[:-1], initial=0)
    edges = [*(sounding[first].start for first in firsts), sounding[-1].end]
    return np.array([edge * RATE // speech.rate for edge in edges], np.int32)


def _path(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}.npz"


def write_clip(path: Path, clip: SpokenClip) -> None:
    """Whole or not at all."""
    part = path.with_suffix(".part")
    with part.open("wb") as stream:
        arrays = {name: getattr(clip, name) for name in _ARRAYS}
        np.savez(stream, allow_pickle=False, **{name: np.array(getattr(clip, name)) for name in _WORDS}, **arrays)
    part.replace(path)


def _seconds(path: Path) -> float:
    """By the file's length: it is uncompressed, and its head is small beside the sound."""
    return max(0, path.stat().st_size - 2600) / 2 / RATE
