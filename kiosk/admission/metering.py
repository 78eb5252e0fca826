"""Engines with a meter: the CPU time that recognition and synthesis cost this process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from asr import Recogniser, Ticket, Transcript, Urgency
from kiosk.admission.capacity import Cost, Meter, Work
from kiosk.admission.cpu_clock import CpuClock
from tts import Speech, Voice


class Clock(Protocol):
    """CPU time so far, in seconds."""

    def now(self) -> float: ...


class WarmRecogniser(Recogniser, Protocol):
    """A recogniser with a model to load."""

    async def warm(self) -> None: ...


class WarmVoice(Voice, Protocol):
    """A voice with a model to load and to free, which can also prerender."""

    async def prerender(self, text: str, *, speed: float = 1.0) -> Speech: ...

    async def warm(self) -> None: ...

    async def close(self) -> None: ...


class Metering:
    """Collects what the metered engines of a process use. One per process, as its CPU clock is."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or CpuClock()
        self.cost = Cost()
        self._meter = Meter()
        self._conversations = 0
        self._since = time.monotonic()

    @property
    def conversations(self) -> int:
        """Set how many conversations are running now."""
        return self._conversations

    @conversations.setter
    def conversations(self, number: int) -> None:
        self.elapse()
        self._conversations = number

    def turn(self) -> None:
        """An utterance has been recognised."""
        self.elapse()
        self.cost.turn()

    def elapse(self) -> None:
        """Account for the time up to now."""
        now = time.monotonic()
        self.cost.elapse(now - self._since, self._conversations)
        self._since = now

    @contextmanager
    def at(self, work: Work) -> Iterator[None]:
        """Charges `work` with what is done inside the `with`, also when it fails or is cancelled."""
        job = self._meter.begin(self._clock.now())
        try:
            yield
        finally:
            self.cost.use(work, self._meter.end(job, self._clock.now()))


class MeteredRecogniser:
    """Satisfies `asr.Recogniser`."""

    def __init__(self, recogniser: WarmRecogniser, metering: Metering) -> None:
        self._recogniser, self._metering = recogniser, metering

    @property
    def name(self) -> str:
        return self._recogniser.name

    @property
    def backlog_s(self) -> float:
        return self._recogniser.backlog_s

    @property
    def hears_syllables(self) -> bool:
        return self._recogniser.hears_syllables

    @property
    def timeout_s(self) -> float:
        return self._recogniser.timeout_s

    async def warm(self) -> None:
        await self._recogniser.warm()

    async def transcribe(self, pcm: NDArray[np.int16], ticket: Ticket | None = None) -> Transcript:
        with self._metering.at(Work.HEAR):
            transcript = await self._recogniser.transcribe(pcm, ticket)
        if ticket is None or ticket.urgency is not Urgency.PARTIAL:
            self._metering.turn()
        return transcript

    async def close(self) -> None:
        await self._recogniser.close()


class MeteredVoice:
    """Satisfies `tts.Voice`; stands behind the cache, so that only new synthesis is charged."""

    def __init__(self, voice: WarmVoice, metering: Metering) -> None:
        self._voice, self._metering = voice, metering

    @property
    def name(self) -> str:
        return self._voice.name

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        with self._metering.at(Work.SPEAK):
            return await self._voice.speak(text, speed=speed)

    async def prerender(self, text: str, *, speed: float = 1.0) -> Speech:
        with self._metering.at(Work.AHEAD):
            return await self._voice.prerender(text, speed=speed)

    async def warm(self) -> None:
        await self._voice.warm()

    async def close(self) -> None:
        await self._voice.close()
