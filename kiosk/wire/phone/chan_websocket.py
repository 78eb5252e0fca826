"""Asterisk's chan_websocket, sans-I/O: binary messages are sound, text messages are events and commands.

Both control formats are read, and answered in the one that the peer used first: `plain-text` (Asterisk 20.16, 22.6) and
`json` (20.18, 22.8, 23.2). What Asterisk does, seen on it or in its source:

- Sound may come before MEDIA_START, in 10-15 % of calls under load: it is kept, at most `EARLY_BYTES` of it.
- A command over 128 bytes is ignored: names of marks are short. A message that is no whole number of frames loses its
  tail: each message here is one frame of the size that MEDIA_START names.
- After FLUSH_MEDIA the marks before it never come back, and some versions go on counting the frames that were dropped,
  so that a sender who trusts the queue adds delay at each barge-in. This codec counts nothing of the peer's: the call
  sends in real time, so that the queue is short whatever the peer believes.
"""

from __future__ import annotations

import json
import re
from typing import Literal

from kiosk.wire.phone.audio import CODING_NAMES, LineCoding, decode, encode
from kiosk.wire.phone.events import (
    DIGITS,
    BufferFull,
    CallerAudio,
    CallStarted,
    DigitPressed,
    MarkPlayed,
    Mistakes,
    Pcm,
    PeerMistake,
    PhoneEvent,
    QueueDrained,
    WireFrame,
    known_id,
)

#: Bytes of sound kept from before MEDIA_START (at 8 kHz µ-law eight seconds; Asterisk sends a few frames).
EARLY_BYTES = 65_536
#: Bytes of the longest text message read, and of the longest binary one.
_TEXT_BYTES, _MEDIA_BYTES = 16_384, 65_536
#: Asterisk's names of the formats that it can be told to use → coding and Hz.
FORMATS = {
    "ulaw": (LineCoding.MU_LAW, 8_000),
    "alaw": (LineCoding.A_LAW, 8_000),
    "slin": (LineCoding.LINEAR, 8_000),
    "slin16": (LineCoding.LINEAR, 16_000),
    "slin24": (LineCoding.LINEAR, 24_000),
    "slin48": (LineCoding.LINEAR, 48_000),
}
_FIELD = re.compile(r"(\w+):(\S*)")
#: Events that need no answer here.
_IGNORED = ("STATUS", "MEDIA_BUFFERING_COMPLETED")

ControlFormat = Literal["plain-text", "json"]


class ChanWebSocketCodec:
    """The application's side (a `PhoneCodec`). `rate` is 8 kHz until MEDIA_START."""

    marks = True
    buffers = True

    def __init__(self, *, mistakes: int = 50) -> None:
        self.rate = 8_000
        self.over = False
        self.control: ControlFormat | None = None  # None: no text message has come
        self._coding: LineCoding | None = None  # None: before MEDIA_START
        self._early = bytearray()
        self._mistakes = Mistakes(mistakes)

    @property
    def coding_name(self) -> str:
        return "" if self._coding is None else CODING_NAMES[self._coding]

    def feed(self, data: WireFrame) -> list[PhoneEvent]:
        """One WebSocket message."""
        if self.over:
            return []
        events = self._control(data) if isinstance(data, str) else self._media(data)
        if any(isinstance(event, PeerMistake) and event.fatal for event in events):
            self.over = True
        return events

    def audio(self, pcm: Pcm) -> list[WireFrame]:
        return [] if self._coding is None else [encode(pcm, self._coding)]

    def clear(self) -> list[WireFrame]:
        return self._command("FLUSH_MEDIA")

    def mark(self, name: str) -> list[WireFrame]:
        """Also asks for `QueueDrained`, which says the same at the end of all sound, where a mark is lost."""
        return [*self._command("MARK_MEDIA", name), *self._command("REPORT_QUEUE_DRAINED")]

    def answer(self) -> list[WireFrame]:
        """Answer the call, where the dialplan left that to the application."""
        return self._command("ANSWER")

    def hang_up(self) -> list[WireFrame]:
        return self._command("HANGUP")

    def _command(self, name: str, correlation_id: str = "") -> list[WireFrame]:
        if self.control == "json":
            fields = {"command": name} | ({"correlation_id": correlation_id} if correlation_id else {})
            return [json.dumps(fields, separators=(",", ":"))]
        return [f"{name} {correlation_id}".rstrip()]

    # ---- from the peer ----------------------------------------------------------------------------------------------

    def _media(self, data: bytes) -> list[PhoneEvent]:
        if len(data) > _MEDIA_BYTES:
            return [self._mistakes.told("too_big", f"expected at most {_MEDIA_BYTES} bytes in a message", fatal=True)]
        if self._coding is None:
            self._early += data[: EARLY_BYTES - len(self._early)]
            return []
        pcm = decode(data, self._coding)
        return [CallerAudio(pcm, self.rate)] if len(pcm) else []

    def _control(self, text: str) -> list[PhoneEvent]:
        if len(text) > _TEXT_BYTES:
            return [self._mistakes.told("too_big", f"expected at most {_TEXT_BYTES} characters", fatal=True)]
        if (read := _read(text)) is None:
            return [self._mistakes.told("bad_message", "expected an event in JSON or plain text")]
        name, fields, control = read
        self.control = self.control or control
        if name == "MEDIA_START":
            return self._start(fields)
        if self._coding is None and name not in _IGNORED:
            return [self._mistakes.told("bad_order", "expected MEDIA_START before other events")]
        return self._event(name, fields)

    def _event(self, name: str, fields: dict[str, str]) -> list[PhoneEvent]:
        match name:
            case "DTMF_END":
                digit = fields.get("digit", "")
                if len(digit) == 1 and digit in DIGITS:
                    return [DigitPressed(digit)]
                return []
            case "MEDIA_XOFF" | "MEDIA_XON":
                return [BufferFull(name == "MEDIA_XOFF")]
            case "MEDIA_MARK_PROCESSED":
                mark = fields.get("correlation_id", "")
                return [MarkPlayed(mark)] if mark else []
            case "QUEUE_DRAINED":
                return [QueueDrained()]
            case "ERROR":
                return [self._mistakes.told("peer_error", "the peer reports an error of its own")]
            case _:  # one of those that need no answer, or of a later release
                return []

    def _start(self, fields: dict[str, str]) -> list[PhoneEvent]:
        if self._coding is not None:
            return [self._mistakes.told("bad_order", "expected one MEDIA_START in a call")]
        call_id = known_id(fields.get("channel_id") or fields.get("connection_id", ""))
        if (found := FORMATS.get(fields.get("format", ""))) is None or not call_id:
            known = ", ".join(FORMATS)
            return [self._mistakes.told("unsupported", f"expected a call id, and one of {known}", fatal=True)]
        self._coding, self.rate = found
        early, self._early = bytes(self._early), bytearray()
        started = CallStarted(call_id, known_id(fields.get("caller", "")), known_id(fields.get("called", "")))
        return [started, *(self._media(early) if early else [])]


def _read(text: str) -> tuple[str, dict[str, str], ControlFormat] | None:
    """Name, fields and format of an event; None: it is none."""
    if text.lstrip().startswith("{"):
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            return None
        if not isinstance(message, dict) or not isinstance(name := message.get("event"), str):
            return None
        fields = {key: value for key, value in message.items() if isinstance(value, str)}
        if isinstance(variables := message.get("channel_variables"), dict):
            fields |= {
                key: value
                for key, known in (("caller", "KIOSK_CALLER"), ("called", "KIOSK_CALLED"))
                if isinstance(value := variables.get(known), str)
            }
        return name, fields, "json"
    name, _, rest = text.strip().partition(" ")
    if not name.isascii() or not name.replace("_", "").isalpha():
        return None
    fields = dict(_FIELD.findall(rest))
    if name in ("MEDIA_MARK_PROCESSED", "MEDIA_BUFFERING_COMPLETED") and ":" not in rest:
        fields["correlation_id"] = rest.strip()
    return name, fields, "plain-text"
