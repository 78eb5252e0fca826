"""When each sample of the clerk's speech is played. The client reports now and then; between reports this extrapolates.

Sans-I/O; times are seconds on the caller's monotonic clock. Delays of the network and the sound card are not known
here: the echo suppressor searches for the echo up to 600 ms later.
"""

from __future__ import annotations

#: Delay from sending an utterance's first frame to playing it, until the first report (s). Too small rather than too
#: large: an echo later than predicted is found, one earlier is not.
_FIRST_S = 0.0
#: A report is so much older than the microphone's sound that arrives with it (s).
_EARLY_S = 0.1
#: Reports that differ by at most this from the prediction are jitter, and ignored (s).
_JITTER_S = 0.06


class PlaybackClock:
    """For one utterance after the other, at `rate` Hz."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._utterance: int | None = None
        self._zero = 0.0  # when sample 0 is played

    def sent(self, utterance: int, now: float) -> None:
        """A frame of `utterance` was sent."""
        if utterance != self._utterance:
            self._utterance, self._zero = utterance, now + _FIRST_S

    def played(self, utterance: int, heard_sample: int, now: float) -> None:
        """The client has reported `heard_sample` as the last one played."""
        zero = now - heard_sample / self._rate - _EARLY_S
        if utterance == self._utterance and heard_sample and abs(zero - self._zero) > _JITTER_S:
            self._zero = zero

    def at(self, sample: int) -> float:
        """When this sample of the current utterance is played."""
        return self._zero + sample / self._rate
