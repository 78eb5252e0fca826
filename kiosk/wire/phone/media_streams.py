"""Media Streams, sans-I/O: JSON messages over a WebSocket, sound in base64, in the dialect of one carrier.

    WAITING --start--> OPEN --stop--> over

Fields that are not known are ignored; so are messages of an unknown event. `clear` is right at each interruption, even
where all sound seems to have been played: the carrier plays behind us.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

import numpy as np

from kiosk.wire.phone.audio import CODING_NAMES, LineCoding, decode, encode
from kiosk.wire.phone.dialects import Dialect, value_at
from kiosk.wire.phone.events import (
    DIGITS,
    CallerAudio,
    CallerHungUp,
    CallStarted,
    DigitPressed,
    MarkPlayed,
    Mistakes,
    Pcm,
    PeerMistake,
    PhoneEvent,
    WireFrame,
    frame_samples,
    known_id,
)

#: Characters of the longest message (a carrier sends 20 to 100 ms of sound in one).
LONGEST = 65_536
_RATES = (8_000, 16_000, 24_000)
#: Names of the track that is the caller's, where a message names one.
_INBOUND = ("inbound", "inbound_track")


class MediaStreamsCodec:
    """The application's side (a `PhoneCodec`). `rate` is 8 kHz until the start."""

    marks = True
    buffers = True

    def __init__(self, dialect: Dialect, *, mistakes: int = 50) -> None:
        self.rate = 8_000
        self.over = False
        self._dialect = dialect
        self._coding: LineCoding | None = None  # None: before the start
        self._stream = ""
        self._gathered: list[Pcm] = []  # frames that wait until a message is full
        self._mistakes = Mistakes(mistakes)

    @property
    def coding_name(self) -> str:
        return "" if self._coding is None else CODING_NAMES[self._coding]

    def feed(self, data: WireFrame) -> list[PhoneEvent]:
        """One WebSocket message."""
        if self.over:
            return []
        event = self._message(data)
        if isinstance(event, CallerHungUp) or (isinstance(event, PeerMistake) and event.fatal):
            self.over = True
        return [] if event is None else [event]

    def audio(self, pcm: Pcm) -> list[WireFrame]:
        if self._coding is None:
            return []
        self._gathered.append(pcm)
        return self._media() if len(self._gathered) >= self._dialect.frames else []

    def clear(self) -> list[WireFrame]:
        self._gathered.clear()
        return [] if self._coding is None else [self._write(self._dialect.clear_event)]

    def mark(self, name: str) -> list[WireFrame]:
        if self._coding is None:
            return []
        key, _, inner = self._dialect.mark_name.partition(".")
        return [*self._media(), self._write(self._dialect.mark_event, **{key: {inner: name} if inner else name})]

    def hang_up(self) -> list[WireFrame]:
        return []  # the end of the connection ends the stream: the carrier goes on with what its document says

    def _media(self) -> list[WireFrame]:
        """What was gathered, filled up with silence to a whole message."""
        if not self._gathered or self._coding is None:
            return []
        missing = self._dialect.frames - len(self._gathered)
        silence = np.zeros(missing * frame_samples(self.rate), np.int16)
        data = encode(np.concatenate([*self._gathered, silence]), self._coding)
        self._gathered.clear()
        media: dict[str, Any] = {"payload": base64.b64encode(data).decode("ascii")}
        if self._dialect.described:
            kind = next(name for name, coding in self._dialect.codings if coding is self._coding)
            media = {"contentType": kind, "sampleRate": self.rate, **media}
        return [self._write(self._dialect.audio_event, media=media)]

    def _write(self, event: str, **fields: Any) -> WireFrame:
        return json.dumps({"event": event, self._dialect.stream_key: self._stream, **fields}, separators=(",", ":"))

    # ---- from the carrier -------------------------------------------------------------------------------------------

    def _message(self, data: WireFrame) -> PhoneEvent | None:
        if not isinstance(data, str):
            return self._mistakes.told("bad_message", "expected text messages only")
        if len(data) > LONGEST:
            return self._mistakes.told("too_big", f"expected at most {LONGEST} characters in a message", fatal=True)
        try:
            message = json.loads(data)
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict) or not isinstance(event := message.get("event"), str):
            return self._mistakes.told("bad_message", "expected a JSON object with an event")
        if event == "start":
            return self._start(message)
        if event == "stop":
            return CallerHungUp()
        if self._coding is None:
            early = event in ("media", "dtmf", self._dialect.played_event)
            return self._mistakes.told("bad_order", "expected start before other events") if early else None
        return self._event(event, message, self._coding)

    def _event(self, event: str, message: dict[str, Any], coding: LineCoding) -> PhoneEvent | None:
        if event == "media":
            return self._sound(message, coding)
        if event == "dtmf":
            digit = _text(message, "dtmf.digit")
            return DigitPressed(digit) if len(digit) == 1 and digit in DIGITS else None
        if event == self._dialect.played_event:
            name = _text(message, self._dialect.mark_name)
            return MarkPlayed(name) if name else None
        return None

    def _sound(self, message: dict[str, Any], coding: LineCoding) -> PhoneEvent | None:
        if (track := _text(message, "media.track")) and track not in _INBOUND:
            return None
        try:
            data = base64.b64decode(_text(message, "media.payload"), validate=True)
        except (binascii.Error, ValueError):
            return self._mistakes.told("bad_audio", "expected sound in base64")
        pcm = decode(data, coding)
        return CallerAudio(pcm, self.rate) if len(pcm) else None

    def _start(self, message: dict[str, Any]) -> PhoneEvent:
        dialect = self._dialect
        if self._coding is not None:
            return self._mistakes.told("bad_order", "expected one start in a stream")
        stream = _first(message, dialect.stream)
        kind = _text(message, f"{dialect.media_format}.{dialect.encoding}").lower().partition(";")[0]
        coding = dict(dialect.codings).get(kind, dialect.default)
        rate = _number(message, f"{dialect.media_format}.{dialect.sample_rate}") or 8_000
        if not stream or coding is None or rate not in _RATES:
            return self._mistakes.told("unsupported", "expected a stream id, and a known encoding and rate", fatal=True)
        self._stream, self._coding, self.rate = stream, coding, rate
        call = _first(message, dialect.call) or stream
        return CallStarted(call, _first(message, dialect.caller), _first(message, dialect.called))


def _text(message: dict[str, Any], path: str) -> str:
    found = value_at(message, path)
    return found if isinstance(found, str) else ""


def _number(message: dict[str, Any], path: str) -> int:
    """A whole number, also one that stands in quotes; 0 for anything else."""
    found = value_at(message, path)
    if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 8:
        return int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def _first(message: dict[str, Any], paths: tuple[str, ...]) -> str:
    """The first of these fields that holds an id."""
    return next((text for path in paths if (text := known_id(_text(message, path)))), "")
