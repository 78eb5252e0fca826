"""A speech input with stand-ins for segmenter, hub and recogniser, and what it tells its listener."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import numpy as np

from asr import (
    RATE,
    Flushed,
    HeardSyllables,
    MicState,
    MicStateChanged,
    SegmenterEvent,
    SegmenterSettings,
    SpeechSegment,
    Ticket,
    Transcript,
)
from kiosk.session.recognition import Recognised, SpeechEnd
from kiosk.session.recognition_budget import RecognitionBudget
from kiosk.session.speech_input import SpeechInput
from kiosk.telemetry.fault import Fault

FRAME = np.ones(320, np.int16)


def said(start: int = 0, end: int = 6400) -> SpeechSegment:
    return SpeechSegment(start, end, np.ones(end - start, np.int16))


class Seats:
    """Stands in for `asr.SegmenterHub`: one stream, with events from the test. Commands are carried out at once."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.dropped = 0
        self.overflow = 0
        self.left = False

    def join(self, ear: Any, on_events: Callable[[Any], None], on_fault: Callable[[Any], None]) -> Seats:
        self.ear, self.events, self.fault = ear, on_events, on_fault
        return self

    def feed(self, pcm: Any) -> int:
        self.heard += pcm.tolist()
        self.ear.now += len(pcm)
        lost, self.overflow = self.overflow, 0
        return lost

    def do(self, command: Callable[[Any], list[SegmenterEvent]]) -> None:
        if events := command(self.ear):
            self.events(events)

    def leave(self) -> None:
        self.left = True


class AnEar:
    def __init__(self) -> None:
        self.settings = SegmenterSettings()
        self.end_silence_ms = self.min_speech_ms = self.update_every_ms = 0
        self.settled: list[int] = []
        self.silent_s: list[float] = []
        self.now = 0
        self.ending: SpeechSegment | None = None

    @property
    def sample(self) -> int:
        return self.now

    def set_end_silence(self, end_silence_ms: int) -> list[SegmenterEvent]:
        self.settled.append(end_silence_ms)
        return []

    def flush(self) -> list[SegmenterEvent]:
        return [*([self.ending] if self.ending else []), Flushed()]

    def no_sound(self, seconds: float) -> list[SegmenterEvent]:
        self.silent_s.append(seconds)
        return [MicStateChanged(MicState.DEAD)] if seconds >= 2 else []


class Recogniser:
    """Takes 0.3 s over everything, in the order in which it comes."""

    name, backlog_s, timeout_s = "test", 0.0, 8.0
    hears_syllables = True

    def __init__(self, *answers: Transcript | Exception) -> None:
        self.answers = list(answers)
        self.tickets: list[Ticket] = []
        self.seconds: list[float] = []
        self.cancelled = 0
        self.takes = 0.3

    async def transcribe(self, pcm: Any, ticket: Ticket | None = None) -> Transcript:
        assert ticket is not None
        self.tickets.append(ticket)
        self.seconds.append(len(pcm) / RATE)
        answer = self.answers.pop(0) if self.answers else Transcript("你好", 0.9, 0.0, 1.0)
        try:
            await asyncio.sleep(self.takes)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def close(self) -> None:
        pass


class Stage:
    """A speech input, and what it told its listener."""

    def __init__(self, *answers: Transcript | Exception, budget: RecognitionBudget | None = None) -> None:
        self.happened: list[Any] = []
        self.faults: list[Fault] = []
        self.streams, self.ear, self.recogniser = Seats(), AnEar(), Recogniser(*answers)
        ear: Any = self.ear
        streams: Any = self.streams
        self.speech_input = SpeechInput(self, ear, streams, self.recogniser, budget=budget)

    def speech_started(self, sample: int, at: float) -> None:
        self.happened.append("voice")

    def speech_resumed(self) -> None:
        self.happened.append("more")

    def speech_ended(self, speech: SpeechEnd) -> None:
        self.happened.append("pause")

    def interim_transcript(self, text: str, stable: int) -> None:
        self.happened.append((text, stable))

    def syllables_heard(self, heard: HeardSyllables) -> None:
        self.happened.append(heard.certain)

    def eager_transcript(self, transcript: Transcript) -> None:
        self.happened.append(f"draft {transcript.text}")

    def final_transcript(self, recognised: Recognised) -> None:
        self.happened.append(recognised)

    def mic_changed(self, state: MicState) -> None:
        self.happened.append(state)

    def fault(self, fault: Fault) -> None:
        self.faults.append(fault)

    async def hears(self, *events: SegmenterEvent | float) -> None:
        """Events of the ear, all in their order; a number lets so many seconds pass."""
        for event in events:
            if isinstance(event, float):
                await asyncio.sleep(event)
            else:
                self.streams.events([event])
                await asyncio.sleep(0.001)

    @property
    def texts(self) -> list[str]:
        return [h.transcript.text for h in self.happened if isinstance(h, Recognised)]


Make = Callable[..., Stage]


@asynccontextmanager
async def stages() -> AsyncIterator[Make]:
    """Makes stages that run, and looks at the end whether anything of them is left."""
    running: list[asyncio.Task[None]] = []
    made: list[Stage] = []

    def make(*answers: Transcript | Exception, budget: RecognitionBudget | None = None) -> Stage:
        made.append(Stage(*answers, budget=budget))
        running.append(asyncio.create_task(made[-1].speech_input.run()))
        return made[-1]

    yield make
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    assert all(s.streams.left for s in made), "a session that is over still hears"
    assert not [t for t in asyncio.all_tasks() if t.get_name().startswith(("speech_input", "recognition"))]
