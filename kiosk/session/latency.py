"""The latency of a spoken turn by stage: end of speech -> text -> decision -> first sound."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from kiosk.session.recognition import Recognised
from kiosk.wire.messages import TimingMessage


@dataclass(slots=True)
class TurnClock:
    """Times spoken turns, not touched or typed ones. Call the methods in this order; `first_sound` ends the turn."""

    _heard: Recognised | None = None
    _number: int = 0
    _marks: dict[str, float] = field(default_factory=dict)

    def heard(self, number: int, heard: Recognised) -> None:
        """`number`: of the citizen's turn, from 1."""
        self._number, self._heard, self._marks = number, heard, {}

    def decide(self) -> None:
        self._marks.setdefault("decide", time.perf_counter())

    def decided(self) -> None:
        """The machine has decided to say something."""
        self._marks.setdefault("decided", time.perf_counter())

    def first_sound(self) -> TimingMessage | None:
        """The turn's latencies; None for a turn that was not spoken, or whose answer has sounded before."""
        heard, self._heard = self._heard, None
        if heard is None or not {"decide", "decided"} <= self._marks.keys():
            return None
        decide, decided, now = self._marks["decide"], self._marks["decided"], time.perf_counter()
        return TimingMessage(
            turn=self._number,
            end_sample=heard.speech.end_sample,
            endpoint_ms=round(heard.speech.endpoint_ms, 1),
            asr_ms=round(heard.asr_ms, 1),
            decide_ms=round((decided - decide) * 1000, 1),
            voice_ms=round((now - decided) * 1000, 1),
        )
