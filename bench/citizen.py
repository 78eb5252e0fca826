"""One citizen of a crowd: a WebSocket client so light that 64 of them cost a fraction of a core.

It has no task that wakes for every frame: the crowd's clock calls `tick`. It speaks clips rendered before, plays on the
client's own `Loudspeaker`, acknowledges what was played as the page does, and writes down when things happened.
"""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import numpy as np
from numpy.typing import NDArray

from bench.clips import Clip
from kiosk.client.player import Loudspeaker
from kiosk.wire import MIC_SAMPLES, SpeechFrame, encode
from kiosk.wire import messages as m

_HEADER = struct.Struct("<BBHI")
#: Louder than this is a sound that somebody hears: about 44 dB under full scale.
_AUDIBLE = 200
#: A page reports every 250 ms; looking every fifth frame is near enough to send that in time.
_LOOK_EVERY = 5


@dataclass(slots=True)
class Question:
    """One utterance of the citizen. Loop times; None: did not happen (yet)."""

    said: str
    began_at: float  # its first audible sample was sent
    ended_at: float | None = None  # its last audible sample was sent
    cut_in: bool = False  # the clerk was speaking
    text: str = ""
    text_at: float | None = None
    texts: int = 0
    answer: int | None = None  # the utterance that answers
    sound_at: float | None = None  # its first audible sample was played
    silent_at: float | None = None  # the clerk's last sample after this broke in
    stop_at: float | None = None  # the `stop` came
    stages: dict[str, float] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """For the report: milliseconds since the end of speech (since the onset, for a break-in)."""

        def since(start: float | None, at: float | None) -> float | None:
            return None if start is None or at is None else round((at - start) * 1000, 1)

        return {
            "said": self.said, "heard": self.text, "texts": self.texts, "cut_in": self.cut_in,
            "text_ms": since(self.ended_at, self.text_at), "sound_ms": since(self.ended_at, self.sound_at),
            "onset_to_silence_ms": since(self.began_at, self.silent_at),
            "stop_to_silence_ms": since(self.stop_at, self.silent_at),
            "stages": self.stages,
        }  # fmt: skip


class CrowdCitizen:
    """`open`, then `tick` every 20 ms; `ask` when `state` and the schedule allow."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, noise: NDArray[np.int16], offset: int) -> None:
        self._socket, self._noise, self._at = socket, noise, offset
        self._sample = 0
        self._clip: Clip | None = None
        self._clip_at = 0
        self._speaker = Loudspeaker()
        self._ticks = 0
        self._listener: asyncio.Task[None] | None = None
        self._newest = 0  # the clerk's newest utterance
        self.state = ""
        self.errors: list[str] = []
        self.gone = False
        self.greeted = False
        self.queued = False  # outside, until the hall has a place
        self.asked: list[Question] = []
        self.answered_at: float | None = None
        self.voice_frames = 0

    @classmethod
    async def open(
        cls, http: aiohttp.ClientSession, url: str, noise: NDArray[np.int16], offset: int, *, start: bool = True
    ) -> CrowdCitizen:
        socket = await http.ws_connect(url, protocols=("kiosk.v1",), max_msg_size=1 << 22, compress=0)
        citizen = cls(socket, noise, offset)
        await socket.send_str(encode(m.Hello(m.VERSION, "bench", m.Abilities(True, True, True, False), timing=True)))
        citizen._listener = asyncio.create_task(citizen._listen(), name="citizen.listen")
        if start:
            await socket.send_str(encode(m.Start()))
        return citizen

    async def close(self) -> None:
        if self._listener is not None:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)
        try:
            async with asyncio.timeout(2):
                await self._socket.close()
        except (TimeoutError, aiohttp.ClientError, ConnectionError):
            pass  # a server that is being measured to death may not answer

    # ---- out --------------------------------------------------------------------------------------------------------

    @property
    def speaking(self) -> bool:
        return self._clip is not None

    @property
    def clerk_speaking(self) -> bool:
        return self._speaker.utterance is not None

    def ask(self, clip: Clip) -> None:
        """Say it from the next tick on."""
        self._clip, self._clip_at = clip, 0

    def tick(self, send: Callable[[Any], None]) -> None:
        """The next 20 ms of microphone, and now and then a report of what was played. `send` takes a coroutine."""
        if self.gone:
            return
        now = asyncio.get_running_loop().time()
        send(self._socket.send_bytes(_HEADER.pack(1, 2, 0, self._sample) + self._sound(now)))
        self._sample += MIC_SAMPLES
        self._ticks += 1
        if self._ticks % _LOOK_EVERY == 0 and (played := self._speaker.report(now)) is not None:
            send(self._socket.send_str(encode(played)))

    def _sound(self, now: float) -> bytes:
        if self._at + MIC_SAMPLES > len(self._noise):
            self._at = 0
        floor = self._noise[self._at : self._at + MIC_SAMPLES]
        self._at += MIC_SAMPLES
        clip, first = self._clip, self._clip_at
        if clip is None:
            return floor.tobytes()
        piece = clip.pcm[first : first + MIC_SAMPLES]
        self._clip_at = last = first + MIC_SAMPLES
        if first <= clip.onset < last:
            self.asked.append(Question(clip.text, now, cut_in=self.clerk_speaking))
        if first < clip.sounding <= last:
            self.asked[-1].ended_at = now
        if last >= len(clip.pcm):
            self._clip = None
        mixed = floor.astype(np.int32)
        mixed[: len(piece)] += piece
        return np.clip(mixed, -32768, 32767).astype("<i2").tobytes()

    # ---- in ---------------------------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        async for message in self._socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                self._play(SpeechFrame.decode(message.data), loop.time())
            elif message.type is aiohttp.WSMsgType.TEXT:
                await self._told(json.loads(message.data), loop.time())
        self.gone = True

    def _play(self, frame: SpeechFrame, now: float) -> None:
        if frame.epoch < self._speaker.epoch:
            return
        self._newest = max(self._newest, frame.utterance)
        self._speaker.feed(frame, now)
        self.voice_frames += 1
        question = self.asked[-1] if self.asked else None
        if question is None or question.sound_at is not None or question.answer != frame.utterance:
            return
        loud = np.flatnonzero(np.abs(frame.pcm.astype(np.int32)) > _AUDIBLE)
        if len(loud) and self._speaker.first_at is not None:
            played_at = self._speaker.first_at + (frame.first + int(loud[0])) / 24_000
            question.sound_at = max(now, played_at)

    async def _told(self, message: dict[str, Any], now: float) -> None:
        question = self.asked[-1] if self.asked else None
        match message["type"]:
            case "state":
                self.state = message["state"]
                self.greeted = self.greeted or self.state == "listening"
            case "waiting":
                self.queued = True
            case "begun":
                self.queued = False
                self._speaker, self._newest = Loudspeaker(), 0
            case "transcript" if question is not None and message["via"] == "voice" and question.answer is None:
                question.text += message["text"]
                question.text_at, question.texts = now, question.texts + 1
            case "say" if question is not None and question.text_at is not None and question.answer is None:
                if message["utterance"] > self._newest:
                    question.answer = message["utterance"]
            case "timing" if question is not None:
                question.stages = {name: value for name, value in message.items() if name.endswith("_ms")}
            case "stop":
                self._stopped(message, question, now)
                played = self._speaker.stop(message["utterance"], message["epoch"], now)
                if played is not None:
                    await self._socket.send_str(encode(played))
            case "error":
                self.errors.append(message["code"])
            case "goodbye":
                self.errors.append(f"goodbye: {message['reason']}")
        if message["type"] in ("say", "stop"):
            self._newest = max(self._newest, message["utterance"])

    def _stopped(self, message: dict[str, Any], question: Question | None, now: float) -> None:
        if question is None or question.stop_at is not None or self._speaker.utterance != message["utterance"]:
            return
        self._speaker.advance(now)
        question.stop_at = now
        question.silent_at = asyncio.get_running_loop().time()
