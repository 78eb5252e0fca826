"""The far ends of the buffering surfaces, without sockets: what Asterisk and a carrier do with what they are sent."""

from __future__ import annotations

import asyncio
import base64
import json
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

import numpy as np

from kiosk.wire.phone.audio import LineCoding, decode
from kiosk.wire.phone.events import Pcm, WireFrame

_FRAME_S = 0.02


class BufferingPeer:
    """Plays one frame every 20 ms from its queue, silence where that is empty. `send` is what it is sent.

    `played`: frames with the loop time at which each was played; `queued_s`: how long the last frame had waited.
    """

    def __init__(self) -> None:
        self._incoming: asyncio.Queue[WireFrame | None] = asyncio.Queue()
        self._queue: deque[tuple[float, Pcm] | str] = deque()  # frames with when they came; names of marks
        self.played: list[tuple[float, Pcm | None]] = []
        self.queued_s: list[float] = []
        self.clears = 0
        self.hung_up = False

    async def incoming(self) -> AsyncIterator[WireFrame]:
        while (frame := await self._incoming.get()) is not None:
            yield frame

    def tell(self, frame: WireFrame) -> None:
        self._incoming.put_nowait(frame)

    def hang_up(self) -> None:
        """The connection ends."""
        self._incoming.put_nowait(None)

    def send(self, frame: WireFrame) -> None:
        raise NotImplementedError

    def marked(self, name: str) -> None:
        """A mark is reached."""
        raise NotImplementedError

    def drained(self) -> None:
        """The queue is empty."""

    def dequeued(self) -> None:
        """A frame of sound was taken from the queue."""

    async def play(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_FRAME_S)
            self._control()
            taken = self._queue.popleft() if self._queue else None
            if not isinstance(taken, tuple):
                self.drained()
                self.played.append((loop.time(), None))
                continue
            self.dequeued()
            self.queued_s.append(loop.time() - taken[0])
            self.played.append((loop.time(), taken[1]))
            self._control()

    def _control(self) -> None:
        while self._queue and isinstance(self._queue[0], str):
            self.marked(str(self._queue.popleft()))

    def _sound(self, pcm: Pcm) -> None:
        self._queue.append((asyncio.get_running_loop().time(), pcm))


class AsteriskPeer(BufferingPeer):
    """chan_websocket at 8 kHz µ-law, with plain or JSON control.

    `keeps_length`: as releases do in which FLUSH_MEDIA empties the queue and leaves its length.
    """

    def __init__(self, *, control: str = "json", keeps_length: bool = True, xoff: int = 900) -> None:
        super().__init__()
        self._xoff, self._xon = xoff, xoff * 8 // 9
        self._json, self._keeps_length = control == "json", keeps_length
        self._length, self._full, self._report = 0, False, False
        self.commands: list[str] = []

    def start(self) -> None:
        fields = {"connection_id": "c1", "channel": "WebSocket/c1/0x1", "channel_id": "1761245643.1", "format": "ulaw"}
        self.event("MEDIA_START", **fields)

    def event(self, name: str, **fields: Any) -> None:
        if self._json:
            self.tell(json.dumps({"event": name, **fields}))
        else:
            self.tell(" ".join([name, *(f"{key}:{value}" for key, value in fields.items())]))

    def marked(self, name: str) -> None:
        self.event("MEDIA_MARK_PROCESSED", correlation_id=name)

    def drained(self) -> None:
        if self._report:
            self._report = False
            self.event("QUEUE_DRAINED")

    def dequeued(self) -> None:
        self._length -= 1
        if self._full and self._length < self._xon:
            self._full = False
            self.event("MEDIA_XON")

    def send(self, frame: WireFrame) -> None:
        if isinstance(frame, bytes):
            assert len(frame) == 160, "a message that is no whole frame loses its tail"
            self._length += 1
            self._sound(decode(frame, LineCoding.MU_LAW))
            if self._length >= self._xoff and not self._full:
                self._full = True
                self.event("MEDIA_XOFF")
            return
        assert len(frame) <= 128, "a longer command is ignored"
        command = (
            json.loads(frame) if self._json else dict(zip(("command", "correlation_id"), frame.split(), strict=False))
        )
        self.commands.append(command["command"])
        match command["command"]:
            case "MARK_MEDIA":
                self._queue.append(command["correlation_id"])
            case "FLUSH_MEDIA":
                self.clears += 1
                self._queue.clear()
                self._length = self._length if self._keeps_length else 0
            case "REPORT_QUEUE_DRAINED":
                self._report = True
            case "HANGUP":
                self.hung_up = True


class CarrierPeer(BufferingPeer):
    """Twilio's Media Streams. `caller`: the number that it tells."""

    def __init__(self, caller: str = "+8613800138000") -> None:
        super().__init__()
        self._caller = caller

    def start(self) -> None:
        self.tell(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}))
        start = {"streamSid": "MZ1", "callSid": "CA1", "customParameters": {"caller": self._caller}}
        self.tell(json.dumps({"event": "start", "streamSid": "MZ1", "start": start}))

    def press(self, keys: str) -> None:
        for key in keys:
            self.tell(json.dumps({"event": "dtmf", "streamSid": "MZ1", "dtmf": {"digit": key}}))

    def marked(self, name: str) -> None:
        self.tell(json.dumps({"event": "mark", "streamSid": "MZ1", "mark": {"name": name}}))

    def send(self, frame: WireFrame) -> None:
        message = json.loads(frame)
        assert message["streamSid"] == "MZ1"
        match message["event"]:
            case "media":
                self._sound(decode(base64.b64decode(message["media"]["payload"]), LineCoding.MU_LAW))
            case "mark":
                self._queue.append(message["mark"]["name"])
            case "clear":
                self.clears += 1
                for item in [item for item in self._queue if isinstance(item, str)]:
                    self.marked(item)  # Twilio sends back the marks that it clears
                self._queue.clear()


def loud(pcm: Pcm | None) -> bool:
    """Whether a played frame is speech."""
    return pcm is not None and bool(np.abs(pcm.astype(np.int32)).mean() > 100)
