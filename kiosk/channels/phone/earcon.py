"""The earcon: a soft tone that tells a caller that an answer is being worked out. Sans-I/O.

A caller sees nothing: silence of a second sounds like a line that broke.
"""

from __future__ import annotations

import numpy as np

from kiosk.wire.phone.events import Pcm

#: Seconds without an answer after which it sounds, and after which it sounds again.
EARCON_AFTER_S, EARCON_AGAIN_S = 0.7, 2.0
_RATE, _TONE_S, _TONE_HZ, _PEAK = 24_000, 0.12, 620.0, 1_600.0


def _tone() -> Pcm:
    at = np.arange(round(_TONE_S * _RATE))
    shape = np.sin(np.pi * at / len(at)) ** 2  # no click at either end
    return np.rint(_PEAK * shape * np.sin(2 * np.pi * _TONE_HZ * at / _RATE)).astype(np.int16)


#: Mono int16 at 24 kHz. 620 Hz is no tone of an exchange (450) and none of a key.
EARCON: Pcm = _tone()


class EarconTimer:
    """Times: seconds on the caller's monotonic clock."""

    def __init__(self) -> None:
        self._at: float | None = None

    def state_is(self, state: str, now: float) -> None:
        """The session's state has changed (`kiosk.turn.State`)."""
        self._at = now + EARCON_AFTER_S if state == "thinking" else None

    def due(self, now: float) -> bool:
        """Whether it sounds now; once for each time that it is due."""
        if self._at is None or now < self._at:
            return False
        self._at = now + EARCON_AGAIN_S
        return True
