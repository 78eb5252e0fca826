"""The way from the line to the session's ears: resampled to 16 kHz, and silence where the line sends nothing."""

from __future__ import annotations

import numpy as np

from asr import RATE, StreamResampler
from kiosk.session import Session
from kiosk.wire.phone.events import Pcm

#: Seconds without sound from the caller after which silence is put in its place, so that an utterance ends: carriers
#: send nothing in pauses or on hold.
_GAP_S = 0.2
_SILENCE = np.zeros(RATE // 50, np.int16)


class LineEars:
    """Times: seconds on a monotonic clock. `session`: hears nothing while it is None."""

    def __init__(self) -> None:
        self.session: Session | None = None
        self._resampler: StreamResampler | None = None
        self._rate = 0
        self._given = 0  # samples given to the session so far, at 16 kHz
        self._sound_at = 0.0  # the caller's last sound

    def begin(self, session: Session, now: float) -> None:
        self.session, self._sound_at = session, now

    def hear(self, pcm: Pcm, rate: int, now: float) -> None:
        """Mono int16 of the caller's, at `rate` Hz, following on the last."""
        self._sound_at = now
        if self._resampler is None or rate != self._rate:
            self._resampler, self._rate = StreamResampler(rate, RATE), rate
        self._give(self._resampler.feed(pcm))

    def tick(self, now: float) -> None:
        """Every 20 ms."""
        if now - self._sound_at > _GAP_S:
            self._give(_SILENCE)

    def _give(self, pcm: Pcm) -> None:
        if self.session is not None and len(pcm):
            self.session.hear(self._given, pcm)
            self._given += len(pcm)
