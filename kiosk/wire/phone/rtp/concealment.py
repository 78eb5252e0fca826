"""Sound in place of packets that were lost: the last one again, more and more quietly, and then silence.

A gap that ends a word would end it for the recogniser too; a repetition of 20 ms does not.
"""

from __future__ import annotations

import numpy as np

from kiosk.wire.phone.events import Pcm

#: How loud each packet in a row is; silence after them.
FADE = (0.7, 0.4, 0.15)
#: Packets of a gap that are filled. Of a longer one the rest is filled by the call's own clock.
MOST = 10


class LossConcealment:
    def __init__(self) -> None:
        self._last: Pcm = np.zeros(0, np.int16)

    def heard(self, pcm: Pcm) -> None:
        """The last sound that came."""
        self._last = pcm

    def conceal(self, packets: int) -> Pcm:
        """Mono int16, as long as so many packets of the last length."""
        last = self._last.astype(np.float64)
        loud = (*FADE, *([0.0] * MOST))[: min(packets, MOST)]
        return np.concatenate([np.rint(last * each).astype(np.int16) for each in loud] or [self._last[:0]])
