"""Asterisk's end of a chan_websocket, as its source has it (22.8): one frame every 20 ms from a queue of at most 1,000.

- Each message of sound is cut into frames; the tail that makes no whole frame is dropped, unless media is buffered.
- A command over 128 bytes is dropped. In JSON, one that cannot be parsed ends the call.
- FLUSH_MEDIA drops the queue with its marks, which never come back. Some releases keep counting what was dropped: from
  900 on they say MEDIA_XOFF, from 1,000 on they drop all sound.
- QUEUE_DRAINED comes at the first 20 ms without a frame, once for each time that it was asked for.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from kiosk.client.phone.gateway import PlaybackQueue
from kiosk.wire.phone.audio import decode, encode
from kiosk.wire.phone.chan_websocket import FORMATS, ControlFormat
from kiosk.wire.phone.events import Pcm, WireFrame, frame_samples

_COMMAND_BYTES = 128
_XOFF, _XON, _FULL = 900, 800, 1_000


@dataclass(frozen=True, slots=True)
class AsteriskTraits:
    """`early`: frames of sound before MEDIA_START, as in one call of seven under load. `keeps_length`: FLUSH_MEDIA
    leaves the queue's length as it was. `xoff`: the length at which MEDIA_XOFF is said.
    """

    early: int = 2
    keeps_length: bool = False
    xoff: int = _XOFF


class AsteriskGateway:
    """A `MediaGateway`. `media_format`: one of `kiosk.wire.phone.chan_websocket.FORMATS`. `caller`: their number."""

    ends_by_closing = False

    def __init__(
        self,
        call_id: str,
        *,
        control: ControlFormat = "plain-text",
        media_format: str = "ulaw",
        caller: str = "",
        traits: AsteriskTraits | None = None,
    ) -> None:
        self._coding, self.rate = FORMATS[media_format]
        self.over = False
        self.refused: list[str] = []
        self.queue = PlaybackQueue()
        self.flushes = 0
        self._call_id, self._control, self._format, self._caller = call_id, control, media_format, caller
        self._traits = traits or AsteriskTraits()
        self._outbox: list[WireFrame] = []
        self._length = 0  # as the driver counts it
        self._full = self._paused = self._buffering = self._report = False
        self._tail = b""  # of a buffered message: less than a frame
        self._silence: Pcm = np.zeros(frame_samples(self.rate), np.int16)
        self._frame_bytes = len(encode(self._silence, self._coding))

    def start(self) -> None:
        self._outbox += [encode(self._silence, self._coding)] * self._traits.early
        self.event(
            "MEDIA_START",
            connection_id="c1",
            channel="WebSocket/c1/0x1",
            channel_id=self._call_id,
            format=self._format,
            optimal_frame_size=self._frame_bytes,
            ptime=20,
            **({"channel_variables": {"KIOSK_CALLER": self._caller}} if self._control == "json" else {}),
        )

    def event(self, name: str, **fields: Any) -> None:
        """Say this to the hall."""
        if self._control == "json":
            self._outbox.append(json.dumps({"event": name, **fields}, separators=(",", ":")))
        else:
            self._outbox.append(" ".join([name, *(f"{key}:{value}" for key, value in fields.items())]))

    def feed(self, data: WireFrame) -> list[Pcm]:
        if self.over:
            return []
        if isinstance(data, bytes):
            self._media(data)
        elif len(data.encode()) > _COMMAND_BYTES:
            self.refused.append("command over 128 bytes")
        else:
            self._command(data)
        return []

    def tick(self, said: Pcm | None) -> list[Pcm]:
        if self.over:
            return []
        if said is not None:
            self._outbox.append(encode(said, self._coding))
        if self._paused:
            return [self._silence]
        if self._full and self._length < min(_XON, self._traits.xoff):
            self._full = False
            self.event("MEDIA_XON")
        drained = self.queue.empty
        frame, marks = self.queue.take(frame_samples(self.rate))
        for name in marks:
            self.event("MEDIA_MARK_PROCESSED", correlation_id=name)
        if drained and self._report:
            self._report = False
            self.event("QUEUE_DRAINED")
        if frame is None:
            return [self._silence]
        self._length -= 1
        return [frame]

    def press(self, digit: str) -> None:
        self.event("DTMF_END", digit=digit, channel_id=self._call_id)

    def hang_up(self) -> None:
        """Asterisk closes the connection, and says nothing."""

    def to_send(self) -> list[WireFrame]:
        sent, self._outbox = self._outbox, []
        return sent

    def _media(self, data: bytes) -> None:
        if self._length >= _FULL:
            self.refused.append("queue full")
            return
        size = self._frame_bytes
        data = self._tail + data if self._buffering else data
        whole = len(data) - len(data) % size
        for at in range(0, whole, size):
            self.queue.put(decode(data[at : at + size], self._coding))
            self._length += 1
        if self._buffering:
            self._tail = data[whole:]
        elif whole < len(data):
            self.refused.append("no whole frame")
        if self._length >= self._traits.xoff and not self._full:
            self._full = True
            self.event("MEDIA_XOFF")

    def _command(self, text: str) -> None:
        name, correlation_id = text.partition(" ")[::2]
        if self._control == "json":
            try:
                fields = json.loads(text)
                name, correlation_id = str(fields["command"]), str(fields.get("correlation_id", ""))
            except (ValueError, KeyError, TypeError):
                self.refused.append("command that is no JSON")
                self.over = True
                return
        match name:
            case "HANGUP":
                self.over = True
            case "ANSWER":
                pass
            case "MARK_MEDIA":
                self.queue.mark(correlation_id)
            case "FLUSH_MEDIA":
                self._flush()
            case "REPORT_QUEUE_DRAINED":
                self._report = True
            case "START_MEDIA_BUFFERING":
                self._buffering = True
            case "STOP_MEDIA_BUFFERING":
                self._buffering, self._tail = False, b""
                self.event("MEDIA_BUFFERING_COMPLETED", correlation_id=correlation_id)
            case "PAUSE_MEDIA" | "CONTINUE_MEDIA":
                self._paused = name == "PAUSE_MEDIA"
            case "GET_STATUS":
                self.event("STATUS", queue_length=self._length, xon_level=_XON, xoff_level=_XOFF)
            case _:
                self.refused.append("unknown command")

    def _flush(self) -> None:
        self.flushes += 1
        self.queue.clear()
        self._tail = b""
        self._length = self._length if self._traits.keeps_length else 0
