"""The hearing stage: gaps, floods, and models that fail."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from asr import EarSettings, RecogniserError, Transcript, Utterance, VoiceActivityError, VoiceStarted
from kiosk.listening import MIC_FRAMES, Listening, Recognised

FRAME = np.ones(320, np.int16)


class Ear:
    """Hears whatever it is told to; remembers how much sound it was given."""

    def __init__(self, *answers: Any) -> None:
        self.settings = EarSettings()
        self.answers = list(answers)
        self.sample = 0
        self.heard: list[NDArray[np.int16]] = []
        self.speaking = False
        self.resets = 0

    def feed(self, pcm: NDArray[np.int16]) -> list[Any]:
        self.heard.append(pcm)
        self.sample += len(pcm)
        answer = self.answers.pop(0) if self.answers else []
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]

    def reset(self) -> None:
        self.resets += 1


class Recogniser:
    def __init__(self, answer: Transcript | Exception) -> None:
        self.answer = answer

    async def transcribe(self, pcm: NDArray[np.int16]) -> Transcript:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Stage:
    def __init__(self, ear: Ear, answer: Transcript | Exception) -> None:
        self.happened: list[Any] = []
        self.faults: list[str] = []
        self.threads = ThreadPoolExecutor(1)
        self.done = asyncio.Event()
        ears: Any = ear
        recogniser: Any = Recogniser(answer)
        self.listening = Listening(
            ears,
            recogniser,
            self.threads,
            on_voice=lambda: self.happened.append("voice"),
            on_pause=lambda: self.happened.append("pause"),
            on_text=self.text,
            on_fault=self.fault,
        )

    def text(self, recognised: Recognised) -> None:
        self.happened.append(recognised)
        self.done.set()

    def fault(self, what: str) -> None:
        self.faults.append(what)
        self.done.set()

    async def run(self) -> None:
        task = asyncio.create_task(self.listening.run())
        async with asyncio.timeout(10):
            await self.done.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        self.threads.shutdown()


async def test_an_utterance_becomes_text_with_its_times() -> None:
    ear = Ear([VoiceStarted(0), Utterance(0, 6400, np.ones(6400, np.int16))])
    stage = Stage(ear, Transcript("你好", 0.9, 0.0, 0.4))
    for first in range(16_000, 32_000, 320):  # the page has been on for a second before this session
        stage.listening.hear(first, FRAME, 0)
    await stage.run()
    assert stage.happened[:2] == ["voice", "pause"]
    heard = stage.happened[2]
    assert heard.transcript.text == "你好"
    assert heard.end_sample == 16_000 + 6400 - 3200, "on the microphone's clock, without the tail"
    assert heard.endpoint_ms == (16_000 - 3200) / 16


async def test_lost_frames_become_silence_so_that_time_holds() -> None:
    ear = Ear([Utterance(0, 3200, FRAME)])
    stage = Stage(ear, Transcript("好", 0.9, 0.0, 0.4))
    stage.listening.hear(0, FRAME, 0)
    stage.listening.hear(960, FRAME, 640)
    await stage.run()
    (sound,) = ear.heard
    assert sound.tolist() == [1] * 320 + [0] * 640 + [1] * 320


async def test_a_flood_drops_the_oldest_and_counts() -> None:
    ear = Ear([Utterance(0, 3200, FRAME)])
    stage = Stage(ear, Transcript("好", 0.9, 0.0, 0.4))
    for number in range(MIC_FRAMES + 7):
        stage.listening.hear(number * 320, FRAME, 0)
    assert stage.listening.dropped == 7
    await stage.run()
    assert len(ear.heard[0]) == MIC_FRAMES * 320


async def test_a_recogniser_that_fails_asks_again() -> None:
    stage = Stage(Ear([Utterance(0, 3200, FRAME)]), RecogniserError("no memory"))
    stage.listening.hear(0, FRAME, 0)
    stage.done.clear()
    await stage.run()
    await asyncio.sleep(0)
    assert stage.faults == ["recogniser: no memory"]


async def test_an_ear_that_fails_goes_on_hearing() -> None:
    ear = Ear(VoiceActivityError("NaN"))
    stage = Stage(ear, Transcript("好", 0.9, 0.0, 0.4))
    stage.listening.hear(0, FRAME, 0)
    await stage.run()
    assert stage.faults == ["ear: NaN"]
    assert ear.resets == 1
