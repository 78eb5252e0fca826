"""The clerk's speech on its way into a telephone line, sans-I/O: at the line's rate, and how far it was played.

`SpeechFrame`s go in as they are rendered; each 20 ms one frame of the line comes out, with the sample of the utterance
at which it ends.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from asr import StreamResampler, resample
from kiosk.wire import SpeechFrame
from kiosk.wire.phone.events import Pcm, frame_samples

#: Hz of `SpeechFrame.pcm`.
SPEECH_RATE = 24_000
#: Samples of silence that push the last sound out of the resampler, which holds back 2 ms.
_TAIL = 72


@dataclass(frozen=True, slots=True)
class PlayoutProgress:
    """`heard_sample` of `utterance` (24 kHz) ends with this frame; `done`: so does the utterance."""

    utterance: int
    heard_sample: int
    done: bool


@dataclass(slots=True)
class _Piece:
    """Sound of samples [start, end) of an utterance, at the line's rate. `taken`: samples of it that have gone out."""

    utterance: int
    start: int
    end: int
    last: bool
    pcm: Pcm
    taken: int = 0

    @property
    def heard(self) -> int:
        if self.taken >= len(self.pcm):
            return self.end
        return self.start + (self.end - self.start) * self.taken // len(self.pcm)


class Playout:
    """`rate`: Hz of the line."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._epoch = 0
        self._pieces: deque[_Piece] = deque()  # bounded by how far the session speaks ahead (`turns.lead_s`)
        self._resampler = StreamResampler(SPEECH_RATE, rate)

    @property
    def idle(self) -> bool:
        """Nothing waits to be sent."""
        return not self._pieces

    def feed(self, frame: SpeechFrame) -> None:
        """Frames of an older epoch than that of the last `stop` are dropped."""
        if frame.epoch < self._epoch:
            return
        pcm = self._resampler.feed(frame.pcm)
        if frame.last:
            pcm = np.concatenate([pcm, self._resampler.feed(np.zeros(_TAIL, np.int16))])
        end = frame.first + len(frame.pcm)
        self._pieces.append(_Piece(frame.utterance, frame.first, end, frame.last, pcm))

    def stop(self, epoch: int) -> None:
        """Drop everything: the clerk was interrupted. Frames of epochs before `epoch` may still be on their way."""
        self._epoch = epoch
        self._pieces.clear()
        self._resampler = StreamResampler(SPEECH_RATE, self.rate)

    def set_rate(self, rate: int) -> None:
        """The line turned out to have another rate: what waits is resampled."""
        if rate == self.rate:
            return
        for piece in self._pieces:
            piece.pcm = resample(piece.pcm[piece.taken :], self.rate, rate)
            piece.taken = 0
        self.rate, self._resampler = rate, StreamResampler(SPEECH_RATE, rate)

    def take(self) -> tuple[Pcm, list[PlayoutProgress]] | None:
        """The next frame, filled up with silence, and what it reaches; None where nothing waits."""
        if not self._pieces:
            return None
        size = frame_samples(self.rate)
        frame: NDArray[np.int16] = np.zeros(size, np.int16)
        filled, reached = 0, list[PlayoutProgress]()
        while self._pieces and filled <= size:
            piece = self._pieces[0]
            some = piece.pcm[piece.taken : piece.taken + size - filled]
            frame[filled : filled + len(some)] = some
            filled, piece.taken = filled + len(some), piece.taken + len(some)
            whole = piece.taken >= len(piece.pcm)
            reached.append(PlayoutProgress(piece.utterance, piece.heard, piece.last and whole))
            if not whole:
                break
            self._pieces.popleft()
        return frame, reached
