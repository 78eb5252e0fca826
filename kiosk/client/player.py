"""A loudspeaker without a sound card, sans-I/O: plays speech frames on the caller's clock and counts samples.

The Python client's counterpart of the page's AudioWorklet: it keeps the same counters and reports the same `played`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kiosk.wire import SpeechFrame
from kiosk.wire.messages import Played


class Loudspeaker:
    """Plays one utterance after the other at `rate` Hz. Times are seconds on the caller's clock."""

    def __init__(self, rate: int = 24_000, report_s: float = 0.25) -> None:
        self._rate, self._report_s = rate, report_s
        self._pcm: list[NDArray[np.int16]] = []
        self._received = 0
        self._last = False
        self._clock: float | None = None  # when sample `_origin` was played; None: not playing
        self._origin = 0
        self._reported = 0.0
        self.utterance: int | None = None
        self.epoch = 0
        self.heard = 0
        self.underruns = 0
        self.first_at: float | None = None  # when this utterance's first sample was played

    def feed(self, frame: SpeechFrame, now: float) -> None:
        """Frames of older epochs are dropped."""
        if frame.epoch < self.epoch:
            return
        if frame.utterance != self.utterance:
            self.utterance, self.heard, self.underruns, self._received, self._last = frame.utterance, 0, 0, 0, False
            self._pcm, self._clock, self._origin, self._reported = [], None, 0, now
            self.first_at = None
        self.advance(now)
        self._pcm.append(frame.pcm)
        self._received += len(frame.pcm)
        self._last = self._last or frame.last
        if self._clock is None and self.heard < self._received:
            self._clock, self._origin = now, self.heard
            if self.first_at is None:
                self.first_at = now

    def advance(self, now: float) -> None:
        """Play up to `now`. An empty buffer stops the counter: an underrun, or the end."""
        if self._clock is None:
            return
        reached = self._origin + int((now - self._clock) * self._rate)
        self.heard = min(reached, self._received)
        if reached >= self._received:
            self._clock = None
            self.underruns += 0 if self._last else 1

    def report(self, now: float) -> Played | None:
        """The next `played`, if one is due: every 250 ms while speaking, and once at the end."""
        self.advance(now)
        if self.utterance is None:
            return None
        done = self._last and self.heard >= self._received
        if not done and now - self._reported < self._report_s:
            return None
        self._reported = now
        buffered = (self._received - self.heard) * 1000 / self._rate
        played = Played(self.utterance, self.heard, buffered, self.underruns, 0.0, done)
        if done:
            self.utterance = None
        return played

    def stop(self, utterance: int, epoch: int, now: float) -> Played | None:
        """The server's `stop`: stop playing; returns how much of the utterance was heard."""
        self.advance(now)
        self.epoch = epoch
        if self.utterance != utterance:
            return None
        played = Played(utterance, self.heard, 0.0, self.underruns, 0.0, True)
        self.utterance, self._clock = None, None
        return played

    @property
    def pcm(self) -> NDArray[np.int16]:
        """What was received of the current utterance."""
        return np.concatenate(self._pcm) if self._pcm else np.zeros(0, np.int16)
