"""A telephone line for measures: 8 kHz, G.711 and concealment of lost packets as the product has them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from asr import RATE, StreamResampler
from kiosk.wire.phone.audio import LineCoding, decode, encode
from kiosk.wire.phone.events import Pcm, frame_samples
from kiosk.wire.phone.rtp.concealment import LossConcealment

LINE_RATE = 8_000


def by_telephone(pcm: Pcm, *, loss: float = 0.0, seed: int = 0) -> Pcm:
    """`pcm` (16 kHz) as the hall's recogniser gets it from a line, at 16 kHz and as long.

    `loss`: share of the packets of 20 ms that do not come, each by itself.
    """
    size = frame_samples(LINE_RATE)
    line = StreamResampler(RATE, LINE_RATE).feed(np.concatenate([pcm, np.zeros(RATE // 10, np.int16)]))
    lost = np.random.default_rng(seed).random(len(line) // size + 1) < loss
    frames, gap, concealment = list[Pcm](), 0, LossConcealment()
    concealment.heard(np.zeros(size, np.int16))
    for number, at in enumerate(range(0, len(line) - size + 1, size)):
        if lost[number]:
            gap += 1
            continue
        frames += _filled(concealment, gap, size)
        gap = 0
        frames.append(decode(encode(line[at : at + size], LineCoding.MU_LAW), LineCoding.MU_LAW))
        concealment.heard(frames[-1])
    frames += _filled(concealment, gap, size)
    ears = StreamResampler(LINE_RATE, RATE)
    wide: NDArray[np.int16] = np.concatenate([ears.feed(frame) for frame in frames])
    return np.pad(wide[: len(pcm)], (0, max(0, len(pcm) - len(wide))))


def _filled(concealment: LossConcealment, packets: int, size: int) -> list[Pcm]:
    """What stands in a gap, as long as it: what is concealed, and silence."""
    filled = concealment.conceal(packets)
    return list(np.pad(filled, (0, packets * size - len(filled))).reshape(-1, size))
