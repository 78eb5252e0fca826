"""Sends the clerk's speech into a line, tick by tick, and reports to the session what the caller has heard. Sans-I/O.

A peer without a buffer (AudioSocket) is sent one frame a tick, silence too. One with a buffer is sent speech only, at
most `LEAD_S` ahead: its queue stays that short whatever it believes of its length, so that interruptions leave no
delay. What such a peer has heard is worked out from when it was sent, and its end from the mark behind it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Protocol

import numpy as np

from kiosk.channels.phone.line_clock import FRAME_S
from kiosk.channels.phone.playout import Playout, PlayoutProgress
from kiosk.wire import SpeechFrame
from kiosk.wire.phone.events import PhoneCodec, WireFrame, frame_samples

#: Seconds of speech sent ahead to a peer that buffers, against the jitter of the way there.
LEAD_S = 0.1
#: Seconds after the end of an utterance should have been played at which its mark is no longer waited for.
MARK_S = 2.0
#: Seconds for which a peer's word that its queue is full is believed. It gets sound in real time, so that its queue is
#: short; releases that do not count down at a flush say it once, and never take it back.
FULL_S = 1.0
#: Ticks between two reports of progress.
_REPORT_TICKS = 10


class PlaybackReport(Protocol):
    """Is told what the caller has heard, as `Session.playback`."""

    def __call__(self, utterance: int, heard_sample: int, *, done: bool) -> None: ...


class SpeechSender:
    """`send`: puts a frame on the wire. Times are seconds on the caller's monotonic clock."""

    def __init__(self, codec: PhoneCodec, send: Callable[[WireFrame], None], heard: PlaybackReport) -> None:
        self._codec, self._send, self._heard = codec, send, heard
        self._playout = Playout(codec.rate)
        self._played_until = 0.0  # when the peer will have played what it was sent
        self._reached: deque[tuple[float, PlayoutProgress]] = deque()  # by when it is heard
        self._mark: tuple[str, PlayoutProgress, float] | None = None  # awaited; at the latest then it counts as played
        self._marks = 0
        self._ticks = 0
        self._last: PlayoutProgress | None = None  # heard, of the utterance being said
        self._full_until = 0.0

    @property
    def idle(self) -> bool:
        """Everything was sent and heard."""
        return self._playout.idle and not self._reached and self._mark is None

    def feed(self, frame: SpeechFrame) -> None:
        self._playout.feed(frame)

    def stop(self, utterance: int, epoch: int) -> None:
        """The clerk was interrupted: be silent at once, and report how much of `utterance` was heard."""
        self._playout.stop(epoch)
        heard = self._last.heard_sample if self._last is not None and self._last.utterance == utterance else 0
        self._reached.clear()
        self._mark = self._last = None
        self.clear()
        self._heard(utterance, heard, done=True)

    def clear(self) -> None:
        """Have the peer drop what it has not played."""
        self._played_until = 0.0
        for frame in self._codec.clear():
            self._send(frame)

    def played(self, name: str, now: float) -> None:
        """The peer has played everything before the mark `name`."""
        if self._mark is not None and self._mark[0] == name:
            self._finish(self._mark[1])

    def full(self, full: bool, now: float) -> None:
        """The peer's queue is full, or has room again."""
        self._full_until = now + FULL_S if full else 0.0

    def drained(self) -> None:
        """The peer has played everything that it was sent."""
        if self._mark is not None:
            self._finish(self._mark[1])

    def tick(self, now: float) -> None:
        """Every 20 ms."""
        self._ticks += 1
        self._playout.set_rate(self._codec.rate)
        if not self._codec.buffers:
            self._one(now)
        else:
            while now >= self._full_until and not self._playout.idle and self._played_until - now < LEAD_S:
                self._one(now)
        self._report(now)

    def _one(self, now: float) -> None:
        taken = self._playout.take()
        pcm, reached = (np.zeros(frame_samples(self._codec.rate), np.int16), []) if taken is None else taken
        for frame in self._codec.audio(pcm):
            self._send(frame)
        self._played_until = max(now, self._played_until) + FRAME_S
        for progress in reached:
            self._reached.append((self._played_until, progress))
            if progress.done and self._codec.marks:
                self._marks += 1
                for frame in self._codec.mark(f"m{self._marks}"):
                    self._send(frame)
                self._mark = (f"m{self._marks}", progress, self._played_until + MARK_S)

    def _report(self, now: float) -> None:
        while self._reached and self._reached[0][0] <= now + FRAME_S / 2:
            self._last = self._reached.popleft()[1]
            if self._last.done and not self._codec.marks:
                self._finish(self._last)
        if self._mark is not None and now >= self._mark[2]:
            self._finish(self._mark[1])
        if self._last is not None and self._ticks % _REPORT_TICKS == 0:
            self._heard(self._last.utterance, self._last.heard_sample, done=False)

    def _finish(self, progress: PlayoutProgress) -> None:
        self._mark = self._last = None
        self._reached.clear()
        self._heard(progress.utterance, progress.heard_sample, done=True)
