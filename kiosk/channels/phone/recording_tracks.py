"""The two sides of a call, side by side by media time: the caller left, the clerk right. Sans-I/O.

Times are seconds on one monotonic clock. Memory is bounded: what is older than `_HELD` leaves in chunks of a second.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from asr import StreamResampler
from kiosk.channels.phone.line_clock import CATCH_UP, FRAME_S
from kiosk.channels.phone.media_time import MediaTime
from kiosk.wire.phone.events import Pcm

#: Hz of recordings: a telephone's.
RECORDING_RATE = 8_000
#: Samples by which sound may come late, as after a stall of the network, and still find its place.
_HELD = 4 * RECORDING_RATE
#: Samples of one chunk, and of all that is held: what may come late, what is sent ahead, and a chunk.
CHUNK = RECORDING_RATE
_ROOM = _HELD + 3 * CHUNK
#: Samples by which a frame of the clerk's may stand beside the end of the last one and still follow on it.
_FOLLOWS = round(CATCH_UP * FRAME_S * RECORDING_RATE)


@dataclass(frozen=True, slots=True, eq=False)
class RecordedChunk:
    """`pcm`: int16 of shape (n, 2), caller and clerk, from sample `first` of the recording on."""

    first: int
    pcm: NDArray[np.int16] = field(repr=False)


class RecordingTracks:
    """`began`: the time of sample 0."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._first = 0  # sample of the first row of `_rows`
        self._rows = np.zeros((_ROOM, 2), np.int16)
        self._caller = MediaTime(RECORDING_RATE, began)
        self._clerk_end = 0
        self._ready: list[RecordedChunk] = []
        self._to_caller: tuple[int, StreamResampler] | None = None
        self._to_clerk: tuple[int, StreamResampler] | None = None

    def caller(self, pcm: Pcm, rate: int, now: float) -> None:
        """A piece of the caller's sound has come."""
        if self._to_caller is None or self._to_caller[0] != rate:
            self._to_caller = rate, StreamResampler(rate, RECORDING_RATE)
        self._caller.feed(self._to_caller[1].feed(pcm), now)

    def clerk(self, pcm: Pcm, rate: int, plays_at: float) -> None:
        """A piece of the clerk's sound was sent, whose first sample the caller's side plays at `plays_at`."""
        if self._to_clerk is None or self._to_clerk[0] != rate:
            self._to_clerk = rate, StreamResampler(rate, RECORDING_RATE)
        line = self._to_clerk[1].feed(pcm)
        start = self._sample(plays_at)
        if abs(start - self._clerk_end) <= _FOLLOWS:
            start = self._clerk_end
        self._put(1, start, line)
        self._clerk_end = start + len(line)

    def cleared(self, now: float) -> None:
        """The caller's side drops what it has not played yet."""
        self._clerk_end = min(self._clerk_end, self._sample(now))
        self._rows[max(0, self._clerk_end - self._first) :, 1] = 0

    def take(self, now: float) -> list[RecordedChunk]:
        """The chunks that are complete. Call at least once a second; silence on both sides gives none."""
        self._settle(now, final=False)
        self._leave(self._sample(now) - _HELD)
        ready, self._ready = self._ready, []
        return ready

    def finish(self, now: float) -> tuple[list[RecordedChunk], int]:
        """The rest, and the length of the recording in samples: that of the call. Nothing may follow."""
        self._settle(now, final=True)
        end = self._sample(now)
        self._leave(end)
        if (left := end - self._first) > 0 and self._rows[:left].any():
            self._ready.append(RecordedChunk(self._first, self._rows[:left].copy()))
        return self._ready, end

    def _sample(self, at: float) -> int:
        return max(0, round((at - self._began) * RECORDING_RATE))

    def _settle(self, now: float, *, final: bool) -> None:
        for start, pcm in self._caller.settle(now, final=final):
            self._put(0, start, pcm)

    def _put(self, track: int, start: int, pcm: Pcm) -> None:
        """What lies before the room came too late, and is dropped."""
        if start + len(pcm) - self._first > _ROOM:  # the process stood still
            self._leave(start + len(pcm) - _HELD)
        pcm = pcm[max(0, self._first - start) :]
        into = max(0, start - self._first)
        self._rows[into : into + len(pcm), track] = pcm[: max(0, _ROOM - into)]

    def _leave(self, until: int) -> None:
        """Give away whole chunks before sample `until`."""
        while self._first + CHUNK <= until:
            if not self._rows.any():  # nothing but silence, for however long
                self._first += (until - self._first) // CHUNK * CHUNK
                return
            if self._rows[:CHUNK].any():
                self._ready.append(RecordedChunk(self._first, self._rows[:CHUNK].copy()))
            self._rows[:-CHUNK] = self._rows[CHUNK:].copy()
            self._rows[-CHUNK:] = 0
            self._first += CHUNK
