"""A clause out of the cache, as the wire carries it: where no session speaks, and there is no time to synthesise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from avatar import COLUMNS, face
from kiosk.wire import SpeechFrame
from kiosk.wire import messages as m
from tts import Speech, clauses

#: Seconds of sound in one frame. There is no pacing: an announcement is short, and the page holds all of it.
_FRAME_S = 0.2
#: The only utterance of its kind; a conversation that begins counts its own from 1 again.
UTTERANCE = 1


class Memory(Protocol):
    """A cache that can be asked without making it speak (`tts.CachedVoice`)."""

    async def held(self, text: str, *, speed: float = 1.0) -> Speech | None: ...


async def from_memory(memory: Memory, text: str, *, speed: float) -> tuple[Speech, ...]:
    """The clauses of `text`; none at all unless every one is in the cache."""
    held = [await memory.held(clause, speed=speed) for clause in clauses(text)]
    whole = [speech for speech in held if speech is not None]
    return tuple(whole) if len(whole) == len(held) else ()


def frames(speeches: tuple[Speech, ...], *, epoch: int) -> Iterator[m.SayMessage | SpeechFrame]:
    """One utterance: a `say` before each clause, then its sound and its face. Nothing for no clauses."""
    if not speeches:
        return
    first = sequence = 0
    for speech in speeches:
        yield m.SayMessage(UTTERANCE, epoch, first, speech.rate, speech.text)
        track = face(speech)
        step = int(_FRAME_S * speech.rate)
        for start in range(0, len(speech.pcm), step):
            rows = slice(*np.searchsorted(track.samples, (start, start + step)))
            pcm = speech.pcm[start : start + step]
            yield SpeechFrame(
                UTTERANCE, epoch, sequence, first + start, False, pcm, track.samples[rows] + first, track.weights[rows]
            )
            sequence += 1
        first += len(speech.pcm)
    nothing = np.zeros(0, np.int16), np.zeros(0, np.int64), np.zeros((0, len(COLUMNS)), np.uint8)
    yield SpeechFrame(UTTERANCE, epoch, sequence, first, True, *nothing)
