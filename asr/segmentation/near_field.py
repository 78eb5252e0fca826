"""Whether a voice over the clerk's is the citizen's at the kiosk, or that of somebody farther away. Sans-I/O.

Words do not tell: who stands behind says the same. Loudness does: three chunks of the beginning must reach a
level. Once the citizen has spoken, it is their own level less a margin, whatever the hall and the microphone; before
that it is so much over the floor.

Measured on 14 phrases of two voices, over the clerk (echo at -38 dBFS): spans that begin.

                                        any voice   floor + 15 dB   the citizen's level - 8 dB
    citizen, -20 dBFS, hall at -42             14              14                           14
    citizen, -24, hall at -36                  14              13                           14
    15 dB softer, more room, hall at -42        2               0                            0
    12 dB softer, more room, hall at -42        6               1                            0
    15 dB softer, more room, hall at -48       12              10                            0

So before the citizen has spoken, somebody 13 dB over a quiet hall cannot be told from a citizen in a loud one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class NearFieldSettings:
    """dB."""

    softer_db: float = 8.0  # under the citizen's own level
    unknown_db: float = 15.0  # over the floor, where no citizen has spoken yet
    loud_chunks: int = 3  # that reach it (of 32 ms)


#: Utterances whose median is the citizen's own level, and the share of an utterance's chunks that are softer than it.
_UTTERANCES, _SHARE = 5, 0.75
#: Chunks of an utterance under which it says nothing of the citizen's level.
_LEAST = 8


class NearField:
    """One stream's gate. Tell it each voiced chunk, and when an utterance begins and ends."""

    def __init__(self, settings: NearFieldSettings) -> None:
        self.settings = settings
        self._own: deque[float] = deque(maxlen=_UTTERANCES)
        self._levels: list[float] = []
        self._loud = 0

    @property
    def own_db(self) -> float | None:
        """The citizen's level (dBFS); None before the first utterance."""
        return median(self._own) if self._own else None

    @property
    def near(self) -> bool:
        """Whether the voice that is heard is loud enough for one at the kiosk."""
        return self._loud >= self.settings.loud_chunks

    def voiced(self, level: float, floor: float) -> None:
        """A voiced chunk: its level, and the room's floor (dBFS)."""
        own = self.own_db
        wanted = floor + self.settings.unknown_db if own is None else own - self.settings.softer_db
        self._loud += level >= wanted
        self._levels.append(level)

    def ended(self) -> None:
        """The utterance is over: its level is the citizen's."""
        if len(self._levels) >= _LEAST:
            self._own.append(sorted(self._levels)[int(len(self._levels) * _SHARE)])
        self.forget()

    def forget(self) -> None:
        """What was heard began nothing."""
        self._levels.clear()
        self._loud = 0
