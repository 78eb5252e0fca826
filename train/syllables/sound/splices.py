"""New utterances out of spoken ones: parts of a speaker's clips, cut between syllables and joined in another order.

A call of the voice costs twenty times what the encoder does, and a cut costs nothing: each speaker's digits, words and
answers are heard in many more neighbourhoods than were spoken.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from asr.syllables.inventory import class_of
from asr.transcript import RATE
from train.syllables.clips import NUMBERS, SpokenClip
from train.syllables.score import READINGS

#: Two parts overlap by this much where they are joined without a pause (samples).
_OVERLAP = RATE // 100
_LONGEST_S = 9.0
_PAUSED = 0.4
#: Digits that are joined: how many there must be to choose from, how many make a string, how often a digit is said
#: twice, and how often a pause is made.
_FEWEST = 12
_DIALLED = (4, 12)
_TWICE, _GROUPED = 0.3, 0.12
#: A sound that breaks off does so within this share of the next syllable; what is longer than this has a pause in it.
_NEXT = 0.35
_SYLLABLE = round(0.18 * RATE)
_DIGITS = frozenset(class_of(name) for readings in READINGS.values() for name in readings)

Part = tuple[NDArray[np.float32], NDArray[np.int16]]


def whole(clip: SpokenClip) -> Part:
    return _sound(clip.pcm), clip.classes


def answers_apart(clip: SpokenClip, rng: np.random.Generator) -> Part:
    """One answer, or two in a row, out of a clip of several."""
    count = int(clip.phrases[-1]) + 1
    first = int(rng.integers(count))
    last = min(count - 1, first + int(rng.random() < 0.25))
    inside = np.flatnonzero((clip.phrases >= first) & (clip.phrases <= last))
    if not len(inside) or not len(clip.edges):
        return whole(clip)
    return _cut(clip, int(inside[0]), int(inside[-1]) + 1)


def spliced(clips: Sequence[SpokenClip], rng: np.random.Generator) -> Part:
    """Two to four parts of clips of one speaker, some with a pause between them."""
    sound, classes = np.zeros(0, np.float32), np.zeros(0, np.int16)
    for _ in range(int(rng.integers(2, 5))):
        clip = clips[int(rng.integers(len(clips)))]
        count = len(clip.classes)
        length = min(count, int(rng.integers(1, 9)))
        first = int(rng.integers(count - length + 1))
        piece, said = _cut(clip, first, first + length)
        if (len(sound) + len(piece)) / RATE > _LONGEST_S and len(classes):
            break
        sound = _joined(sound, piece, rng)
        classes = np.concatenate([classes, said])
    return sound, classes


def dialled(clips: Sequence[SpokenClip], rng: np.random.Generator) -> Part:
    """A string of digits out of the numbers that one speaker said, with equal neighbours; `spliced` for want of digits.

    It is made of runs of one to three digits as they were said.
    """
    places = [
        (clip, place)
        for clip in clips
        if clip.kind in NUMBERS
        for place, number in enumerate(clip.classes)
        if int(number) in _DIGITS
    ]
    if len(places) < _FEWEST:
        return spliced(clips, rng)
    sound, classes = np.zeros(0, np.float32), np.zeros(0, np.int16)
    wanted = int(rng.integers(_DIALLED[0], _DIALLED[1] + 1))
    while len(classes) < wanted and len(sound) / RATE < _LONGEST_S:
        clip, first = places[int(rng.integers(len(places)))]
        if len(classes) and rng.random() < _TWICE:
            equal = [(one, place) for one, place in places if one.classes[place] == classes[-1]]
            clip, first = equal[int(rng.integers(len(equal)))]
        end = first + 1
        longest = first + int(rng.integers(1, 4))
        while end < min(longest, len(clip.classes)) and int(clip.classes[end]) in _DIGITS:
            end += 1
        piece, said = _cut(clip, first, end)
        sound = _joined(sound, piece, rng, _GROUPED)
        classes = np.concatenate([classes, said])
    return sound, classes


def broken_off(clip: SpokenClip, rng: np.random.Generator) -> Part:
    """The beginning of a clip, up to somewhere early in a syllable that does not count yet."""
    if len(clip.edges) < 3:
        return whole(clip)
    kept = int(rng.integers(1, len(clip.classes)))
    begun = int(clip.edges[kept])
    length = min(_SYLLABLE, int(clip.edges[kept + 1]) - begun)
    return _sound(clip.pcm[: begun + int(rng.uniform(0, _NEXT) * length)]), clip.classes[:kept]


def _cut(clip: SpokenClip, first: int, end: int) -> Part:
    """Syllables [first, end), with a little of what surrounds them."""
    start = max(0, int(clip.edges[first]) - _OVERLAP // 2)
    stop = min(len(clip.pcm), int(clip.edges[end]) + _OVERLAP // 2)
    piece = _sound(clip.pcm[start:stop])
    fade = min(_OVERLAP, len(piece) // 2)
    ramp = np.linspace(0, 1, fade, dtype=np.float32)
    piece[:fade] *= ramp
    piece[len(piece) - fade :] *= ramp[::-1]
    return piece, clip.classes[first:end]


def _sound(pcm: NDArray[np.int16]) -> NDArray[np.float32]:
    return np.asarray(pcm / 32768, np.float32)


def _joined(
    sound: NDArray[np.float32], piece: NDArray[np.float32], rng: np.random.Generator, paused: float = _PAUSED
) -> NDArray[np.float32]:
    if not len(sound):
        return piece
    if rng.random() < paused:
        pause = np.zeros(int(rng.uniform(0.05, 0.6) * RATE), np.float32)
        return np.concatenate([sound, pause, piece])
    lap = min(_OVERLAP, len(sound), len(piece))
    return np.concatenate([sound[: len(sound) - lap], sound[len(sound) - lap :] + piece[:lap], piece[lap:]])
