"""The hearing stage of a session: microphone frames in, turn-taking events out.

Two tasks in a row: one runs the ear over the sound, the other the recogniser over finished utterances, in their order.
Both models run in worker threads.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from asr import (
    RATE,
    Ear,
    Recogniser,
    RecogniserError,
    Transcript,
    Utterance,
    VoiceActivityError,
    VoiceStarted,
)

#: Microphone frames waiting for the ear. Overflow: the oldest is dropped and counted (20 ms each; 4 s in all).
MIC_FRAMES = 200
#: Finished utterances waiting for the recogniser. Overflow: the ear waits, and then the microphone drops.
UTTERANCES = 4
#: Missing sound is filled with silence up to this long; a longer gap ends the utterance by itself.
FILL = RATE


@dataclass(frozen=True, slots=True)
class Recognised:
    """An utterance's text and where the time went, in ms. `end_sample` is on the microphone's clock."""

    transcript: Transcript
    end_sample: int
    endpoint_ms: float
    asr_ms: float


class Listening:
    """`on_voice`: the citizen speaks. `on_pause`: they have finished, text follows. `on_text`: the text."""

    def __init__(
        self,
        ear: Ear,
        recogniser: Recogniser,
        threads: Executor,
        *,
        on_voice: Callable[[], None],
        on_pause: Callable[[], None],
        on_text: Callable[[Recognised], None],
        on_fault: Callable[[str], None],
    ) -> None:
        self.ear = ear
        self.dropped = 0
        self._recogniser, self._threads = recogniser, threads
        self._on_voice, self._on_pause, self._on_text, self._on_fault = on_voice, on_pause, on_text, on_fault
        self._mic: deque[NDArray[np.int16]] = deque(maxlen=MIC_FRAMES)
        self._arrived = asyncio.Event()
        self._utterances: asyncio.Queue[tuple[Utterance, float]] = asyncio.Queue(UTTERANCES)
        self._base: int | None = None  # the ear's sample 0 on the microphone's clock

    def hear(self, first: int, pcm: NDArray[np.int16], missing: int) -> None:
        """A frame from the microphone; `missing` samples were lost before it."""
        if self._base is None:
            self._base, missing = first, 0
        if missing:
            self._mic.append(np.zeros(min(missing, FILL), np.int16))
            self._base += max(0, missing - FILL)
        if len(self._mic) == self._mic.maxlen:
            self.dropped += 1
            self._base += len(self._mic[0])
        self._mic.append(pcm)
        self._arrived.set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen(), name="listening.ear")
            group.create_task(self._recognise(), name="listening.recogniser")

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            sound = np.concatenate(self._mic)
            self._mic.clear()
            try:
                events = await loop.run_in_executor(self._threads, self.ear.feed, sound)
            except VoiceActivityError as error:
                # Deaf for a moment, not dead: touch and text still work, and the next frame may be heard again.
                self._on_fault(f"ear: {error}")
                if self.ear.speaking:
                    self._on_pause()
                    self._on_text(_nothing(0.0))
                self.ear.reset()
                continue
            for event in events:
                if isinstance(event, VoiceStarted):
                    self._on_voice()
                else:
                    self._on_pause()
                    await self._utterances.put((event, (self.ear.sample - self._spoken_until(event)) * 1000 / RATE))

    async def _recognise(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            utterance, endpoint_ms = await self._utterances.get()
            began = clock()
            try:
                transcript = await self._recogniser.transcribe(utterance.pcm)
            except RecogniserError as error:
                self._on_fault(f"recogniser: {error}")
                transcript = Transcript("", 0.0, 0.0, utterance.seconds, refused="fault")
            end = (self._base or 0) + self._spoken_until(utterance)
            self._on_text(Recognised(transcript, end, endpoint_ms, (clock() - began) * 1000))

    def _spoken_until(self, utterance: Utterance) -> int:
        """The utterance without the tail that is kept behind its last voiced sample."""
        return utterance.end - self.ear.settings.endpoint.tail_ms * RATE // 1000


def _nothing(seconds: float) -> Recognised:
    return Recognised(Transcript("", 0.0, 0.0, seconds, refused="fault"), 0, 0.0, 0.0)
