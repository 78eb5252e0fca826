"""The clerk's own sound with the time at which it is played: for the speech input, which knows its echo by it, and for
those who listen in.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from asr import StreamResampler
from kiosk.session.live import SessionLive
from kiosk.session.playback_clock import PlaybackClock
from kiosk.session.speech_input import SpeechInput
from kiosk.session.speech_output import RATE
from kiosk.session.utterance import ClerkUtterance


class ClerkSound:
    """One per conversation. `now`: loop time, in seconds."""

    def __init__(self, speech_input: SpeechInput, live: SessionLive) -> None:
        self._speech_input, self._live, self._playback = speech_input, live, PlaybackClock(RATE)
        self._resampler: StreamResampler | None = None  # made with the first sound: most connections never get any

    def sent(self, utterance: ClerkUtterance, pcm: NDArray[np.int16], now: float) -> None:
        """`pcm`: mono at 24 kHz, the next of `utterance`, was sent to the client."""
        self._playback.sent(utterance.id, now)
        if self._resampler is None:
            self._resampler = StreamResampler(RATE)
        reference = self._resampler.feed(pcm)
        if len(reference):
            at = self._playback.at(utterance.samples)
            self._speech_input.playback(at, reference)
            self._live.clerk_sound(at, reference, now)

    def played(self, utterance: int, heard_sample: int, now: float) -> None:
        """The client has reported `heard_sample` as the last one played."""
        self._playback.played(utterance, heard_sample, now)
