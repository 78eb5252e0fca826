"""A carrier's end of Media Streams, in any dialect: it plays what it was sent in its own time, at 8 kHz.

The carriers' references say: Twilio and SignalWire send the marks of a `clear` back at once; of the others nothing is
known, and they are taken to lose them. Exotel wants messages of whole multiples of 320 bytes.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

import numpy as np

from kiosk.client.phone.gateway import PlaybackQueue
from kiosk.wire.phone.audio import LineCoding, decode, encode
from kiosk.wire.phone.dialects import Dialect, set_value, value_at
from kiosk.wire.phone.events import Pcm, WireFrame, frame_samples

_RETURNS_CLEARED_MARKS = ("twilio", "signalwire")
_EXOTEL_BYTES = 320


class CarrierGateway:
    """A `MediaGateway`. `caller`: their number, told where the dialect has a place for it."""

    rate = 8_000
    ends_by_closing = True

    def __init__(self, dialect: Dialect, call_id: str, *, caller: str = "") -> None:
        self.over = False
        self.refused: list[str] = []
        self.queue = PlaybackQueue()
        self.clears = 0
        self.dialect, self._call_id, self._caller = dialect, call_id, caller
        self._stream = f"stream-{call_id}"
        self._outbox: list[WireFrame] = []
        self._encoding, self._coding = next(
            (each for each in dialect.codings if each[1] is LineCoding.MU_LAW), ("audio/x-raw", LineCoding.LINEAR)
        )

    def start(self) -> None:
        self._write({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        message: dict[str, Any] = {"event": "start", "sequenceNumber": "1"}
        for path in self.dialect.stream:
            set_value(message, path, self._stream)
        set_value(message, self.dialect.call[0], self._call_id)
        for path in self.dialect.caller if self._caller else ():
            set_value(message, path, self._caller)
        kind = self._encoding if "/" in self._encoding else self._encoding.upper()
        set_value(message, f"{self.dialect.media_format}.{self.dialect.encoding}", kind)
        set_value(message, f"{self.dialect.media_format}.{self.dialect.sample_rate}", self.rate)
        self._write(message)

    def feed(self, data: WireFrame) -> list[Pcm]:
        message = _message(data)
        dialect = self.dialect
        if message is None or message.get(dialect.stream_key) != self._stream:
            self.refused.append("no message of this stream")
            return []
        event = message.get("event")
        if event == dialect.audio_event:
            self._media(message)
        elif event == dialect.mark_event:
            self.queue.mark(str(value_at(message, dialect.mark_name)))
        elif event == dialect.clear_event:
            self._clear()
        else:
            self.refused.append("unknown event")
        return []

    def tick(self, said: Pcm | None) -> list[Pcm]:
        if said is not None:
            payload = base64.b64encode(encode(said, self._coding)).decode("ascii")
            self._tell("media", media={"track": "inbound", "payload": payload})
        frame, marks = self.queue.take(frame_samples(self.rate))
        self._marked(marks)
        return [np.zeros(frame_samples(self.rate), np.int16) if frame is None else frame]

    def press(self, digit: str) -> None:
        self._tell("dtmf", dtmf={"track": "inbound_track", "digit": digit})

    def hang_up(self) -> None:
        self._tell("stop", stop={})

    def to_send(self) -> list[WireFrame]:
        sent, self._outbox = self._outbox, []
        return sent

    def _media(self, message: dict[str, Any]) -> None:
        try:
            data = base64.b64decode(str(value_at(message, "media.payload")), validate=True)
        except (binascii.Error, ValueError):
            self.refused.append("no sound in base64")
            return
        if self.dialect.name == "exotel" and len(data) % _EXOTEL_BYTES:
            self.refused.append("no multiple of 320 bytes")
        self.queue.put(decode(data, self._coding))

    def _clear(self) -> None:
        self.clears += 1
        marks = self.queue.clear()
        if self.dialect.name in _RETURNS_CLEARED_MARKS:
            self._marked(marks)
        elif self.dialect.name == "plivo":
            self._tell("clearedAudio")

    def _marked(self, names: list[str]) -> None:
        for name in names:
            message: dict[str, Any] = {}
            set_value(message, self.dialect.mark_name, name)
            self._tell(self.dialect.played_event, **message)

    def _tell(self, event: str, **fields: Any) -> None:
        self._write({"event": event, self.dialect.stream_key: self._stream, **fields})

    def _write(self, message: dict[str, Any]) -> None:
        self._outbox.append(json.dumps(message, separators=(",", ":")))


def _message(data: WireFrame) -> dict[str, Any] | None:
    try:
        message = json.loads(data)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None
