"""A cached clause as speech frames: for a page in the queue, for which no session speaks and nothing is synthesised."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from avatar import COLUMNS, face
from kiosk.wire import SpeechFrame
from kiosk.wire import messages as m
from tts import Speech, clauses

#: Seconds of sound in one frame. All frames are sent at once: an announcement is short.
_FRAME_S = 0.2
#: The utterance's number. A conversation that begins numbers its own from 1 again.
UTTERANCE = 1


class Memory(Protocol):
    """A cache of speech that can be read without synthesis (`tts.CachedVoice`)."""

    async def held(self, text: str, *, speed: float = 1.0) -> Speech | None: ...


async def from_memory(memory: Memory, text: str, *, speed: float) -> tuple[Speech, ...]:
    """The clauses of `text`; none at all unless all are in the cache."""
    held = [await memory.held(clause, speed=speed) for clause in clauses(text)]
    whole = [speech for speech in held if speech is not None]
    return tuple(whole) if len(whole) == len(held) else ()


def frames(speeches: tuple[Speech, ...], *, epoch: int) -> Iterator[m.SayMessage | SpeechFrame]:
    """One utterance: for each clause a `say`, then its sound and face rows. Nothing for no clauses."""
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
