"""When is each sample of the clerk's heard in the hall? The page reports now and then; between reports we reckon.

Sans-I/O; times are seconds on the caller's monotonic clock. What the network and the sound card add is not known here:
the ear's echo guard looks for the echo up to 600 ms later.
"""

from __future__ import annotations

#: From sending the first frame to its first sample, where nothing has been reported yet (s). Rather too little: what
#: comes later than it was told is found, what comes sooner is not.
_FIRST_S = 0.0
#: Reports are on their way for a while, and the microphone's sound is here sooner than they are (s).
_EARLY_S = 0.1
#: Reports that differ by less are jitter (s).
_JITTER_S = 0.06


class PlaybackClock:
    """Of one utterance after the other, at `rate` Hz."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._utterance: int | None = None
        self._zero = 0.0  # when sample 0 is heard

    def sent(self, utterance: int, now: float) -> None:
        """A frame of `utterance` leaves."""
        if utterance != self._utterance:
            self._utterance, self._zero = utterance, now + _FIRST_S

    def played(self, utterance: int, heard_sample: int, now: float) -> None:
        """The page has reported."""
        zero = now - heard_sample / self._rate - _EARLY_S
        if utterance == self._utterance and heard_sample and abs(zero - self._zero) > _JITTER_S:
            self._zero = zero

    def at(self, sample: int) -> float:
        """When this sample of the present utterance is heard."""
        return self._zero + sample / self._rate
