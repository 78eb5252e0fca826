"""The mouth of a trial by voice: the hall's own voice, played by the editor's page, which reports how far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.hall import Hall
from kiosk.session.speech_output import SpeechOutput
from kiosk.session.utterance import ClerkUtterance, SpokenClause
from kiosk.telemetry.fault import Fault
from kiosk.wire import SpeechFrame, encode
from kiosk.wire import messages as m


class TrialMouthHost(Protocol):
    """The connection around it."""

    def put(self, frame: str | bytes) -> None:
        """To the page."""

    def said_all(self) -> None:
        """All of it was played to its end."""

    def fault(self, fault: Fault) -> None:
        """A clause could not be spoken: silence as long as it takes to read."""


class TrialMouth:
    """`say` replaces what is being said. It is the outlet of its speech output, and its `SpeechOutputListener`.

    Nothing of it is kept in the cache of the hall's voice: a draft's words change with each save.
    """

    shows_face = False

    def __init__(self, hall: Hall, host: TrialMouthHost) -> None:
        self._host = host
        self._output = SpeechOutput(self, hall.voice, self, lead_s=hall.settings.turns.lead_s)
        self._output.speed = hall.settings.tts.speed

    @property
    def speaks(self) -> bool:
        return self._output.utterance is not None

    def say(self, texts: Sequence[str]) -> None:
        self.stop()
        for text in texts:
            self._output.say(text)
        self._output.close()

    def stop(self) -> None:
        """Silence at once; `said_all` is not called."""
        self._output.stop()

    def played(self, utterance: int, heard_sample: int, *, done: bool) -> None:
        """The page's report, due every 250 ms and at the end."""
        self._output.played(utterance, heard_sample, done=done, underruns=0)

    async def run(self) -> None:
        """Until cancelled."""
        await self._output.run()

    # ---- as Outlet and SpeechOutputListener -------------------------------------------------------------------------

    def send(self, message: m.Down) -> None:
        self._host.put(encode(message))

    def send_speech(self, frame: SpeechFrame) -> None:
        self._host.put(frame.encode())

    def taken_over(self) -> None:
        """A trial is not resumed elsewhere."""

    def first_sound(self) -> None:
        """Nothing is measured."""

    def clause_sent(self, clause: SpokenClause) -> None:
        """The page has its words already."""

    def speech_sent(self, utterance: ClerkUtterance, pcm: NDArray[np.int16]) -> None:
        """No echo is removed: the ear is shut meanwhile."""

    def spoken(self, utterance: ClerkUtterance) -> None:
        if not self.speaks:
            self._host.said_all()

    def fault(self, fault: Fault) -> None:
        self._host.fault(fault)
