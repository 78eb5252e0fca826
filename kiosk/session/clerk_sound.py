"""The clerk's own sound, given to the speech input with the time at which it is played, so that its echo is known."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from asr import StreamResampler
from kiosk.session.playback_clock import PlaybackClock
from kiosk.session.speech_input import SpeechInput
from kiosk.session.speech_output import RATE
from kiosk.session.utterance import ClerkUtterance


class ClerkSound:
    """One per conversation. `now`: loop time, in seconds."""

    def __init__(self, speech_input: SpeechInput) -> None:
        self._speech_input, self._playback = speech_input, PlaybackClock(RATE)
        self._resampler: StreamResampler | None = None  # made with the first sound: most connections never get any

    def sent(self, utterance: ClerkUtterance, pcm: NDArray[np.int16], now: float) -> None:
        """`pcm`: mono at 24 kHz, the next of `utterance`, was sent to the client."""
        self._playback.sent(utterance.id, now)
        if self._resampler is None:
            self._resampler = StreamResampler(RATE)
        reference = self._resampler.feed(pcm)
        if len(reference):
            self._speech_input.playback(self._playback.at(utterance.samples), reference)

    def played(self, utterance: int, heard_sample: int, now: float) -> None:
        """The client has reported `heard_sample` as the last one played."""
        self._playback.played(utterance, heard_sample, now)
