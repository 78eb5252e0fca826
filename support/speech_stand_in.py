"""What citizens say, for tests: stands in for the segmenter hub and the recogniser."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import numpy as np

from asr import (
    RATE,
    MicState,
    MicStateChanged,
    Segmenter,
    SegmenterEvent,
    SegmentPaused,
    SegmentResumed,
    SegmentStarted,
    SegmentUpdated,
    SpeechSegment,
    Transcript,
)
from asr.syllables.lattice import pack
from support.posteriors import spoken

#: Silence between the last voiced sample and the end of every utterance (ms).
_ENDPOINT_MS = 300


class SpeechStandIn:
    """Give it to `make_hall` as segmenter hub and as recogniser. `streams`: one a session, in order of creation."""

    name, backlog_s, timeout_s = "spoken", 0.0, 10.0
    hears_syllables = True

    def __init__(self) -> None:
        self.streams: list[SpeakingCitizen] = []
        self.transcript = Transcript("", 0.0, 0.0, 0.0)

    def join(
        self, segmenter: Segmenter, on_events: Callable[[list[SegmenterEvent]], None], on_fault: object
    ) -> SpeakingCitizen:
        self.streams.append(SpeakingCitizen(self, segmenter, on_events))
        return self.streams[-1]

    async def transcribe(self, pcm: Any, ticket: Any = None) -> Transcript:
        return self.transcript

    async def warm(self) -> None:
        """There is nothing to load."""

    async def close(self) -> None:
        """There is nothing to stop."""


class SpeakingCitizen:
    """One citizen before a microphone. What they do has happened, and been acted on, when a method returns.

    The segmenter is given no sound, so that its clock stands still; every utterance ends `_ENDPOINT_MS` before it.
    """

    dropped = 0
    fed: int  # samples of the microphone so far, at 16 kHz
    loudest: int  # of them

    def __init__(
        self, hub: SpeechStandIn, segmenter: Segmenter, on_events: Callable[[list[SegmenterEvent]], None]
    ) -> None:
        self._hub, self._segmenter, self._on_events = hub, segmenter, on_events
        self.loudest = 0
        self.fed, self._fed_at = 0, asyncio.get_running_loop().time()
        self._began = 0
        self._resumed = 0  # times that the utterance went on after a pause

    # ---- a stream of the hub -----------------------------------------------------------------------------------

    def feed(self, pcm: Any) -> int:
        self.fed += len(pcm)
        self.loudest = max(self.loudest, int(np.abs(np.asarray(pcm, np.int32)).max(initial=0)))
        self._fed_at = asyncio.get_running_loop().time()
        return 0

    def do(self, command: Callable[[Segmenter], list[SegmenterEvent]]) -> None:
        if events := command(self._segmenter):
            self._on_events(events)

    def leave(self) -> None:
        """Nothing is kept of who leaves."""

    # ---- as a citizen -----------------------------------------------------------------------------------------------

    async def voice(self) -> None:
        """Begins to speak."""
        self._resumed, self._began = 0, self._now
        await self._heard(SegmentStarted(self._began))

    async def partial(self, text: str) -> None:
        """Is speaking, and `text` is recognised so far."""
        await self._heard(SegmentUpdated(self._utterance), Transcript(text, 0.9, 0.0, 1.0))

    async def syllables(self, text: str) -> None:
        """Is speaking, and the syllables of `text` are certain so far."""
        heard = Transcript("", 0.0, 0.0, 1.0, lattice=pack(spoken(text)))
        so_far = SpeechSegment(self._began, self._began + RATE, np.zeros(RATE, np.int16))
        await self._heard(SegmentUpdated(so_far), heard)

    async def draft(self, text: str) -> None:
        """Pauses after `text`."""
        await self._heard(SegmentPaused(self._utterance), Transcript(text, 0.9, 0.0, 1.0))

    async def more(self) -> None:
        """Goes on after a pause."""
        self._resumed += 1
        await self._heard(SegmentResumed(self.fed))

    async def words(self, transcript: Transcript, *, going_on: bool = False) -> None:
        """Has finished, and this is recognised. `going_on`: the next utterance has begun before it is recognised."""
        self._hub.transcript = transcript
        events: list[SegmenterEvent] = [self._utterance]
        if going_on:
            events.append(SegmentStarted(self._now))
        self._on_events(events)
        await _settled()

    async def says(self, text: str) -> None:
        """An utterance from beginning to end."""
        await self.voice()
        await self.words(Transcript(text, 0.9, 0.0, 1.0))

    async def microphone(self, state: MicState) -> None:
        """The microphone becomes fit or unfit."""
        await self._heard(MicStateChanged(state))

    async def _heard(self, event: SegmenterEvent, transcript: Transcript | None = None) -> None:
        if transcript is not None:
            self._hub.transcript = transcript
        self._on_events([event])
        await _settled()

    @property
    def _now(self) -> int:
        """The microphone's sample of this moment."""
        return self.fed + round((asyncio.get_running_loop().time() - self._fed_at) * RATE)

    @property
    def _utterance(self) -> SpeechSegment:
        settings = self._segmenter.settings.endpoint
        end = self._segmenter.sample + (settings.tail_ms - _ENDPOINT_MS) * RATE // 1000
        return SpeechSegment(end - RATE - self._resumed, end, np.zeros(RATE + self._resumed, np.int16))


async def _settled() -> None:
    """Until all that follows at once has happened; in virtual time 1 ms."""
    await asyncio.sleep(0.001)
