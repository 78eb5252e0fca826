"""The echo reference: band levels of what the loudspeaker plays, by frame number, plain and smeared by the room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from asr.segmentation.echo_bands import BANDS, HOP, SILENT, Bands, decibels, powers
from asr.segmentation.vad import CHUNK

#: Frames kept (16 s): what is sent ahead, the longest delay, and the frames that are learnt from.
_KEPT = 1024
#: Frames of reverberation after the reference ends.
TAIL = 24
_LONG_AGO = -(10**12)


class EchoReference:
    """Band levels of what the loudspeaker plays, by frame number."""

    def __init__(self, decay_db: float) -> None:
        self._decay_db = np.float32(decay_db)
        self._plain = np.full((_KEPT, BANDS), SILENT, np.float32)
        self._smeared = np.full((_KEPT, BANDS), SILENT, np.float32)
        self._frame = np.full(_KEPT, -1, np.int64)  # which frame a row holds
        self._rest = np.zeros(0, np.float32)  # sound not yet in a frame; it begins at _rest_from
        self._rest_from = _LONG_AGO
        self._power = np.zeros(BANDS, np.float32)
        self._from = self._until = _LONG_AGO  # the last stretch of samples in which it sounded

    def may_sound(self, sample: int, delay: int) -> bool:
        """Whether a chunk that begins at `sample` can hold any of it, with an echo delay of up to `delay` samples."""
        return self._from < sample + CHUNK and sample < self._until + delay + TAIL * HOP

    def add(self, first: int, pcm: NDArray[np.int16]) -> None:
        """`pcm` (16 kHz) begins at sample `first`; joined to what came before where that ends there."""
        sound = pcm.astype(np.float32) / np.float32(32768.0)
        end = self._rest_from + len(self._rest)
        if abs(first - end) > HOP:  # a smaller step is jitter of the caller's clock
            if first > self._until + _KEPT * HOP // 4 or first < self._from:
                self._from = first
            self._rest_from = first // HOP * HOP
            self._rest = np.zeros(first - self._rest_from + HOP, np.float32)
            self._rest_from -= HOP
            self._power = np.zeros(BANDS, np.float32)
        self._rest = np.concatenate([self._rest, sound])
        self._until = self._rest_from + len(self._rest)
        count = len(self._rest) // HOP - 1
        if count > 0:
            self._write(self._rest_from // HOP + 1, powers(self._rest[: (count + 1) * HOP]))
            self._rest = self._rest[count * HOP :]
            self._rest_from += count * HOP

    def cut(self, sample: int) -> None:
        """Nothing sounds from `sample` on."""
        self._frame[self._frame * HOP >= sample + TAIL * HOP] = -1
        late = (self._frame * HOP >= sample) & (self._frame >= 0)
        self._plain[late] = SILENT
        self._until = min(self._until, sample)
        self._rest = np.zeros(0, np.float32)
        self._rest_from = _LONG_AGO

    def levels(self, frames: NDArray[np.int64]) -> Bands:
        """(..., 12) levels for frame numbers (...), unsmeared."""
        return self._take(self._plain, frames)

    def smeared(self, frames: NDArray[np.int64]) -> Bands:
        """The same with the room's decay: each frame fades over the next ones."""
        return self._take(self._smeared, frames)

    def _take(self, rows: Bands, frames: NDArray[np.int64]) -> Bands:
        at = frames % _KEPT
        return np.where((self._frame[at] == frames)[..., None], rows[at], np.float32(SILENT))

    def _write(self, first: int, rows: Bands) -> None:
        keep = np.float32(10 ** (-self._decay_db / 10))
        smeared = np.zeros((len(rows) + TAIL, BANDS), np.float32)
        for i, power in enumerate(rows):
            self._power = power + keep * self._power
            smeared[i] = self._power
        smeared = decibels(smeared)
        fall = self._decay_db * np.arange(1, TAIL + 1, dtype=np.float32)
        smeared[len(rows) :] = np.maximum(decibels(self._power) - fall[:, None], SILENT)
        plain = np.full_like(smeared, SILENT)
        plain[: len(rows)] = decibels(rows)
        frames = np.arange(first, first + len(smeared))
        at = frames % _KEPT
        self._smeared[at], self._plain[at], self._frame[at] = smeared, plain, frames
