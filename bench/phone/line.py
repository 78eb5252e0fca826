"""A telephone line for measures: 8 kHz and G.711 as the product codes them, packets lost and concealed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from asr import RATE, StreamResampler
from kiosk.wire.phone.audio import LineCoding, decode, encode
from kiosk.wire.phone.events import Pcm, frame_samples

LINE_RATE = 8_000
#: How loud the last packet is played again in place of each one lost in a row; then silence.
_FADE = (0.7, 0.4, 0.15)


def by_telephone(pcm: Pcm, *, loss: float = 0.0, seed: int = 0) -> Pcm:
    """`pcm` (16 kHz) as the hall's recogniser gets it from a line, at 16 kHz and as long.

    `loss`: share of the packets of 20 ms that do not come, each by itself.
    """
    size = frame_samples(LINE_RATE)
    line = StreamResampler(RATE, LINE_RATE).feed(np.concatenate([pcm, np.zeros(RATE // 10, np.int16)]))
    lost = np.random.default_rng(seed).random(len(line) // size + 1) < loss
    frames, last, gone = list[Pcm](), np.zeros(size, np.int16), 0
    for number, at in enumerate(range(0, len(line) - size + 1, size)):
        if lost[number]:
            fade = _FADE[gone] if gone < len(_FADE) else 0.0
            frames.append(np.rint(last.astype(np.float64) * fade).astype(np.int16))
            gone += 1
        else:
            last = decode(encode(line[at : at + size], LineCoding.MU_LAW), LineCoding.MU_LAW)
            frames.append(last)
            gone = 0
    ears = StreamResampler(LINE_RATE, RATE)
    wide: NDArray[np.int16] = np.concatenate([ears.feed(frame) for frame in frames])
    return np.pad(wide[: len(pcm)], (0, max(0, len(pcm) - len(wide))))
