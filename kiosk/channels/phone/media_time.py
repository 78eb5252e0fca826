"""Places sound that arrives in pieces on the clock of a call, so that a recording of it does not drift. Sans-I/O.

A line brings its sound without times. What comes late, in a burst, is placed one piece behind the other, because it
fills up what was missing; where sound was lost, the clock is ahead for good, and silence takes its place. Both look the
same when the first piece comes: a piece is placed by the smallest delay within `LOOK_S` behind it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from kiosk.wire.phone.events import Pcm

#: Seconds for which a piece waits, until what follows tells late sound from lost sound.
LOOK_S = 1.0
#: Seconds by which a piece may stand beside its place before silence is put in, or sound left out.
TOLERANCE_S = 0.02
#: Seconds behind the others at which a piece counts as late: the delay of a usual jitter buffer.
_LATE_S = 0.06
#: Seconds of missing sound from which on nothing was sent (hold, a pause that is not sent), rather than lost.
SILENT_S = 1.0
#: Seconds of sound that wait at most: a peer that sends more than time allows for is not recorded beyond it.
_WAITING_S = 20
#: Seconds around a gap within which a key explains it: some peers tell a key when it is pressed, some at its end.
_KEY_S = 0.1
_KEYS_REMEMBERED = 64


@dataclass(slots=True)
class _Arrived:
    """`at`: s on the caller's clock. `place`: its first sample if nothing was lost; `lag`: how far the clock was ahead
    of that, in samples."""

    at: float
    place: int
    lag: int
    pcm: Pcm


class MediaTime:
    """`rate`: Hz of all pieces. `began`: the time of sample 0, s on the clock that `now` is read from.

    `late`: pieces that came late. `lost`: samples of gaps shorter than `SILENT_S` in which no key was pressed: many
    peers send no sound while one is. `longest_gap`: of the longest gap, at the beginning too.
    """

    def __init__(self, rate: int, began: float) -> None:
        self._rate, self._began = rate, began
        self._waiting: deque[_Arrived] = deque()
        self._least: deque[int] = deque()  # lags in ascending order: of each piece that lags least of it and all later
        self._arrived = 0  # samples
        self._taken = 0  # of them, samples that wait no longer
        self._end = 0  # behind the last piece that was placed
        self._tolerance = round(TOLERANCE_S * rate)
        self._keyed: deque[float] = deque(maxlen=_KEYS_REMEMBERED)  # when keys came
        self.late = self.lost = self.longest_gap = 0

    def feed(self, pcm: Pcm, now: float) -> None:
        """The next piece has come."""
        if self._arrived - self._taken > _WAITING_S * self._rate:
            return
        lag = self._sample(now) - len(pcm) - self._arrived
        while self._least and self._least[-1] > lag:
            self._least.pop()
        self._least.append(lag)
        self._waiting.append(_Arrived(now, self._arrived, lag, pcm))
        self._arrived += len(pcm)

    def keyed(self, now: float) -> None:
        """A key has come: the gap around it is no lost sound."""
        self._keyed.append(now)

    def settle(self, now: float, *, final: bool = False) -> list[tuple[int, Pcm]]:
        """The pieces whose places are known now, with their first samples, in order and without overlap.

        `final`: all that wait, for nothing follows.
        """
        placed = []
        while self._waiting and (final or self._waiting[0].at <= now - LOOK_S):
            piece, lag = self._waiting.popleft(), self._least[0]
            if piece.lag == lag:
                self._least.popleft()
            self._taken += len(piece.pcm)
            self.late += piece.lag - lag > _LATE_S * self._rate
            start, pcm = self._place(piece.place + lag, piece.pcm)
            if len(pcm):
                placed.append((start, pcm))
        return placed

    def gap_at(self, now: float) -> int:
        """Samples for which nothing has come by `now`."""
        behind = self._waiting[-1].place + self._waiting[-1].lag + len(self._waiting[-1].pcm) if self._waiting else 0
        return max(0, self._sample(now) - max(self._end, behind))

    def _place(self, start: int, pcm: Pcm) -> tuple[int, Pcm]:
        gap = start - self._end
        if abs(gap) <= self._tolerance:
            start = self._end
        elif gap > 0:
            self._missing(start, gap)
        else:  # no sound is later than its arrival: what stands too late is moved up
            pcm, start = pcm[-gap:], self._end
        self._end = start + len(pcm)
        return start, pcm

    def _missing(self, start: int, gap: int) -> None:
        """`start`: behind the gap."""
        self.longest_gap = max(self.longest_gap, gap)
        if self._end and gap < SILENT_S * self._rate and not self._is_keyed(start, gap):
            self.lost += gap

    def _is_keyed(self, start: int, gap: int) -> bool:
        slack = _KEY_S * self._rate
        return any(start - gap - slack <= self._sample(at) <= start + slack for at in self._keyed)

    def _sample(self, at: float) -> int:
        return round((at - self._began) * self._rate)
