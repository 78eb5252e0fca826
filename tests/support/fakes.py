"""Stand-ins for what a session talks to, for tests in virtual time: a voice that is quick, a page that plays."""

from __future__ import annotations

import asyncio
from typing import Protocol

import numpy as np

from kiosk.backend import BackendError
from kiosk.loudspeaker import Loudspeaker
from kiosk.utterance import Utterance
from kiosk.wire import SpeechFrame
from kiosk.wire import messages as m
from tts import Phone, Speech, VoiceError


class Listener(Protocol):
    """Who wants to know what was played."""

    def played(self, report: m.Played) -> None: ...


RATE = 24_000


class Voice:
    """Speaks a quarter of a second a character, and takes a tenth of that to do it."""

    async def speak(self, text: str, *, speed: float = 1.0, keep: bool = False) -> Speech:
        if "坏" in text:
            raise VoiceError("broken on purpose")
        seconds = 0.25 * len(text) / speed
        await asyncio.sleep(seconds / 10)
        samples = int(seconds * RATE)
        return Speech(text, np.full(samples, 1000, np.int16), RATE, (Phone("a", 0, samples),))


class Page:
    """An outlet with a loudspeaker behind it, which reports as the real page does."""

    def __init__(self, *, deaf: bool = False) -> None:
        self.messages: list[m.Down] = []
        self.hung_up = False
        self.frames: list[SpeechFrame] = []
        self.speaker = Loudspeaker()
        self.listener: Listener | None = None
        self.deaf = deaf
        self.done: list[Utterance] = []
        self.faults: list[str] = []
        self.ahead = 0

    def send(self, message: m.Down) -> None:
        self.messages.append(message)
        if isinstance(message, m.Stop):
            report = self.speaker.stop(message.utterance, message.epoch, self.now())
            if report is not None and self.listener is not None:
                asyncio.get_running_loop().call_soon(self.listener.played, report)

    def send_media(self, data: bytes) -> None:
        frame = SpeechFrame.decode(data)
        self.frames.append(frame)
        self.speaker.feed(frame, self.now())
        self.ahead = max(self.ahead, frame.first + len(frame.pcm) - self.speaker.heard)

    def taken_over(self) -> None:
        self.hung_up = True

    def now(self) -> float:
        return asyncio.get_running_loop().time()

    async def play(self) -> None:
        while True:
            await asyncio.sleep(0.02)
            report = self.speaker.report(self.now())
            if report is not None and self.listener is not None and not self.deaf:
                self.listener.played(report)


class Backend:
    """Answers every call as the demo back end would for an ordinary citizen; counts what it was asked."""

    def __init__(self, fault: str = "") -> None:
        self.calls: list[tuple[str, dict[str, str], str]] = []
        self.fault = fault

    async def call(self, api: str, params: dict[str, str], *, key: str, timeout_s: float) -> dict[str, str]:
        self.calls.append((api, params, key))
        await asyncio.sleep(0.2)
        if self.fault == api:
            raise BackendError("timeout", api)
        return {
            "sbk.status": {"姓名": "王小明", "卡状态": "正常", "卡号末四位": "6217"},
            "sbk.loss": {"受理号": "SB20260001", "受理时间": "2026-11-22 10:00"},
        }[api]


class Ledger:
    """A record in memory, for tests that must not wait for a disk."""

    def __init__(self) -> None:
        self.turns: list[tuple[str, str, str | None]] = []
        self.events: list[tuple[str, str]] = []
        self.finished: list[tuple[str, str, dict[str, str], str]] = []
        self.begun = 0
        self.kept: dict[str, str] = {}

    async def begin(self, conversation: str, device: str, channel: str) -> None:
        self.begun += 1

    async def turn(
        self, conversation: str, who: str, via: str, kind: str, text: str, *, heard: str | None = None
    ) -> str:
        self.turns.append((who, text, heard))
        return str(len(self.turns))

    async def time(self, turn: str, timings: dict[str, float]) -> None:
        pass

    async def event(self, kind: str, conversation: str = "", detail: str = "") -> None:
        self.events.append((kind, detail))

    async def finish(
        self, conversation: str, reason: str, service: str, slots: dict[str, str], *, version: str, receipt: str
    ) -> None:
        self.finished.append((reason, service, slots, receipt))
        self.kept.pop(conversation, None)

    async def save_state(self, conversation: str, state: str) -> None:
        self.kept[conversation] = state

    async def load_state(self, conversation: str) -> str | None:
        return self.kept.get(conversation)
