"""Slower or faster speech from speech that is there: FFmpeg's `atempo` (LGPL, in the wheel of PyAV) keeps the pitch.

Measured as in `bench/stretch.py` on 130 clauses at 0.8: Whisper base hears 5.2 % wrong syllables in stretched speech,
4.8 % in rendered speech (95 % of the difference: -10..+20 of 1404 syllables). Stretching takes 3 ms a clause, rendering
1.3 s of a core.
"""

from __future__ import annotations

from collections.abc import Iterator

import av
import av.filter
import numpy as np
from av.error import BlockingIOError, EOFError, FFmpegError
from numpy.typing import NDArray

from tts.errors import VoiceError
from tts.speech import Phone, Speech

#: Speeds, as factors of the one at which a clause was rendered, at which stretching was measured to be as good.
SLOWEST, FASTEST = 0.75, 1.0
#: atempo's output is this much too early (seconds; 7..13 ms between 0.7 and 0.95).
_EARLY = 0.010


def can_stretch(factor: float) -> bool:
    """Whether speech may be stretched to `factor` of its own speed instead of being rendered again."""
    return SLOWEST <= factor <= FASTEST


def stretched(speech: Speech, factor: float) -> Speech:
    """`speech` at `factor` of its speed, its phones with it: 0.8 makes it 1.25 times as long. Raises `VoiceError`."""
    if factor == 1.0 or not len(speech.pcm):
        return speech
    length = round(len(speech.pcm) / factor)
    try:
        sound = np.concatenate([np.zeros(int(_EARLY * speech.rate), np.int16), *_atempo(speech, factor)])
    except FFmpegError as error:
        raise VoiceError(f"the clause could not be stretched: {error}") from error
    pcm = np.zeros(length, np.int16)
    pcm[: min(length, len(sound))] = sound[:length]
    phones = tuple(
        Phone(phone.symbol, round(phone.start / factor), round(phone.end / factor)) for phone in speech.phones
    )
    return Speech(speech.text, pcm, speech.rate, phones)


def _atempo(speech: Speech, factor: float) -> Iterator[NDArray[np.int16]]:
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=speech.rate, format="s16", layout="mono")
    tempo = graph.add("atempo", str(factor))
    sink = graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(speech.pcm)[np.newaxis], format="s16", layout="mono")
    frame.sample_rate = speech.rate
    for given in (frame, None):  # None: there is no more
        graph.push(given)
        while True:
            try:
                yield graph.pull().to_ndarray()[0]
            except (BlockingIOError, EOFError):
                break
